import { draw } from './draw.ts'
import type { Ground } from './ground.ts'
import { acquirerNames, type MoneyOperation } from './operation.ts'
import type { Store } from './store.ts'
import type { CardWorld } from './worlds.ts'

/** What can be made to go wrong. docs/guides/simulator.md says of each whether money moves. */
export const faultKinds = [
  'latency',
  'connection_refused',
  'timeout_before_effect',
  'timeout_after_effect',
  'answer_lost',
  'error_before_effect',
  'error_after_effect',
  'garbage',
  'late_reversal',
  'duplicate_callback',
  'callback_before_answer',
  'contradictory_callback',
  'late_callback',
  'lost_callback',
  'outage',
  'skewed_clock',
  'wrong_fee',
] as const
export type FaultKind = (typeof faultKinds)[number]
/** Of Larkfield Bank: files that come late, twice, wrong or not at all, and a server that is not there. */
export const bankFaultKinds = [
  'sftp_down',
  'drop_after_upload',
  'ack_lost',
  'silent',
  'half_written',
  'statement_missing',
  'statement_twice',
  'statement_wrong_total',
  'returns_twice',
  'returns_out_of_order',
] as const
export type BankFaultKind = (typeof bankFaultKinds)[number]
export const faultedHosts = [...acquirerNames, 'larkfield', 'larkfield_vop', 'larkfield_instant'] as const
export type FaultedHost = (typeof faultedHosts)[number]
export type FaultedOperation =
  | MoneyOperation
  | 'inquire'
  | 'report'
  | 'verify_payee'
  | 'instant_payment'
  | 'any'

export type Fault = {
  readonly id: string
  readonly kind: FaultKind | BankFaultKind
  readonly acquirer: FaultedHost | null
  /** Null: every operation that moves money. */
  readonly operation: FaultedOperation | null
  /** How many times it strikes; null: until it is taken away. */
  readonly count: number | null
  /** Which share of operations it strikes, by their reference. */
  readonly share: number
  /** Of latency: how long in real milliseconds. Of late news and skewed clocks: on the world's clock. */
  readonly ms: number | null
  /** Between these moments of the world's clock; null: always. */
  readonly from_at: number | null
  readonly until_at: number | null
}
type Known = { readonly fault: Fault; left: number | null; uses: number }
/** The faults that strike one request. */
export type Struck = ReadonlyMap<Fault['kind'], Fault>
const none: Struck = new Map()

export type Faults = {
  /** Replaces all faults of a world; inside a turn. */
  put(one: CardWorld, faults: readonly Fault[]): void
  list(one: CardWorld): (Fault & { left: number | null; uses: number })[]
  /** Which of them strike this request; those that are counted are used up. Inside a turn. */
  take(ground: Ground, acquirer: FaultedHost, operation: FaultedOperation, reference: string): Struck
  /** Whether a fault of the bank strikes what `reference` names, such as a file; it is used up then. Inside a turn. */
  strike(ground: Ground, kind: BankFaultKind, reference: string): Fault | undefined
  /** Whether a world has any such fault: spares a turn for each request. */
  has(one: CardWorld, kind: BankFaultKind): boolean
  forget(one: CardWorld): void
  /** Whether an acquirer is to be out of reach altogether, in any world. */
  isRefusing(acquirer: FaultedHost): boolean
}

export function createFaults(store: Store): Faults {
  const known = readKnown(store)
  return {
    put({ merchant_number }, faults) {
      store.run('delete from fault where world = ?', merchant_number)
      for (const fault of faults) {
        const row = {
          world: merchant_number,
          id: fault.id,
          body: JSON.stringify(fault),
          uses_left: fault.count,
          uses: 0,
        }
        store.insert('fault', row)
      }
      known.set(
        merchant_number,
        faults.map((fault) => ({ fault, left: fault.count, uses: 0 })),
      )
    },
    list: ({ merchant_number }) =>
      (known.get(merchant_number) ?? []).map(({ fault, left, uses }) => ({ ...fault, left, uses })),
    take(ground, acquirer, operation, reference) {
      const all = known.get(ground.one.merchant_number)
      if (all === undefined || all.length === 0) return none
      const struck = new Map<Fault['kind'], Fault>()
      for (const one of all) {
        if (!matches(one, ground, { acquirer, operation, reference })) continue
        use(store, ground, one)
        struck.set(one.fault.kind, one.fault)
      }
      return struck
    },
    strike: (ground, kind, reference) =>
      strikeBank(store, ground, known.get(ground.one.merchant_number) ?? [], { kind, reference }),
    has: ({ merchant_number }, kind) =>
      (known.get(merchant_number) ?? []).some(({ fault }) => fault.kind === kind),
    forget: ({ merchant_number }) => void known.delete(merchant_number),
    isRefusing: (acquirer) =>
      [...known.values()].some((all) =>
        all.some(
          ({ fault }) =>
            fault.kind === 'connection_refused' && (fault.acquirer === null || fault.acquirer === acquirer),
        ),
      ),
  }
}

type Stored = { world: string; body: string; uses_left: number | null; uses: number }

function readKnown(store: Store): Map<string, Known[]> {
  const known = new Map<string, Known[]>()
  for (const row of store.all<Stored>('select * from fault')) {
    const one = { fault: JSON.parse(row.body) as Fault, left: row.uses_left, uses: row.uses }
    known.set(row.world, [...(known.get(row.world) ?? []), one])
  }
  return known
}

function strikeBank(
  store: Store,
  ground: Ground,
  all: readonly Known[],
  { kind, reference }: { kind: BankFaultKind; reference: string },
): Fault | undefined {
  const one = all.find(
    ({ fault, left }) => fault.kind === kind && left !== 0 && isNow(fault, ground, reference),
  )
  if (one !== undefined) use(store, ground, one)
  return one?.fault
}

const reads: readonly FaultedOperation[] = ['inquire', 'report', 'verify_payee']
type Request = { acquirer: FaultedHost; operation: FaultedOperation; reference: string }

function matches(
  { fault, left }: Known,
  ground: Ground,
  { acquirer, operation, reference }: Request,
): boolean {
  if (left === 0 || isOfBank(fault.kind) || (fault.acquirer !== null && fault.acquirer !== acquirer))
    return false
  const isRead = reads.some((known) => known === operation)
  const isMeant =
    fault.operation === 'any' ||
    (fault.operation === null ? !isRead || fault.kind === 'outage' : fault.operation === operation)
  return isMeant && isNow(fault, ground, reference)
}

const isOfBank = (kind: Fault['kind']): boolean => bankFaultKinds.some((known) => known === kind)

/** Whether the moment is right, and the reference one of the share that is struck. */
function isNow(fault: Fault, ground: Ground, reference: string): boolean {
  if (fault.from_at !== null && ground.at < fault.from_at) return false
  if (fault.until_at !== null && ground.at >= fault.until_at) return false
  return (
    fault.share >= 1 || draw(ground.one.settings.seed, 'fault', fault.id, reference).share(0) < fault.share
  )
}

function use(store: Store, { one: { merchant_number } }: Ground, one: Known): void {
  one.uses += 1
  if (one.left !== null) one.left -= 1
  const sql = 'update fault set uses_left = ?, uses = ? where world = ? and id = ?'
  store.run(sql, one.left, one.uses, merchant_number, one.fault.id)
}
