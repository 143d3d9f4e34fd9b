import { ATTEMPTS_DEFAULT } from './limits.ts'
import { type Condition, isGroup, type Test, testsOf } from './condition.ts'
import { type RouteInput, textOf } from './input.ts'
import type { Action, Rules } from './rules.ts'

type Predicate = (input: RouteInput) => boolean

/** Rules made ready for choosing: conditions are functions, values are sets. */
export type CompiledRules = {
  readonly rules: readonly { readonly name: string; readonly matches: Predicate; readonly use: Action }[]
  readonly otherwise: Action | undefined
  readonly max_attempts: number
  /** Metadata keys that some rule looks at: a decision keeps these and no others. */
  readonly metadata_keys: readonly string[]
}

export function compileRules(rules: Rules): CompiledRules {
  const keys = rules.rules
    .flatMap(({ when }) => testsOf(when))
    .flatMap((test) => (test.field === 'metadata' ? [test.key] : []))
  return {
    rules: rules.rules.map(({ name, when, use }) => ({ name, use, matches: compileCondition(when) })),
    otherwise: rules.otherwise,
    max_attempts: rules.max_attempts ?? ATTEMPTS_DEFAULT,
    metadata_keys: [...new Set(keys)],
  }
}

function compileCondition(condition: Condition): Predicate {
  if (!isGroup(condition)) return compileTest(condition)
  const members = condition.of.map(compileCondition)
  const [first] = members
  switch (condition.op) {
    case 'all':
      return (input) => members.every((member) => member(input))
    case 'any':
      return (input) => members.some((member) => member(input))
    case 'none':
      return members.length === 1 && first !== undefined
        ? (input) => !first(input)
        : (input) => !members.some((member) => member(input))
  }
}

function compileTest(test: Test): Predicate {
  switch (test.field) {
    case 'needs': {
      const { is } = test
      return (input) => input.needs.some((need) => is.includes(need))
    }
    case 'metadata': {
      const { key } = test
      const holds = oneOf(test.is)
      return ({ metadata }) => Object.hasOwn(metadata, key) && holds(metadata[key] ?? '')
    }
    case 'amount': {
      const holds = within(test)
      return ({ amount }) => holds(amount.currency, amount.minor)
    }
    case 'bin': {
      const holds = startsWith(test.starts_with)
      return ({ bin }) => holds(bin)
    }
    default: {
      const { field } = test
      const holds = oneOf(test.is)
      return (input) => holds(textOf(input, field))
    }
  }
}

/** The three comparisons there are. The analysis asks the same ones about its cells. */
export function oneOf(values: readonly string[]): (value: string) => boolean {
  const [only] = values
  if (values.length === 1) return (value) => value === only
  const set = new Set(values)
  return (value) => set.has(value)
}

export function startsWith(prefixes: readonly string[]): (bin: string) => boolean {
  const set = new Set(prefixes)
  const lengths = [...new Set(prefixes.map((prefix) => prefix.length))]
  return (bin) => lengths.some((length) => bin.length >= length && set.has(bin.slice(0, length)))
}

export function within(test: Test & { field: 'amount' }): (currency: string, minor: bigint) => boolean {
  const from = test.at_least === undefined ? undefined : BigInt(test.at_least)
  const until = test.below === undefined ? undefined : BigInt(test.below)
  return (currency, minor) =>
    currency === test.currency &&
    (from === undefined || minor >= from) &&
    (until === undefined || minor < until)
}
