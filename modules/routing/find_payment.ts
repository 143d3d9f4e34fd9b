import type { Field, Formula } from './space.ts'

/** What a payment must fulfil: the formula, or its opposite. */
export type Demand = { readonly formula: Formula; readonly is_true: boolean }

/** A payment as the chosen cell of each field; -1 where any will do. `open`: the steps ran out before it was known. */
export type Found =
  | { readonly kind: 'found'; readonly cells: readonly number[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'open' }

export type Steps = { left: number }

const FALSE = 0
const TRUE = 1
const UNKNOWN = 2

/**
 * Looks for a payment that fulfils all demands. It fixes one field after the other, always one that an undecided
 * demand asks for next, and turns back as soon as a demand is broken; so it is exact: `none` means that there is no
 * such payment in the condition language. Each test that is evaluated takes one of `steps`, shared over many calls.
 */
export function findPayment(fields: readonly Field[], demands: readonly Demand[], steps: Steps): Found {
  const cells = fields.map(() => -1)
  const choices = choicesOf(fields, demands, steps)
  let undecided = -1

  const evaluate = (formula: Formula): number => {
    if (formula.kind !== 'test') return ofGroup(formula)
    steps.left--
    if (formula.always !== undefined) return formula.always
    const cell = cells[formula.field] ?? -1
    if (cell >= 0) return formula.truth[cell] ?? FALSE
    if (undecided < 0) undecided = formula.field
    return UNKNOWN
  }
  const ofGroup = ({ kind, of }: Formula & { of: readonly Formula[] }): number => {
    const decisive = kind === 'all' ? FALSE : TRUE
    let isKnown = true
    for (const member of of) {
      const value = evaluate(member)
      if (value === decisive) return kind === 'any' ? TRUE : FALSE
      if (value === UNKNOWN) isKnown = false
    }
    if (!isKnown) return UNKNOWN
    return kind === 'any' ? FALSE : TRUE
  }
  /** The field to fix next, -1 when everything is fulfilled, undefined when something is broken. */
  const look = (): number | undefined => {
    let next = -1
    for (const { formula, is_true } of demands) {
      undecided = -1
      const value = evaluate(formula)
      if (value === UNKNOWN) next = next < 0 ? undecided : next
      else if ((value === TRUE) !== is_true) return undefined
    }
    return next
  }
  const search = (): boolean => {
    const field = look()
    if (field === undefined || steps.left <= 0) return false
    if (field < 0) return true
    for (const cell of choices.get(field) ?? []) {
      cells[field] = cell
      if (search()) return true
    }
    cells[field] = -1
    return false
  }
  if (search()) return { kind: 'found', cells }
  return { kind: steps.left <= 0 ? 'open' : 'none' }
}

/** Of each field, one cell of those that these demands cannot tell apart: what other rules ask does not matter here. */
function choicesOf(
  fields: readonly Field[],
  demands: readonly Demand[],
  steps: Steps,
): Map<number, number[]> {
  const classes = new Map<number, Int32Array>()
  const refine = (formula: Formula): void => {
    if (formula.kind !== 'test') return formula.of.forEach(refine)
    if (formula.always !== undefined) return
    const own = classes.get(formula.field) ?? new Int32Array(fields[formula.field]?.cells.length ?? 0)
    classes.set(formula.field, own)
    steps.left -= own.length >> 3
    // The new number of each old number and truth, 0 for none yet.
    const numbers = new Int32Array(own.length * 2)
    let count = 0
    for (let cell = 0; cell < own.length; cell++) {
      const key = (own[cell] ?? 0) * 2 + (formula.truth[cell] ?? 0)
      if (numbers[key] === 0) numbers[key] = ++count
      own[cell] = (numbers[key] ?? 0) - 1
    }
  }
  for (const { formula } of demands) if (steps.left > 0) refine(formula)
  // Classes are numbered by their first cell, so the first of a class is the one with a number not seen before.
  const firsts = (own: Int32Array): number[] => {
    let seen = 0
    return [...own.keys()].filter((cell) => own[cell] === seen && ++seen > 0)
  }
  return new Map([...classes].map(([field, own]) => [field, firsts(own)]))
}
