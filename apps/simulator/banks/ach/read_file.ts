import type { BankSettings } from '../../worlds.ts'
import { clear } from './clearing.ts'
import type { AchBatchHeader, AchEntry, AchEvent, AchFault, AchFileHeader, Nacha } from './codec.ts'
import { type Answer, answersTo } from './outcomes.ts'

/** Money of one batch, side and moment: banks book it as one. */
export type Settlement = {
  readonly direction: 'credit' | 'debit'
  readonly settles_on: string
  readonly settles_at: number
  amount: number
  entries: number
}
/** An entry that comes back, or about which something comes back. */
export type Answered = { readonly entry: AchEntry; readonly answer: Answer; readonly settles_on: string }
/** A return that the customer does not accept. */
export type Dishonored = { readonly entry: AchEntry; readonly settles_on: string }
export type ReadBatch = {
  readonly header: AchBatchHeader
  readonly settlements: Map<string, Settlement>
  readonly answered: Answered[]
  readonly dishonored: Dishonored[]
  entries: number
  total_debit: number
  total_credit: number
}
export type ReadFile = {
  header: AchFileHeader | undefined
  readonly batches: ReadBatch[]
  /** The first fault for which a bank rejects a file. */
  fault: AchFault | undefined
  /** A customer sends payments, dishonours and refused notifications; this is something else. */
  has_foreign_category: boolean
}

/** By whom and when a file is read. */
export type Reading = {
  readonly nacha: Nacha
  readonly at: number
  readonly seed: string
  readonly shares: BankSettings
  readonly isOwnAccount: (entry: AchEntry) => boolean
}

/** Reads a file in one pass: what its batches come to, when they settle, and what will come back. No entry is kept that is paid. */
export function readFile(reading: Reading, content: Buffer): ReadFile {
  const file: ReadFile = { header: undefined, batches: [], fault: undefined, has_foreign_category: false }
  const reader = reading.nacha.createAchReader((event) => take(reading, file, event))
  reader.push(content)
  reader.end()
  return file
}

function take(reading: Reading, file: ReadFile, event: AchEvent): void {
  if (event.kind === 'fault' && event.fault.severity === 'refused') file.fault ??= event.fault
  if (event.kind === 'file_header') file.header ??= event.header
  if (event.kind === 'batch_header') file.batches.push(newBatch(event.header))
  const batch = file.batches.at(-1)
  if (event.kind !== 'entry' || batch === undefined) return
  batch.entries++
  if (event.entry.direction === 'debit') batch.total_debit += Number(event.entry.amount)
  else batch.total_credit += Number(event.entry.amount)
  if (takeEntry(reading, batch, event.entry)) return
  file.has_foreign_category = true
}

const newBatch = (header: AchBatchHeader): ReadBatch => ({
  header,
  settlements: new Map(),
  answered: [],
  dishonored: [],
  entries: 0,
  total_debit: 0,
  total_credit: 0,
})

const categories: readonly string[] = ['forward', 'dishonored_return', 'refused_notification']

/** False: an entry of a kind that a customer does not send. */
function takeEntry(reading: Reading, batch: ReadBatch, entry: AchEntry): boolean {
  if (!categories.includes(entry.category)) return false
  const { at, seed, shares } = reading
  const { sec_code: sec, effective_entry_date } = batch.header
  // The side of a balanced batch that is its own account says again what the other side comes to.
  if (reading.isOwnAccount(entry)) return true
  const { direction, amount, is_prenote } = entry
  const cleared = clear({ at, direction, amount, sec, is_prenote, effective_entry_date })
  addSettlement(batch, entry, cleared)
  const { settles_on } = cleared
  if (entry.category === 'dishonored_return') batch.dishonored.push({ entry, settles_on })
  if (entry.category !== 'forward') return true
  for (const answer of answersTo({ at, cleared, entry, sec, seed, shares }))
    batch.answered.push({ entry, answer, settles_on })
  return true
}

function addSettlement(
  { settlements }: ReadBatch,
  { direction, amount }: AchEntry,
  { settles_on, settles_at }: { settles_on: string; settles_at: number },
): void {
  if (amount === 0n) return
  const key = `${direction} ${settles_at}`
  const known = settlements.get(key) ?? { direction, settles_on, settles_at, amount: 0, entries: 0 }
  known.amount += Number(amount)
  known.entries++
  settlements.set(key, known)
}
