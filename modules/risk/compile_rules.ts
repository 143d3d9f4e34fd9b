import { assert, present } from '../../kernel/assert.ts'
import type { Id } from '../../kernel/id.ts'
import { SUM_MAX } from './limits.ts'
import type { RiskInput } from './input.ts'
import {
  type Comparison,
  type Condition,
  type Rule,
  type RuleDefinition,
  textOf,
  type UnavailableAction,
} from './rule.ts'
import type { ScaPolicy } from './sca.ts'
import type { RiskView } from './view.ts'
import { type Entity, type Spender, type Window, windows } from './windows.ts'

/** What rules look at: the payment, what was known before it, and the exemption that could be claimed. */
export type Evidence = {
  readonly input: RiskInput
  readonly view: RiskView
  readonly exemption: string | null
}
export type Test = (evidence: Evidence) => boolean
export type CompiledRule = Pick<Rule, 'name' | 'text' | 'decision'> & { readonly tests: readonly Test[] }
/** A count or sum that some rule looks at: said in the assessment. */
export type SeenField = { readonly field: string; readonly read: (view: RiskView) => number }

/** Rules ready to be applied. `id` is null and `version` 0 for the built-in ones. */
export type RuleSet = {
  readonly id: Id<'rul'> | null
  readonly version: number
  readonly rules: readonly CompiledRule[]
  readonly seen: readonly SeenField[]
  readonly sca: ScaPolicy
  readonly three_ds_unavailable: UnavailableAction
}

export function compileRules(
  { rules, sca, three_ds_unavailable }: RuleDefinition,
  { id, version }: Pick<RuleSet, 'id' | 'version'>,
): RuleSet {
  const fields = new Set(rules.flatMap(({ when }) => when.map(({ field }) => field)))
  const seen = [...fields].flatMap((field) => (field.includes('.') ? [{ field, read: readerOf(field) }] : []))
  return { id, version, rules: rules.map(compileRule), seen, sca, three_ds_unavailable }
}

const compileRule = ({ name, text, decision, when }: Rule): CompiledRule => ({
  name,
  text,
  decision,
  tests: when.map(compileCondition),
})

function compileCondition(condition: Condition): Test {
  if ('value' in condition) {
    const [read, compare] = [readerOf(condition.field), comparer(condition.operator)]
    return ({ view }) => compare(read(view), condition.value)
  }
  if ('amount' in condition) return amountTest(condition)
  switch (condition.operator) {
    case 'in':
    case 'not_in': {
      const values = new Set(condition.values)
      const isWanted = condition.operator === 'in'
      return ({ input, exemption }) => {
        const text = textOf(input, condition.field, exemption)
        return text !== null && values.has(text) === isWanted
      }
    }
    case 'is_known':
      return ({ input, exemption }) => textOf(input, condition.field, exemption) !== null
    case 'is_unknown':
      return ({ input, exemption }) => textOf(input, condition.field, exemption) === null
    case 'differs_from':
      return ({ input }) => {
        const [one, other] = [input[condition.field], input[condition.other]]
        return one !== null && other !== null && one !== other
      }
    case 'contains':
      return ({ view }) => view.lists.some(({ list }) => list === condition.list)
  }
}

function amountTest({ field, operator, amount }: Extract<Condition, { amount: unknown }>): Test {
  const [compare, bound] = [comparer(operator), BigInt(amount.value)]
  const isOwn = field === 'amount'
  const read = isOwn ? undefined : readerOf(field)
  return ({ input, view }) => {
    if (input.amount.currency !== amount.currency) return false
    return compare(read === undefined ? input.amount.minor : BigInt(read(view)), bound)
  }
}

function comparer(operator: Comparison): (one: number | bigint, other: number | bigint) => boolean {
  switch (operator) {
    case 'gt':
      return (one, other) => one > other
    case 'gte':
      return (one, other) => one >= other
    case 'lt':
      return (one, other) => one < other
    case 'lte':
      return (one, other) => one <= other
    case 'eq':
      return (one, other) => one === other
  }
}

/** Reads `card.attempts_1h` and the like; 0 for what was never seen. */
function readerOf(field: string): SeenField['read'] {
  const [, entity, what, window] = present(/^(\w+)\.(attempts|declines|amount)_(\w+)$/.exec(field), field)
  const index = windows.indexOf(window as Window)
  assert(index >= 0, `${field} names a window`)
  if (what === 'amount') return ({ amounts }) => Math.min(amounts[entity as Spender]?.[index] ?? 0, SUM_MAX)
  return ({ counts }) => counts[entity as Entity]?.[what as 'attempts' | 'declines'][index] ?? 0
}
