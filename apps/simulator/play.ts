import { type Instant, instant } from '../../kernel/world.ts'
import type { Bank } from './banks/bank.ts'
import type { CallbackBody } from './callbacks.ts'
import type { Deliver } from './deliver.ts'
import type { Ground } from './ground.ts'
import { CALLBACK_PAUSE_MS, CALLBACK_PAUSE_MS_MAX, CALLBACK_TRIES_MAX } from './limits.ts'
import type { AuthorizationRow } from './operation.ts'
import { expire, type Happened, playEvent } from './play_event.ts'
import type { Store } from './store.ts'
import type { CardWorld, Worlds } from './worlds.ts'

type DueRow = {
  readonly id: number
  readonly at: number
  readonly kind: string
  readonly body: string
  readonly tries: number
}

const CALLBACKS_AT_ONCE = 64

type Deps = {
  readonly store: Store
  readonly worlds: Worlds
  readonly deliver: Deliver
  readonly bank: Bank
  /** Real milliseconds, for pauses between tries. */
  readonly elapsed_ms: () => number
}

/**
 * Plays a world's calendar up to `to`, in order, moving `reached` along. Callbacks are delivered one after the other when
 * they are about the same operation; others beside each other. `onStep` hears of each moment before it is played.
 */
export async function playUntil(
  deps: Deps,
  one: CardWorld,
  to: Instant,
  options: { events_max: number; onStep?: (at: Instant) => void },
): Promise<Happened[]> {
  const played: Happened[] = []
  // Callbacks that were just refused wait for their pause, so each step makes way or ends.
  while (played.length < options.events_max) {
    const rows = dueRows(deps, one, to)
    const [first] = rows
    const expiring = nextExpiry(deps, one, first === undefined ? to : Math.min(first.at, to))
    if (expiring === undefined && first === undefined) break
    const at = instant(expiring?.expires_at ?? first?.at ?? to)
    options.onStep?.(at)
    if (expiring !== undefined) {
      const ground = groundOf(deps, one, at)
      played.push(await deps.store.turn(() => expire(ground, expiring)))
    } else if (first?.kind === 'callback') await deliverRun(deps, one, rows, played)
    else if (first?.kind.startsWith('bank_') === true) await playBank(deps, one, first, played)
    else if (first !== undefined) await playOne(deps, one, first, played)
  }
  deps.worlds.lookAhead(one)
  return played
}

const groundOf = ({ store, worlds }: Deps, one: CardWorld, at: number): Ground => ({ store, worlds, one, at })

const dueRows = ({ store, elapsed_ms }: Deps, one: CardWorld, to: number): DueRow[] =>
  store.all<DueRow>(
    'select * from due where world = ? and at <= ? and retry_at <= ? order by at, id limit ?',
    one.merchant_number,
    to,
    Math.floor(elapsed_ms()),
    CALLBACKS_AT_ONCE,
  )

const nextExpiry = ({ store }: Deps, one: CardWorld, until: number): AuthorizationRow | undefined =>
  store.one<AuthorizationRow>(
    'select * from authorization where world = ? and is_closed = 0 and expires_at <= ? order by expires_at limit 1',
    one.merchant_number,
    until,
  )

async function playOne(deps: Deps, one: CardWorld, row: DueRow, played: Happened[]): Promise<void> {
  const happened = await deps.store.turn(() => {
    deps.store.run('delete from due where id = ?', row.id)
    return playEvent(groundOf(deps, one, row.at), row.kind, JSON.parse(row.body) as Record<string, unknown>)
  })
  if (happened !== undefined) played.push(happened)
}

/** An event of the bank: what plays it is loaded before, and files that it made are placed behind. */
async function playBank(deps: Deps, one: CardWorld, row: DueRow, played: Happened[]): Promise<void> {
  const { store, bank } = deps
  const play = await bank.prepare(row.kind)
  const told = await store.turn(() => {
    store.run('delete from due where id = ?', row.id)
    return play?.(bank.groundAt(one, row.at), JSON.parse(row.body) as Record<string, unknown>)
  })
  await bank.place(one)
  if (told !== undefined) played.push({ ...told, at: row.at, kind: row.kind })
}

/** The callbacks at the head of the calendar that are due at one moment. */
async function deliverRun(
  deps: Deps,
  one: CardWorld,
  rows: readonly DueRow[],
  played: Happened[],
): Promise<void> {
  const end = rows.findIndex((row) => row.kind !== 'callback' || row.at !== rows[0]?.at)
  const run = end === -1 ? rows : rows.slice(0, end)
  const byOperation = Map.groupBy(run, (row) => (JSON.parse(row.body) as CallbackBody).operation_reference)
  await Promise.all(
    [...byOperation.values()].map(async (group) => {
      for (const row of group) await deliverOne(deps, one, row, played)
    }),
  )
}

async function deliverOne(deps: Deps, one: CardWorld, row: DueRow, played: Happened[]): Promise<void> {
  const body = JSON.parse(row.body) as CallbackBody
  const isAccepted = await deps.deliver(groundOf(deps, one, row.at), body)
  if (isAccepted || row.tries + 1 >= CALLBACK_TRIES_MAX) {
    await deps.store.turn(() => deps.store.run('delete from due where id = ?', row.id))
    const { acquirer, message_id, operation_reference, says } = body
    played.push({
      at: row.at,
      kind: 'callback',
      acquirer,
      message_id,
      operation_reference,
      says,
      is_accepted: isAccepted,
    })
    return
  }
  const pause = Math.min(CALLBACK_PAUSE_MS * 2 ** Math.min(row.tries, 12), CALLBACK_PAUSE_MS_MAX)
  const retry_at = Math.ceil(deps.elapsed_ms() + pause)
  await deps.store.turn(() =>
    deps.store.run('update due set tries = tries + 1, retry_at = ? where id = ?', retry_at, row.id),
  )
}
