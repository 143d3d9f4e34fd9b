import { present } from '../../kernel/assert.ts'
import { type Instant, instant, type VirtualClock, type World } from '../../kernel/world.ts'
import type { Contract } from './fees.ts'
import type { AcquirerName } from './operation.ts'
import { worldTables } from './schema.ts'
import type { Store } from './store.ts'

export type Settings = {
  readonly seed: string
  readonly api_key: string
  readonly callback_secrets: readonly string[]
  readonly callback_urls: Readonly<Partial<Record<AcquirerName, string>>>
  /** What was agreed with each acquirer; one that nothing was agreed with takes nothing for itself. */
  readonly contracts: Readonly<Partial<Record<AcquirerName, Contract>>>
  readonly bank: BankSettings
  /** What questions about payees are signed in with; null: nobody asks any. */
  readonly vop_secret: string | null
  /** How the gateway for instant payments knows the customer, and where it calls back. */
  readonly instant: Readonly<Partial<Record<'USD' | 'EUR', InstantGateSettings>>>
  readonly clock: VirtualClock
}
export type InstantGateSettings = {
  readonly token: string
  readonly callback_url: string
  readonly callback_secret: string
}
/** What a world's bank does by itself. Shares are parts of a million. */
export type BankSettings = {
  /** How many ordinary entries come back. */
  readonly return_ppm: number
  /** How many of them bring a notification of change. */
  readonly noc_ppm: number
  /** Who may send files, by company identification or immediate origin; everybody when it is empty. */
  readonly company_ids: readonly string[]
}

/** One sandbox. `next_due_at` is kept beside the table so that idle worlds cost nothing; +∞ when nothing waits. */
export type CardWorld = {
  readonly merchant_number: string
  settings: Settings
  next_due_at: number
  /** Reports that the calendar has: spares a look-up for each sale. */
  readonly announced: Set<string>
  /** Events of a world happen one after the other: whoever plays waits for this. */
  playing: Promise<unknown>
}

export type Worlds = {
  find(merchant_number: string): CardWorld | undefined
  all(): Iterable<CardWorld>
  /** Made or changed; a repeat with the same settings changes nothing. */
  put(merchant_number: string, settings: Settings): Promise<CardWorld>
  setClock(world: CardWorld, clock: VirtualClock): Promise<void>
  /** Forgets everything that happened; the settings stay. */
  reset(world: CardWorld): Promise<void>
  now(world: CardWorld): Instant
  /** Puts something on the world's calendar; inside a turn. */
  schedule(world: CardWorld, at: number, kind: string, body: object): void
  /** Reads the calendar's head again. */
  lookAhead(world: CardWorld): void
}

export function createWorlds({ store, world: real }: { store: Store; world: World }): Worlds {
  const known = new Map<string, CardWorld>()
  const lookAhead = (one: CardWorld): void => {
    one.next_due_at = nextDueAt(store, one.merchant_number)
  }
  const remember = (merchant_number: string, settings: Settings): CardWorld => {
    const one = newWorld(merchant_number, settings)
    known.set(merchant_number, one)
    lookAhead(one)
    return one
  }
  for (const { merchant_number, settings } of storedWorlds(store)) remember(merchant_number, settings)
  const save = async (one: CardWorld, settings: Settings): Promise<void> => {
    await store.turn(() =>
      store.run(
        'update world set settings = ? where merchant_number = ?',
        JSON.stringify(settings),
        one.merchant_number,
      ),
    )
    one.settings = settings
  }
  return {
    find: (merchant_number) => known.get(merchant_number),
    all: () => known.values(),
    async put(merchant_number, settings) {
      const found = known.get(merchant_number)
      if (found === undefined) {
        const row = { merchant_number, settings: JSON.stringify(settings), played_until: 0 }
        await store.turn(() => store.insert('world', row))
        return remember(merchant_number, settings)
      }
      await save(found, settings)
      return found
    },
    setClock: (one, clock) => save(one, { ...one.settings, clock }),
    async reset(one) {
      await store.turn(() => forgetAll(store, one))
      one.announced.clear()
      lookAhead(one)
    },
    now: (one) => one.settings.clock.frozen_at ?? instant(real.now() + one.settings.clock.offset_us),
    schedule(one, at, kind, body) {
      const row = { world: one.merchant_number, at, kind, body: JSON.stringify(body) }
      store.insert('due', row)
      one.next_due_at = Math.min(one.next_due_at, at)
    },
    lookAhead,
  }
}

const newWorld = (merchant_number: string, settings: Settings): CardWorld => ({
  merchant_number,
  settings,
  next_due_at: 0,
  announced: new Set(),
  playing: Promise.resolve(),
})

/** Of a file that an older simulator wrote: these were not there. */
const settingsBefore = {
  contracts: {},
  bank: { return_ppm: 0, noc_ppm: 0, company_ids: [] },
  vop_secret: null,
  instant: {},
} as const

const storedWorlds = (store: Store): { merchant_number: string; settings: Settings }[] =>
  store
    .all<{ merchant_number: string; settings: string }>('select merchant_number, settings from world')
    .map((row) => ({ ...row, settings: { ...settingsBefore, ...(JSON.parse(row.settings) as Settings) } }))

function forgetAll(store: Store, { merchant_number }: CardWorld): void {
  for (const table of worldTables) store.run(`delete from ${table} where world = ?`, merchant_number)
}

function nextDueAt(store: Store, merchant_number: string): number {
  const row = store.one<{ due: number | null; expiry: number | null }>(
    `select (select min(at) from due where world = ?1) as due,
       (select min(expires_at) from authorization where world = ?1 and is_closed = 0) as expiry`,
    merchant_number,
  )
  const { due, expiry } = present(row, 'the head of the calendar')
  return Math.min(due ?? Number.POSITIVE_INFINITY, expiry ?? Number.POSITIVE_INFINITY)
}
