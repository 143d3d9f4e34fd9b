import { type Cell, cellsOf, fieldOf, holdsFor } from './cells.ts'
import { type Condition, isGroup, type Test, testsOf } from './condition.ts'

/** A condition whose tests are rows of truth over the cells of their fields. */
export type Formula =
  | {
      readonly kind: 'test'
      readonly field: number
      readonly truth: Uint8Array
      /** The truth when it is the same in every cell: then nobody needs to know the cell. */
      readonly always: number | undefined
    }
  | { readonly kind: 'all' | 'any' | 'none'; readonly of: readonly Formula[] }

export type Field = { readonly name: string; readonly cells: readonly Cell[] }
/** All payments there can be, as far as some conditions can tell them apart. */
export type Space = { readonly fields: readonly Field[]; formula(condition: Condition): Formula }

/** Builds the space in which every condition given can be judged. */
export function spaceOf(conditions: readonly Condition[]): Space {
  const tests = new Map<string, Test[]>()
  for (const test of conditions.map(takenApart).flatMap(testsOf)) {
    const field = fieldOf(test)
    const known = tests.get(field)
    if (known === undefined) tests.set(field, [test])
    else known.push(test)
  }
  const names = [...tests.keys()]
  const fields = names.map((name) => ({ name, cells: distinct(tests.get(name) ?? []) }))
  const formula = (condition: Condition): Formula => {
    if (isGroup(condition)) return { kind: condition.op, of: condition.of.map(formula) }
    const field = names.indexOf(fieldOf(condition))
    const holds = holdsFor(condition)
    const truth = Uint8Array.from(fields[field]?.cells ?? [], (cell) => (holds(cell) ? 1 : 0))
    const always = truth.every((value) => value === truth[0]) ? truth[0] : undefined
    return { kind: 'test', field, truth, always }
  }
  return { fields, formula: (condition) => formula(takenApart(condition)) }
}

/** `needs` is a set, so each need is a field of its own: "one of these" becomes "any of". */
function takenApart(condition: Condition): Condition {
  if (isGroup(condition)) return { op: condition.op, of: condition.of.map(takenApart) }
  if (condition.field !== 'needs' || condition.is.length === 1) return condition
  return { op: 'any', of: condition.is.map((need) => ({ field: 'needs', is: [need] })) }
}

/** Cells that no test tells apart are one: a list of two hundred countries becomes two cells. */
function distinct(tests: readonly Test[]): Cell[] {
  const holds = tests.map(holdsFor)
  const found = new Map<string, Cell>()
  for (const cell of cellsOf(tests)) {
    const signature = holds.map((holdsIn) => (holdsIn(cell) ? '1' : '0')).join('')
    if (!found.has(signature)) found.set(signature, cell)
  }
  return [...found.values()]
}
