import { type Currency, minorUnits } from '../../kernel/currency.ts'
import { ownOf } from '../../kernel/own.ts'
import { clear } from './clearing.ts'
import { planDisputeNews } from './callbacks.ts'
import { draw, lettersOf } from './draw.ts'
import { findAuthorization, type Ground } from './ground.ts'
import { DAY_US, DISPUTE_REVIEW_US } from './limits.ts'
import type { AcquirerName, AuthorizationRow } from './operation.ts'

/** Days that a merchant has to answer. Source: payment-codes.md §5.1. */
const responseDays: Readonly<Record<string, number>> = { visa: 30, mastercard: 45, amex: 20, discover: 30 }
const WON_SHARE = 0.45
const PRE_ARBITRATION_SHARE = 0.1

const reasons: Readonly<Record<string, readonly string[]>> = {
  visa: '10.1 10.2 10.3 10.4 10.5 11.1 11.2 11.3 12.2 12.3 12.4 12.5 12.6.1 12.6.2 12.7 13.1 13.2 13.3 13.4 13.5 13.6 13.7 13.8 13.9'.split(
    ' ',
  ),
  mastercard: '4807 4808 4812 4834 4837 4840 4849 4850 4853 4854 4859 4863 4870 4871'.split(' '),
}

/** Of these an issuer asks before it takes anything. Source: payment-codes.md §5.4. */
const inquiryReasons: readonly string[] = ['R03', 'R13']

/**
 * An amount that spells a reason: 10.40 is Visa 10.4, 12.61 is 12.6.1, 48.37 is Mastercard 4837; 90.13 is R13 of American
 * Express.
 */
export function reasonOfAmount(scheme: string, currency: Currency, amount: number): string | undefined {
  if (minorUnits(currency) !== 2) return undefined
  const digits = String(amount)
  if (digits.length !== 4) return undefined
  const [units, tenth, hundredth] = [digits.slice(0, 2), digits[2], digits[3]]
  const visa = `${units}.${tenth}${hundredth === '0' ? '' : `.${hundredth}`}`
  if (scheme === 'amex') return inquiryReasons.find((code) => digits === code.replace('R', '90'))
  // 10.50 is what first payments are made of: whoever makes one is not surprised by a dispute that they cannot refund.
  if (visa === '10.5') return undefined
  const reason = scheme === 'visa' ? visa : digits
  return ownOf(reasons, scheme)?.includes(reason) === true ? reason : undefined
}

export type DisputeRow = {
  readonly world: string
  readonly case_reference: string
  readonly acquirer: AcquirerName
  readonly authorization: string
  readonly operation_reference: string
  readonly scheme: string
  readonly reason: string
  readonly amount: number
  readonly currency: string
  readonly stage: 'inquiry' | 'chargeback' | 'pre_arbitration'
  /** `closed`: an inquiry that came to nothing. */
  readonly status: 'open' | 'under_review' | 'won' | 'lost' | 'closed'
  readonly opened_at: number
  readonly respond_by: number
  readonly evidence: string | null
  /** When it last changed. */
  readonly changed_at: number
}

export const findDispute = ({ store, one }: Ground, case_reference: string): DisputeRow | undefined =>
  store.one(
    'select * from dispute where world = ? and case_reference = ?',
    one.merchant_number,
    case_reference,
  )

const windowUs = (scheme: string): number => (ownOf(responseDays, scheme) ?? 30) * DAY_US

/**
 * The funds and a fee are taken with the next report; an inquiry takes nothing. Undefined when the operation is disputed
 * already.
 */
export function openDispute(
  ground: Ground,
  row: AuthorizationRow,
  { operation_reference, reason, amount }: { operation_reference: string; reason: string; amount: number },
): DisputeRow | undefined {
  const { store, worlds, one, at } = ground
  const case_reference = `CB${lettersOf(draw(one.settings.seed, 'case', row.acquirer, operation_reference).hex.slice(0, 24), '0123456789', 12)}`
  if (findDispute(ground, case_reference) !== undefined) return undefined
  const dispute: DisputeRow = {
    world: one.merchant_number,
    case_reference,
    acquirer: row.acquirer,
    authorization: row.id,
    operation_reference,
    scheme: row.scheme,
    reason,
    amount,
    currency: row.currency,
    stage: inquiryReasons.includes(reason) ? 'inquiry' : 'chargeback',
    status: 'open',
    opened_at: at,
    respond_by: at + windowUs(row.scheme),
    evidence: null,
    changed_at: at,
  }
  store.insert('dispute', dispute)
  planDisputeNews(ground, dispute)
  if (dispute.stage === 'chargeback') takeFunds(ground, row, dispute)
  worlds.schedule(one, dispute.respond_by, 'dispute_deadline', { case_reference, stage: dispute.stage })
  return dispute
}

function takeFunds(ground: Ground, row: AuthorizationRow, dispute: DisputeRow): void {
  const { operation_reference, case_reference, amount } = dispute
  clear(ground, row, { kind: 'chargeback', operation_reference, gross: -amount, case_reference })
  clear(ground, row, { kind: 'dispute_fee', operation_reference, gross: 0, case_reference })
}

