import { ownOf } from '../../../kernel/own.ts'
import type { World } from '../../../kernel/world.ts'
import type { Faults } from '../faults.ts'
import type { Store } from '../store.ts'
import type { CardWorld, Worlds } from '../worlds.ts'
import { accountsView } from './accounts.ts'
import { createDoor } from './door.ts'
import { createFolders } from './folders.ts'
import type { BankEvents, BankGround, BankPlay } from './ground.ts'
import { readLeftBehind, type Taking, takeAll, takeInbound } from './inbound.ts'
import { createPlacing } from './outbound.ts'
import { eventFamilies } from './registry.ts'
import { openSftpHost, type SftpHost } from './sftp_host.ts'

type Deps = {
  readonly store: Store
  readonly worlds: Worlds
  readonly faults: Faults
  readonly world: World
  readonly folder: string
}

/** Larkfield Bank: what the rest of the simulator knows of it. See `README.md`. */
export type Bank = {
  /** Opens the SFTP server, when what a process that died had left behind has been read. */
  open(port: number): Promise<SftpHost>
  /** Loads what plays an event of the calendar; then it plays inside a turn. */
  prepare(kind: string): Promise<BankPlay | undefined>
  /** What events are given. */
  groundAt(one: CardWorld, at: number): BankGround
  /** After a turn in which something of the bank happened: places files in `outbound`. */
  place(one: CardWorld): Promise<void>
  /** Takes what is complete in `inbound`, however it came there. */
  scan(one: CardWorld): Promise<void>
  /** After the tables of a world were emptied: its files too. */
  forget(one: CardWorld): void
  view(one: CardWorld): Promise<object>
  /** Waits for files that are being read. */
  settled(): Promise<void>
}

export function createBank(deps: Deps): Bank {
  const { store, worlds, faults, world } = deps
  const folders = createFolders(deps.folder)
  const underWay = createUnderWay()
  const groundAt = (one: CardWorld, at: number): BankGround => ({ store, worlds, one, at, faults })
  const turn = <T>(one: CardWorld, job: (ground: BankGround) => T): Promise<T> =>
    store.turn(() => job(groundAt(one, worlds.now(one))))
  const takingOf = (one: CardWorld): Taking => ({
    ...folders.of(one.merchant_number),
    newNumber: () => Buffer.from(world.random(8)).toString('hex'),
    turn: (job) => turn(one, job),
  })
  const place = createPlacing({ store, worlds, folders })
  const take = (one: CardWorld, name: string): Promise<void> =>
    underWay.add(takeInbound(takingOf(one), name).then(() => place(one)))
  const door = createDoor({ worlds, faults, folders, turn, take })
  let fingerprint = ''
  return {
    async open(port) {
      const known = folders.all().flatMap((merchant_number) => worlds.find(merchant_number) ?? [])
      for (const one of known) {
        folders.make(one.merchant_number)
        await readLeftBehind(takingOf(one))
        await takeAll(takingOf(one))
        await place(one)
      }
      const host = await openSftpHost({ world, folder: deps.folder, port, ...door })
      fingerprint = host.fingerprint
      return host
    },
    prepare: createPrepare(),
    groundAt,
    place,
    async scan(one) {
      await takeAll(takingOf(one))
      await place(one)
    },
    forget(one) {
      door.forget(one)
      folders.empty(one.merchant_number)
    },
    view: async (one) => ({
      sftp: sftpView(one, fingerprint),
      accounts: await turn(one, (ground) => accountsView(ground, one)),
    }),
    settled: underWay.settled,
  }
}

const sftpView = ({ merchant_number: user }: CardWorld, host_key: string): object => ({
  user,
  host_keys: [host_key],
  inbound: 'inbound',
  outbound: 'outbound',
})

/** Finds who plays an event; each family is loaded once. */
function createPrepare(): Bank['prepare'] {
  const loaded = new Map<string, Promise<BankEvents>>()
  return async (kind) => {
    const family = kind.split('_')[1] ?? ''
    const events = loaded.get(family) ?? ownOf(eventFamilies, family)?.()
    if (events === undefined) return undefined
    loaded.set(family, events)
    return ownOf(await events, kind)
  }
}

/** Work on a file goes on when its customer has gone. What throws is our bug; the file is read again by the next start. */
function createUnderWay(): { add(work: Promise<void>): Promise<void>; settled(): Promise<void> } {
  const all = new Set<Promise<void>>()
  return {
    async add(work) {
      const watched = work.catch((error: unknown) => console.error('simulator:', error))
      all.add(watched)
      await watched
      all.delete(watched)
    },
    settled: async () => void (await Promise.all(all)),
  }
}
