import { amountText } from '../files/amount_text.ts'
import type { LastStatement } from './gate_order.ts'
import type { Refusal } from './gate_rules.ts'
import type { CurrencySum, LineSums } from './gate_sums.ts'
import type { BalanceKind, EntryTotal, StatementFoot, StatementHead } from './statement.ts'

type Asked = {
  readonly head: StatementHead
  readonly foot: StatementFoot
  readonly sums: LineSums
  /** The statement right before this one. */
  readonly before: LastStatement | undefined
  readonly needs_proof: boolean
}
type Proof = { readonly refusals: readonly Refusal[]; readonly is_proved: boolean }

const nothing: CurrencySum = { credit_minor: 0n, debit_minor: 0n, credits: 0, debits: 0 }

const balanceOf = (foot: StatementFoot, kind: BalanceKind, currency: string): bigint | undefined =>
  foot.balances.find((balance) => balance.kind === kind && balance.currency === currency)?.amount_minor

/** What the next statement must open with, by currency. */
export const closingOf = (foot: StatementFoot): Readonly<Record<string, bigint>> =>
  Object.fromEntries(
    foot.balances
      .filter(({ kind }) => kind === 'closing_booked')
      .map(({ currency, amount_minor }) => [currency, amount_minor]),
  )

/** Opening and lines make the closing, in every currency that has a balance or a line; then what the format counted. */
export function balanceFaults(asked: Asked): Proof {
  const { head, foot, sums } = asked
  const booked = foot.balances.filter(({ kind }) => kind === 'opening_booked' || kind === 'closing_booked')
  const currencies = new Set([
    head.currency,
    ...booked.map(({ currency }) => currency),
    ...sums.by_currency.keys(),
  ])
  const proofs = [...currencies].map((currency) => proofOf(asked, currency))
  return {
    is_proved: proofs.every(({ is_proved }) => is_proved),
    refusals: [...proofs.flatMap(({ refusals }) => refusals), ...totalFaults(asked)],
  }
}

/** MT940 and MT950 end with `:62:`, and with nothing else that tells a whole one from the first half of one. */
const isCutWithout = ({ source_format, coverage }: StatementHead): boolean =>
  source_format === 'mt940' && coverage === 'final'

function proofOf({ head, foot, sums, before, needs_proof }: Asked, currency: string): Proof {
  const refusals: Refusal[] = []
  const sum = sums.by_currency.get(currency) ?? nothing
  const closed_before = before?.closing[currency]
  const given = balanceOf(foot, 'opening_booked', currency)
  if (given !== undefined && closed_before !== undefined && given !== closed_before) {
    const detail = `it opens with ${amountText(given, currency)}, and the statement before closed with ${amountText(closed_before, currency)}`
    refusals.push(['refused', 'statement_opening', 'opening_booked', detail])
  }
  const opening = given ?? closed_before
  const closing = balanceOf(foot, 'closing_booked', currency)
  if (closing === undefined && isCutWithout(head)) {
    const detail = `no closing balance is given in ${currency}, and this format ends with it: it may have been cut off`
    return {
      refusals: [...refusals, ['refused', 'statement_closing', 'closing_booked', detail]],
      is_proved: false,
    }
  }
  if (opening === undefined || closing === undefined) {
    const which = opening === undefined && closing === undefined ? 'neither balance' : 'only one balance'
    const detail = `${which} is given in ${currency}, so the ${head.coverage} lines are not proved complete`
    const severity = needs_proof && head.coverage === 'final' ? 'refused' : 'noted'
    refusals.push([severity, 'statement_unproved', 'closing_booked', detail])
    return { refusals, is_proved: false }
  }
  const found = opening + sum.credit_minor - sum.debit_minor
  if (found === closing) return { refusals, is_proved: true }
  const detail = `${amountText(opening, currency)} and the booked lines make ${amountText(found, currency)}, and it closes with ${amountText(closing, currency)}`
  // A report within the day need not hold every entry; MT941 holds none.
  const severity = head.coverage === 'final' ? 'refused' : 'noted'
  return {
    refusals: [...refusals, [severity, 'statement_balance', 'closing_booked', detail]],
    is_proved: false,
  }
}

function totalFaults({ head, foot, sums }: Asked): Refusal[] {
  const { totals } = foot
  if (totals === undefined) return []
  const { credit_minor, debit_minor, credits, debits } = sums.by_currency.get(head.currency) ?? nothing
  const all = [...sums.by_currency.values()].reduce((count, sum) => count + sum.credits + sum.debits, 0)
  return [
    ...totalFault('credits', head.currency, totals.credits, credit_minor, credits),
    ...totalFault('debits', head.currency, totals.debits, debit_minor, debits),
    ...totalFault('entries', head.currency, totals.entries, undefined, all),
  ]
}

function totalFault(
  name: 'credits' | 'debits' | 'entries',
  currency: string,
  given: EntryTotal | undefined,
  sum_minor: bigint | undefined,
  count: number,
): Refusal[] {
  const faults: Refusal[] = []
  if (given?.amount_minor !== undefined && sum_minor !== undefined && given.amount_minor !== sum_minor) {
    const [gives, has] = [amountText(given.amount_minor, currency), amountText(sum_minor, currency)]
    const detail = `the bank gives ${gives} as the sum of ${name}, and the lines have ${has}`
    faults.push(['refused', `statement_${name}_sum`, name, detail])
  }
  if (given?.count !== undefined && given.count !== count) {
    const detail = `the bank gives ${given.count} as the number of ${name}, and there are ${count} lines`
    faults.push(['refused', `statement_${name}_count`, name, detail])
  }
  return faults
}