/** Nobody answered an inquiry, or not well enough: the issuer takes what the merchant still has of it. */
function chargeBack(ground: Ground, dispute: DisputeRow): void {
  const { case_reference, acquirer, authorization } = dispute
  const row = findAuthorization(ground, acquirer, authorization)
  const amount = Math.min(dispute.amount, (row?.captured ?? 0) - (row?.refunded ?? 0))
  if (row === undefined || amount <= 0) return change(ground, case_reference, { status: 'closed' })
  const respond_by = ground.at + windowUs(dispute.scheme)
  change(ground, case_reference, { stage: 'chargeback', status: 'open', amount, respond_by, evidence: null })
  takeFunds(ground, row, { ...dispute, amount })
  ground.worlds.schedule(ground.one, respond_by, 'dispute_deadline', { case_reference, stage: 'chargeback' })
}

function change(ground: Ground, case_reference: string, changed: Partial<DisputeRow>): void {
  const { store, one, at } = ground
  const columns = { ...changed, changed_at: at }
  const names = Object.keys(columns)
  store.run(
    `update dispute set ${names.map((name) => `${name} = ?`).join(', ')} where world = ? and case_reference = ?`,
    ...Object.values(columns),
    one.merchant_number,
    case_reference,
  )
  const after = findDispute(ground, case_reference)
  if (after !== undefined) planDisputeNews(ground, after)
}

/** Evidence counts once, until the deadline; the issuer answers ten days later. False: it came too late. */
export function submitEvidence(ground: Ground, dispute: DisputeRow, evidence: string): boolean {
  if (dispute.status !== 'open' || ground.at > dispute.respond_by) return dispute.evidence === evidence
  change(ground, dispute.case_reference, { status: 'under_review', evidence })
  const body = { case_reference: dispute.case_reference, stage: dispute.stage }
  ground.worlds.schedule(ground.one, ground.at + DISPUTE_REVIEW_US, 'dispute_decide', body)
  return true
}

export const isOver = ({ status }: DisputeRow): boolean => ['won', 'lost', 'closed'].includes(status)

/**
 * Ends a stage. Won: the funds come back with the next report, and an inquiry is closed; lost, an inquiry becomes a
 * chargeback. A final word is never taken back.
 */
export function decideDispute(ground: Ground, dispute: DisputeRow, status: 'won' | 'lost'): void {
  if (isOver(dispute)) return
  if (dispute.stage === 'inquiry')
    return status === 'won'
      ? change(ground, dispute.case_reference, { status: 'closed' })
      : chargeBack(ground, dispute)
  change(ground, dispute.case_reference, { status })
  if (status === 'lost') return
  giveBack(ground, dispute, 'chargeback_reversal', dispute.amount)
  const { seed } = ground.one.settings
  const drawn = draw(seed, 'pre-arbitration', dispute.case_reference)
  if (dispute.stage === 'chargeback' && drawn.share(0) < PRE_ARBITRATION_SHARE)
    ground.worlds.schedule(ground.one, ground.at + 5 * DAY_US, 'pre_arbitration', {
      case_reference: dispute.case_reference,
    })
}

function giveBack(
  ground: Ground,
  dispute: DisputeRow,
  kind: 'chargeback_reversal' | 'chargeback',
  gross: number,
): void {
  const row = findAuthorization(ground, dispute.acquirer, dispute.authorization)
  const { operation_reference, stage } = dispute
  const case_reference = stage === 'chargeback' ? dispute.case_reference : `${dispute.case_reference}-2`
  if (row !== undefined) clear(ground, row, { kind, operation_reference, gross, case_reference })
}

/** The issuer does not accept that it lost: the funds go once more, and there is one last answer. */
export function openPreArbitration(ground: Ground, dispute: DisputeRow): boolean {
  if (dispute.status !== 'won' || dispute.stage !== 'chargeback') return false
  const respond_by = ground.at + windowUs(dispute.scheme)
  change(ground, dispute.case_reference, {
    stage: 'pre_arbitration',
    status: 'open',
    respond_by,
    evidence: null,
  })
  giveBack(ground, { ...dispute, stage: 'pre_arbitration' }, 'chargeback', -dispute.amount)
  const body = { case_reference: dispute.case_reference, stage: 'pre_arbitration' }
  ground.worlds.schedule(ground.one, respond_by, 'dispute_deadline', body)
  return true
}

/** Nobody answered in time, or the issuer has read the evidence. */
export function playDispute(
  ground: Ground,
  kind: 'dispute_deadline' | 'dispute_decide',
  body: { case_reference: string; stage: string },
): string | undefined {
  const dispute = findDispute(ground, body.case_reference)
  if (dispute === undefined || dispute.stage !== body.stage) return undefined
  if (kind === 'dispute_deadline' && dispute.status !== 'open') return undefined
  if (kind === 'dispute_decide' && dispute.status !== 'under_review') return undefined
  const drawn = draw(ground.one.settings.seed, 'decision', dispute.case_reference, dispute.stage)
  // A test number says what happens to it by its evidence, as whole test suites expect.
  const isWon = dispute.evidence?.includes('winning_evidence') ?? false
  const isLost = dispute.evidence?.includes('losing_evidence') ?? false
  const status =
    kind === 'dispute_deadline'
      ? 'lost'
      : isWon
        ? 'won'
        : isLost
          ? 'lost'
          : drawn.share(0) < WON_SHARE
            ? 'won'
            : 'lost'
  decideDispute(ground, dispute, status)
  return status
}
