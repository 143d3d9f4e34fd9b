import { createHmac } from 'node:crypto'
import { disputeView } from './dispute_view.ts'
import type { DisputeRow } from './disputes.ts'
import { draw } from './draw.ts'
import type { Struck } from './faults.ts'
import type { Ground } from './ground.ts'
import { HOUR_US, MINUTE_US } from './limits.ts'
import type { SimInstantRail } from './instant/facts.ts'
import type { AcquirerName, MoneyOperation, OperationRow } from './operation.ts'
import type { Settings } from './worlds.ts'

/** `opposite` is a lie: approved for declined, and the other way round. The books do not follow it. */
export type News = 'outcome' | 'reversed' | 'opposite'
export type CallbackBody = OperationCallback | DisputeCallback | InstantCallback
type OperationCallback = {
  readonly acquirer: AcquirerName
  readonly message_id: string
  readonly operation_reference: string
  readonly about: MoneyOperation | 'reversal'
  readonly says: News
  readonly skew_us: number
}

/** A dispute as it stood when it changed. */
type DisputeCallback = {
  readonly acquirer: AcquirerName
  readonly message_id: string
  readonly operation_reference: string
  readonly about: 'dispute'
  readonly says: 'dispute'
  readonly skew_us: 0
  readonly dispute: object
}

/** A message of an instant rail, as it is brought to the customer. */
export type InstantCallback = {
  readonly acquirer: 'larkfield'
  readonly message_id: string
  readonly operation_reference: string
  readonly about: 'instant'
  readonly says: 'instant'
  readonly skew_us: 0
  readonly rail: SimInstantRail
  /** XML. */
  readonly text: string
  /** Of a payment to the customer: what is on the account when the customer has taken it. */
  readonly payment: {
    readonly amount: number
    readonly end_to_end_id: string
    readonly reference: string
  } | null
}

/** Northgate and tidewater tell late news by themselves; ironbridge is only asked. */
const tellsNews = (acquirer: AcquirerName): boolean => acquirer !== 'ironbridge'

const messageId = ({ one }: Ground, ...words: string[]): string =>
  `msg_${draw(one.settings.seed, 'message', ...words).hex.slice(0, 24)}`

/** Puts news about an operation on the calendar, `at` the moment it becomes known. Inside a turn. */
export function planNews(ground: Ground, row: OperationRow, says: News, at: number, skew_us = 0): void {
  if (!tellsNews(row.acquirer)) return
  const body: OperationCallback = {
    acquirer: row.acquirer,
    message_id: messageId(ground, row.acquirer, row.reference, says, row.outcome.kind),
    operation_reference: row.reference,
    about: says === 'reversed' ? 'reversal' : row.kind,
    says,
    skew_us,
  }
  ground.worlds.schedule(ground.one, at, 'callback', body)
}

/** Tidewater tells of each change of a dispute; at the others one looks at the list. Inside a turn. */
export function planDisputeNews(ground: Ground, row: DisputeRow): void {
  if (row.acquirer !== 'tidewater') return
  const { acquirer, operation_reference, case_reference, stage, status } = row
  const body: DisputeCallback = {
    acquirer,
    operation_reference,
    about: 'dispute',
    says: 'dispute',
    skew_us: 0,
    message_id: messageId(ground, acquirer, case_reference, stage, status),
    dispute: disputeView(row),
  }
  ground.worlds.schedule(ground.one, ground.at, 'callback', body)
}

const LATE_SHARE = 0.01
const TWICE_SHARE = 0.02
const CONTRADICTORY_SHARE = 0.002

/**
 * How tidewater tells an outcome: mostly at once and once. Twice, late or contradicted when a fault says so, and now and
 * then of its own accord, never for test numbers.
 */
export function planOutcomeNews(ground: Ground, row: OperationRow, struck: Struck, isTest: boolean): void {
  const drawn = draw(ground.one.settings.seed, 'news', row.reference)
  const isDrawn = (place: number, share: number): boolean => !isTest && drawn.share(place) < share
  if (struck.has('lost_callback')) return
  const late = struck.get('late_callback')
  const late_us =
    late === undefined ? (isDrawn(0, LATE_SHARE) ? 10 * MINUTE_US : 0) : msOr(late.ms, 6 * HOUR_US)
  const skewed = struck.get('skewed_clock')
  const skew_us = skewed === undefined ? 0 : msOr(skewed.ms, -10 * MINUTE_US)
  const at = row.known_at + late_us
  planNews(ground, row, 'outcome', at, skew_us)
  if (struck.has('duplicate_callback') || isDrawn(1, TWICE_SHARE))
    planNews(ground, row, 'outcome', at, skew_us)
  if (struck.has('contradictory_callback') || isDrawn(2, CONTRADICTORY_SHARE))
    planNews(ground, row, 'opposite', at, skew_us)
}

const msOr = (ms: number | null, us: number): number => (ms === null ? us : ms * 1000)

/**
 * `<acquirer>-signature: t=<seconds>,v1=<hex>…`: HMAC-SHA-256 over `t.body`, one for each secret, so that either of two
 * proves it while a rotation overlaps.
 */
export function signatureOf(
  { callback_secrets }: Pick<Settings, 'callback_secrets'>,
  body: string,
  at_us: number,
): string {
  const seconds = Math.floor(at_us / 1e6)
  const macs = callback_secrets.map(
    (key) => `v1=${createHmac('sha256', key).update(`${seconds}.${body}`, 'latin1').digest('hex')}`,
  )
  return [`t=${seconds}`, ...macs].join(',')
}
