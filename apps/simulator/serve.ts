import { pause, type World } from '../../kernel/world.ts'
import type { Bank } from './banks/bank.ts'
import { planOutcomeNews } from './callbacks.ts'
import { overcharge } from './clearing.ts'
import type { FaultedHost, FaultedOperation, Faults, FaultKind, Struck } from './faults.ts'
import { findAuthorization, type Ground } from './ground.ts'
import type { HttpSaid } from './http_host.ts'
import { HOUR_US } from './limits.ts'
import type { AcquirerName, Asked, OperationRow } from './operation.ts'
import { inquire, perform } from './perform.ts'
import type { Player } from './player.ts'
import { isInMaintenance } from './secret_rules.ts'
import type { Store } from './store.ts'
import type { CardWorld, Worlds } from './worlds.ts'

/** What all hosts share. */
export type House = {
  readonly store: Store
  readonly worlds: Worlds
  readonly faults: Faults
  readonly player: Player
  readonly bank: Bank
  readonly world: World
}
export type Served = {
  readonly struck: Struck
  /** Undefined: a fault struck before anything happened, or an inquiry found nothing. */
  readonly row: OperationRow | undefined
  readonly is_stopped: boolean
}

export const groundNow = ({ store, worlds }: House, one: CardWorld): Ground => ({
  store,
  worlds,
  one,
  at: worlds.now(one),
})

/** These strike before anything happened; nothing moves. */
const before: readonly FaultKind[] = ['outage', 'error_before_effect', 'timeout_before_effect']
const isBefore = (struck: Struck): boolean => before.some((kind) => struck.has(kind))

/** Does an operation as an acquirer does it, faults included; resolves when it is safe on disk. */
export async function serveOperation(house: House, one: CardWorld, asked: Asked): Promise<Served> {
  const served = await house.store.turn(() => {
    const ground = groundNow(house, one)
    const { acquirer, operation, operation_reference } = asked
    const struck = house.faults.take(ground, acquirer, operation, operation_reference)
    if (isBefore(struck)) return { struck, row: undefined, is_stopped: true }
    const { row, is_repeat } = perform(ground, asked)
    if (!is_repeat && row.outcome.kind !== 'rejected') planWhatFollows(ground, row, struck)
    return { struck, row, is_stopped: false }
  })
  if (served.struck.has('callback_before_answer')) await house.player.catchUp(one)
  return served
}

function planWhatFollows(ground: Ground, row: OperationRow, struck: Struck): void {
  const late = struck.get('late_reversal')
  if (late !== undefined) {
    const at = ground.at + (late.ms === null ? HOUR_US : late.ms * 1000)
    const { acquirer, reference: operation_reference } = row
    ground.worlds.schedule(ground.one, at, 'late_reversal', { acquirer, operation_reference })
  }
  if (struck.has('wrong_fee')) overcharge(ground, row)
  if (row.state === 'pending') return
  if (row.acquirer === 'tidewater') {
    const authorization = findAuthorization(ground, row.acquirer, row.authorization)
    planOutcomeNews(ground, row, struck, authorization?.special !== 'ordinary')
  } else if (row.acquirer === 'northgate') planNorthgateNews(ground, row, struck)
}

/** Northgate answers at once; what it also tells by callback, it tells because a fault says so. */
function planNorthgateNews(ground: Ground, row: OperationRow, struck: Struck): void {
  const kinds: readonly FaultKind[] = [
    'duplicate_callback',
    'callback_before_answer',
    'contradictory_callback',
    'late_callback',
  ]
  if (kinds.some((kind) => struck.has(kind))) planOutcomeNews(ground, row, struck, true)
}

/** An inquiry, under faults that name inquiries; during maintenance there is none. */
export async function serveInquiry(
  house: House,
  one: CardWorld,
  acquirer: AcquirerName,
  asked: { reference: string; about: OperationRow['kind'] },
): Promise<Served> {
  return house.store.turn(() => {
    const ground = groundNow(house, one)
    const struck = house.faults.take(ground, acquirer, 'inquire', asked.reference)
    if (isBefore(struck) || isInMaintenance(acquirer, ground.at))
      return { struck, row: undefined, is_stopped: true }
    return { struck, row: inquire(ground, acquirer, asked), is_stopped: false }
  })
}

export const takeFaults = (
  house: House,
  one: CardWorld,
  acquirer: FaultedHost,
  operation: FaultedOperation,
  reference: string,
): Promise<Struck> =>
  house.store.turn(() => house.faults.take(groundNow(house, one), acquirer, operation, reference))

/** What becomes of an HTTP answer under the faults that struck. */
export async function underFaults(world: World, struck: Struck, said: HttpSaid): Promise<HttpSaid> {
  const latency = struck.get('latency')
  if (latency !== undefined) await pause(world, latency.ms ?? 1_000)
  if (struck.has('timeout_before_effect') || struck.has('timeout_after_effect')) return 'hold'
  if (struck.has('answer_lost')) return 'drop'
  if (struck.has('outage')) return { status: 503, body: '{"error":"unavailable"}' }
  if (struck.has('error_before_effect') || struck.has('error_after_effect'))
    return { status: 500, body: '{"error":"internal"}' }
  if (struck.has('garbage')) return { status: 200, body: '<html>\u0000{"status":"appro' }
  return said
}
