import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Store } from '../store.ts'
import type { CardWorld, Worlds } from '../worlds.ts'
import { HALF_WRITTEN_US, SILENT_US } from './facts.ts'
import type { Folders } from './folders.ts'
import { type BankEvents, type BankGround, scheduleBank } from './ground.ts'

type OutboundRow = {
  readonly world: string
  readonly seq: number
  readonly name: string
  readonly content: string
  readonly put_at: number
  readonly ready_at: number
  /** Until then only its first half is there; null: it comes whole. */
  readonly half_until: number | null
  readonly state: number
}
const WAITING = 0
const HALF = 1
const PLACED = 2

/**
 * Puts a file into `outbound` for the customer; it is there when the turn is over, or later where a fault says so
 * (`silent`, `half_written`) or `ready_at` does. A name that a file of this world had already is changed: `a.2.ack` for
 * `a.ack`. Answers the name.
 */
export function putOutbound(
  ground: BankGround,
  wanted: string,
  content: string,
  more: { readonly ready_at?: number } = {},
): string {
  const { store, one, at, faults } = ground
  const name = freeName(ground, wanted)
  const silent = faults.strike(ground, 'silent', name)
  const until = silent === undefined ? at : (silent.until_at ?? at + laterUs(silent.ms, SILENT_US))
  const ready_at = Math.max(at, until, more.ready_at ?? at)
  const half = faults.strike(ground, 'half_written', name)
  const half_until = half === undefined ? null : ready_at + laterUs(half.ms, HALF_WRITTEN_US)
  const last = store.one<{ seq: number | null }>(
    'select max(seq) as seq from bank_outbound where world = ?',
    one.merchant_number,
  )
  const seq = (last?.seq ?? 0) + 1
  const row = { world: one.merchant_number, seq, name, content, put_at: at, ready_at, half_until }
  store.insert('bank_outbound', { ...row, state: WAITING } satisfies OutboundRow)
  if (ready_at > at) scheduleBank(ground, ready_at, 'bank_outbound_ready', { name })
  if (half_until !== null) scheduleBank(ground, half_until, 'bank_outbound_ready', { name })
  return name
}

const laterUs = (ms: number | null, usual: number): number => (ms === null ? usual : ms * 1000)

function freeName({ store, one }: BankGround, wanted: string): string {
  const isTaken = (name: string): boolean =>
    store.one('select seq from bank_outbound where world = ? and name = ?', one.merchant_number, name) !==
    undefined
  if (!isTaken(wanted)) return wanted
  const dot = wanted.lastIndexOf('.')
  const [stem, end] = dot > 0 ? [wanted.slice(0, dot), wanted.slice(dot)] : [wanted, '']
  let count = 2
  while (isTaken(`${stem}.${count}${end}`)) count++
  return `${stem}.${count}${end}`
}

/** The moment at which a waiting file is due: placing it is what follows every event of the bank. */
export const outboundEvents: BankEvents = { bank_outbound_ready: (_ground, { name }) => ({ name }) }

type Placing = { readonly store: Store; readonly worlds: Worlds; readonly folders: Folders }

/**
 * Places what is ready, one call after the other. Never inside a turn: what was committed is placed, again after a crash that
 * came between.
 */
export function createPlacing(placing: Placing): (one: CardWorld) => Promise<void> {
  const last = new WeakMap<CardWorld, Promise<void>>()
  return (one) => {
    const next = (last.get(one) ?? Promise.resolve()).then(() => placeOutbound(placing, one))
    last.set(
      one,
      next.catch(() => undefined),
    )
    return next
  }
}

async function placeOutbound({ store, worlds, folders }: Placing, one: CardWorld): Promise<void> {
  const now = worlds.now(one)
  const rows = store.all<OutboundRow>(
    'select * from bank_outbound where world = ? and state < 2 and ready_at <= ? order by ready_at, seq',
    one.merchant_number,
    now,
  )
  if (rows.length === 0) return
  const { outbound } = folders.make(one.merchant_number)
  const placed = rows.map((row) => place(outbound, row, now))
  await store.turn(() => {
    for (const [index, row] of rows.entries())
      store.run(
        'update bank_outbound set state = ?1, content = iif(?1 = 2, ?2, content) where world = ?3 and seq = ?4',
        placed[index] ?? WAITING,
        '',
        one.merchant_number,
        row.seq,
      )
  })
}

function place(outbound: string, { name, content, half_until, state }: OutboundRow, now: number): number {
  const path = join(outbound, name)
  if (half_until !== null && half_until > now) {
    if (state === WAITING) writeFileSync(path, content.slice(0, content.length >> 1))
    return HALF
  }
  const temporary = join(outbound, `${name}.tmp`)
  writeFileSync(temporary, content)
  renameSync(temporary, path)
  return PLACED
}
