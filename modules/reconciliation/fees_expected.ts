import { money } from '../../kernel/money.ts'
import { dayOf } from '../../kernel/world.ts'
import type { SettlementOperation } from '../payments/index.ts'
import { type Account, possibleFees } from '../rails/index.ts'
import { type ExpectedFees, feeNames, type ReadLine } from './settlement.ts'
import { rulesOn } from './settlement_rules.ts'

/**
 * What a sale should cost by the account's plan; null for what is no sale, and when the card is not known. Where the card
 * leaves several answers (nobody knows its country, or its funding) it is the one that comes nearest to the line.
 */
export function feesExpected(
  account: Pick<Account, 'country' | 'fee_plan'>,
  operation: SettlementOperation,
  line: ReadLine,
): ExpectedFees | null {
  const { card, mcc, amount, currency } = operation
  if (line.kind !== 'sale' || card === null || mcc === null || amount <= 0n) return null
  const possible = possibleFees({
    scheme: card.scheme,
    funding: card.funding,
    issuer_country: card.country,
    acquirer_country: account.country,
    mcc,
    channel: operation.initiated_by === 'merchant' ? 'recurring' : operation.channel,
    amount: money(amount, currency),
    plan: account.fee_plan,
    at: operation.created_at,
  })
  const expected = possible.map(({ interchange, scheme_fee, acquirer_fee }) => ({
    interchange: interchange.minor,
    scheme_fee: scheme_fee.minor,
    acquirer_fee: acquirer_fee.minor,
  }))
  return expected.reduce((nearest, one) =>
    size(offBy(line, one)) < size(offBy(line, nearest)) ? one : nearest,
  )
}

const size = (value: bigint): bigint => (value < 0n ? -value : value)

/** An acquirer may print its own fee and the scheme's as one: what counts is what all of them cost. */
const offBy = (line: ReadLine, expected: ExpectedFees): bigint =>
  feeNames.reduce((sum, name) => sum - line[name] - expected[name], 0n)

/** By how much a fee, or all of them together, differ; 0 within the tolerance of the day. */
export function feeDifference(
  operation: SettlementOperation,
  line: ReadLine,
  expected: ExpectedFees,
): bigint {
  const rules = rulesOn(dayOf(operation.created_at))
  const share = (size(line.gross) * rules.fee_tolerance_ppm) / 1_000_000n
  const most = share > rules.fee_tolerance_minor ? share : rules.fee_tolerance_minor
  const difference = offBy(line, expected)
  return size(difference) > most ? difference : 0n
}
