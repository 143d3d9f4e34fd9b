import { canonicalJson } from '../../kernel/canonical_json.ts'
import type { Fault } from '../../kernel/result.ts'
import { type Condition, decisions, type Rule, type RuleDefinition, type TextField } from './rule.ts'
import { claimableExemptions } from './sca.ts'

/** Fields with few values, all of them known. */
const choices: Partial<Record<TextField, readonly string[]>> = {
  initiator: ['customer', 'merchant'],
  channel: ['ecommerce', 'moto', 'recurring'],
  funding: ['credit', 'debit', 'prepaid'],
  exemption: claimableExemptions,
}
const alwaysKnown: ReadonlySet<TextField> = new Set([
  'initiator',
  'channel',
  'scheme',
  'mcc',
  'bin',
  'currency',
  'merchant_country',
])

/**
 * Pure: what can be seen to be wrong with rules without a payment: conditions that are always or never met, rules that
 * contradict themselves or each other, and rules that never matter because a shorter one of at least the same strength
 * always holds with them. It finds the plain cases, not every one.
 */
export function checkRules({ rules }: RuleDefinition): Fault[] {
  return [
    ...rules.flatMap((rule, place) => [...ruleFaults(rule, place), ...earlierFaults(rules, place)]),
    ...rules.flatMap((rule, place) => shadowFaults(rules, rule, place)),
  ]
}

const fault = (code: string, param: string, detail: string): Fault => ({ code, param, detail })

function ruleFaults({ when }: Rule, place: number): Fault[] {
  const faults = when.flatMap((condition, index) => {
    const constant = constantOf(condition)
    const param = `rules.${place}.when.${index}`
    return constant === undefined ? [] : [fault('constant', param, `is ${constant} met`)]
  })
  if (faults.length === 0 && contradicts(when))
    faults.push(fault('contradiction', `rules.${place}.when`, 'no payment can meet all of these'))
  return faults
}

/** `always`, `never`, or undefined when it depends. */
function constantOf(condition: Condition): 'always' | 'never' | undefined {
  const { operator } = condition
  switch (operator) {
    case 'in':
    case 'not_in': {
      const all = choices[condition.field]
      if (all === undefined) return undefined
      const met = all.filter((one) => condition.values.includes(one) === (operator === 'in'))
      if (met.length === 0) return 'never'
      return met.length === all.length && alwaysKnown.has(condition.field) ? 'always' : undefined
    }
    case 'is_known':
    case 'is_unknown':
      return alwaysKnown.has(condition.field) ? (operator === 'is_known' ? 'always' : 'never') : undefined
    case 'differs_from':
      return condition.field === condition.other ? 'never' : undefined
    case 'contains':
      return undefined
    default: {
      const bound = boundOf(condition)
      if (bound > 0n) return undefined
      return operator === 'gte' ? 'always' : operator === 'lt' ? 'never' : undefined
    }
  }
}

type Measured = Extract<Condition, { value: number } | { amount: unknown }>
const isMeasured = (condition: Condition): condition is Measured =>
  'value' in condition || 'amount' in condition
const boundOf = (condition: Measured): bigint =>
  'value' in condition ? BigInt(condition.value) : BigInt(condition.amount.value)

/** True when no payment can meet all of them. */
function contradicts(when: readonly Condition[]): boolean {
  const measured = when.filter(isMeasured)
  const currencies = new Set(measured.flatMap((one) => ('amount' in one ? [one.amount.currency] : [])))
  if (currencies.size > 1) return true
  const fields = new Set(when.map(({ field }) => field))
  return [...fields].some((field) => {
    const own = when.filter((one) => one.field === field)
    return hasNoNumber(own.filter(isMeasured)) || hasNoText(own)
  })
}

function hasNoNumber(conditions: readonly Measured[]): boolean {
  let [least, most] = [0n, 10n ** 19n]
  for (const condition of conditions) {
    const bound = boundOf(condition)
    const { operator } = condition
    const low = operator === 'gt' ? bound + 1n : operator === 'gte' || operator === 'eq' ? bound : 0n
    const high = operator === 'lt' ? bound - 1n : operator === 'lte' || operator === 'eq' ? bound : most
    if (low > least) least = low
    if (high < most) most = high
  }
  return least > most
}

function hasNoText(conditions: readonly Condition[]): boolean {
  const isUnknown = conditions.some(({ operator }) => operator === 'is_unknown')
  const needsText = conditions.some(({ operator }) => operator !== 'is_unknown' && operator !== 'contains')
  if (isUnknown && needsText) return true
  const wanted = conditions.flatMap((one) => (one.operator === 'in' ? [one.values] : []))
  const refused = new Set(conditions.flatMap((one) => (one.operator === 'not_in' ? one.values : [])))
  const [first, ...others] = wanted
  if (first === undefined) return false
  return !first.some((text) => !refused.has(text) && others.every((values) => values.includes(text)))
}

/** The conditions of a rule as texts whose order does not matter. */
const textsOf = ({ when }: Rule): Set<string> =>
  new Set(when.map((one) => canonicalJson('values' in one ? { ...one, values: one.values.toSorted() } : one)))

const isWithin = (few: ReadonlySet<string>, many: ReadonlySet<string>): boolean =>
  [...few].every((text) => many.has(text))

function earlierFaults(rules: readonly Rule[], place: number): Fault[] {
  const rule = rules[place] as Rule
  const texts = textsOf(rule)
  const at = `rules.${place}`
  return rules.slice(0, place).flatMap((earlier) => {
    if (earlier.name === rule.name)
      return [fault('duplicate', `${at}.name`, `two rules are called ${rule.name}`)]
    const own = textsOf(earlier)
    if (own.size !== texts.size || !isWithin(own, texts)) return []
    return earlier.decision === rule.decision
      ? [fault('duplicate', `${at}.when`, `is the same rule as ${earlier.name}`)]
      : [
          fault(
            'contradiction',
            `${at}.decision`,
            `${earlier.name} decides otherwise under the same conditions`,
          ),
        ]
  })
}

/** A rule with all conditions of a shorter one, and none the stronger for it, never changes what is decided. */
function shadowFaults(rules: readonly Rule[], rule: Rule, place: number): Fault[] {
  const texts = textsOf(rule)
  const over = rules.find((other) => {
    const own = textsOf(other)
    return (
      own.size < texts.size &&
      isWithin(own, texts) &&
      decisions.indexOf(other.decision) <= decisions.indexOf(rule.decision)
    )
  })
  if (over === undefined) return []
  return [
    fault(
      'unreachable',
      `rules.${place}.when`,
      `${over.name} always holds with it and is at least as strong`,
    ),
  ]
}
