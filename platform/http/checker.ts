import { FAULTS_MAX } from '../../kernel/limits.ts'
import { StartRefused } from '../db/start_refused.ts'
import { checkObject } from './checker_object.ts'
import { checkText } from './checker_text.ts'
import { nearest } from './checker_union.ts'
import { addFault, type Checker, within, wrongType } from './faults.ts'
import { type JsonSchema, type JsonType, typeOf } from './json_schema.ts'

export type { Checker }

/** Throws StartRefused for a schema that says something this compiler does not know. */
export function compileChecker(schema: JsonSchema): Checker {
  if (schema.anyOf !== undefined) return checkUnion(schema.anyOf.map(compileChecker))
  if (schema.enum !== undefined) return checkAllowed(schema.enum)
  if (schema.const !== undefined) return checkAllowed([schema.const])
  switch (schema.type) {
    case 'object':
      return checkObject(schema, compileChecker)
    case 'array':
      return checkList(schema, schema.items === undefined ? checkAnything() : compileChecker(schema.items))
    case 'string':
      return checkText(schema)
    case 'integer':
    case 'number':
      return checkNumber(schema)
    case 'boolean':
      return checkAllowed([true, false])
    case 'null':
      return checkAllowed([null])
    case undefined:
      return checkAnything()
    default:
      throw new StartRefused(`A schema has the type ${String(schema.type)}, which routes cannot use.`)
  }
}

const checkAnything = (): Checker => ({
  types: ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'],
  check: () => true,
  explain: () => undefined,
})

function checkAllowed(allowed: readonly unknown[]): Checker {
  const set = new Set(allowed)
  const types = [...new Set(allowed.map(typeOf))]
  return {
    types,
    allowed,
    check: (value) => set.has(value),
    explain(value, path, faults) {
      if (set.has(value)) return
      if (!types.includes(typeOf(value))) return wrongType(faults, path, types)
      addFault(faults, 'not_one_of', path, `must be one of: ${allowed.map(String).join(', ')}`)
    },
  }
}

function checkNumber({ type, minimum = -Infinity, maximum = Infinity }: JsonSchema): Checker {
  const isWhole = type === 'integer'
  const types: JsonType[] = isWhole ? ['integer'] : ['integer', 'number']
  return {
    types,
    check: (value) =>
      typeof value === 'number' &&
      (isWhole ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
      value >= minimum &&
      value <= maximum,
    explain(value, path, faults) {
      if (typeof value !== 'number' || (isWhole && !Number.isSafeInteger(value)))
        return wrongType(faults, path, types)
      if (value < minimum) addFault(faults, 'too_small', path, `must be at least ${minimum}`)
      if (value > maximum) addFault(faults, 'too_large', path, `must be at most ${maximum}`)
    },
  }
}

function checkList(schema: JsonSchema, item: Checker): Checker {
  const { minItems = 0, maxItems = Infinity, uniqueItems = false } = schema
  const hasTwins = (list: readonly unknown[]): boolean =>
    uniqueItems && new Set(list.map((one) => JSON.stringify(one))).size !== list.length
  return {
    types: ['array'],
    check(value) {
      if (!Array.isArray(value) || value.length < minItems || value.length > maxItems) return false
      for (let index = 0; index < value.length; index++) if (!item.check(value[index])) return false
      return !hasTwins(value)
    },
    explain(value, path, faults) {
      if (!Array.isArray(value)) return wrongType(faults, path, ['array'])
      if (value.length < minItems) addFault(faults, 'too_few', path, `must have at least ${minItems} items`)
      if (value.length > maxItems)
        return addFault(faults, 'too_many', path, `must have at most ${maxItems} items`)
      for (let index = 0; index < value.length && faults.length < FAULTS_MAX; index++)
        if (!item.check(value[index])) item.explain(value[index], within(path, String(index)), faults)
      if (hasTwins(value)) addFault(faults, 'not_unique', path, 'must not hold the same item twice')
    },
  }
}

function checkUnion(branches: readonly Checker[]): Checker {
  const [first = checkAnything(), second] = branches
  const values = branches.flatMap((branch) => branch.allowed ?? [])
  if (branches.every((branch) => branch.allowed !== undefined)) return checkAllowed(values)
  const types = [...new Set(branches.flatMap((branch) => branch.types))]
  const isPair = second !== undefined && branches.length === 2
  return {
    types,
    check: isPair
      ? (value) => first.check(value) || second.check(value)
      : (value) => branches.some((branch) => branch.check(value)),
    explain(value, path, faults) {
      // What one branch takes has no fault, whatever the others would say of it.
      if (branches.some((branch) => branch.check(value))) return
      const meant = branches.filter((branch) => branch.types.includes(typeOf(value)))
      if (meant.length === 0) return wrongType(faults, path, types)
      faults.push(...nearest(meant, value, path).slice(0, FAULTS_MAX - faults.length))
    },
  }
}
