import type { DescriptionRule } from './facts/descriptions.ts'
import { type Sec, secCodes } from './facts/sec_codes.ts'
import { descriptionRuleOf, sameDayTimeOf } from './description.ts'
import type { Layout } from './layout.ts'
import {
  adviceBatchControl,
  batchControl,
  companyBatchHeader,
  iatBatchHeader,
} from './layouts/batch_records.ts'
import { type EntryLayout, entryLayouts } from './layouts/entry_records.ts'
import type { AchBatchHeader, AchEntryText } from './model.ts'
import { numberAt, readValues } from './records.ts'

/** A hash keeps its last ten digits. */
const HASH_MODULUS = 10_000_000_000

/** What the entries of a batch, or of a file, add up to. */
export type Totals = { count: number; hash: number; debit: bigint; credit: bigint }
export const noTotals = (): Totals => ({ count: 0, hash: 0, debit: 0n, credit: 0n })

/** Adds an entry and its addenda: one record each, the first eight digits of the RDFI, the amount on its side. */
export function addEntry(
  totals: Totals,
  entry: AchEntryText,
  direction: 'credit' | 'debit',
  addenda: number,
): void {
  totals.count += 1 + addenda
  totals.hash = (totals.hash + numberAt(entry.routing_number, 0, 8)) % HASH_MODULUS
  totals[direction] += entry.amount
}

export function addTotals(totals: Totals, more: Totals): void {
  totals.count += more.count
  totals.hash = (totals.hash + more.hash) % HASH_MODULUS
  totals.debit += more.debit
  totals.credit += more.credit
}

/** Ten digits, as a control holds it. */
export const hashText = ({ hash }: Totals): string => String(hash).padStart(10, '0')

/** A batch between its header and its control. */
export type OpenBatch = {
  readonly header: AchBatchHeader
  readonly line: number
  readonly sec: Sec | undefined
  readonly layout: EntryLayout
  readonly control: Layout
  readonly is_iat: boolean
  readonly is_advice: boolean
  readonly description: DescriptionRule | undefined
  readonly is_same_day: boolean
  readonly totals: Totals
  entries: number
  last_trace_number: string
}

/** Whether a batch header has the layout of IAT: its class says so, or it is a notification about IAT entries. */
const isIatHeader = (text: string): boolean =>
  text.startsWith('IAT', 50) || (text.startsWith('COR', 50) && text.startsWith('IATCOR', 4))

export const headerLayout = (isIat: boolean): typeof iatBatchHeader | typeof companyBatchHeader =>
  isIat ? iatBatchHeader : companyBatchHeader

/** Reads a batch header of 94 characters. */
export const readBatchHeader = (text: string): AchBatchHeader =>
  isIatHeader(text)
    ? { kind: 'iat', ...readValues(iatBatchHeader, text) }
    : { kind: 'company', ...readValues(companyBatchHeader, text) }

/** Opens a batch. A class that is not known is read like a plain one. */
export function openBatch(header: AchBatchHeader, line: number): OpenBatch {
  const sec = secCodes.get(header.sec_code)
  const is_iat = header.kind === 'iat'
  const is_advice = sec?.code === 'ADV'
  return {
    header,
    line,
    sec,
    layout: entryLayouts[is_iat ? 'international' : (sec?.layout ?? 'plain')],
    control: is_advice ? adviceBatchControl : batchControl,
    is_iat,
    is_advice,
    description: descriptionRuleOf(header.company_entry_description),
    is_same_day: sameDayTimeOf(header) !== undefined,
    totals: noTotals(),
    entries: 0,
    last_trace_number: '',
  }
}
