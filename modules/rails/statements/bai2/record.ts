import type { FileFault } from '../../files/fault.ts'

/** When the money of an amount can be used. Absent in a record means `Z`, not known. */
export type Bai2Funds =
  | { readonly type: 'Z' | '0' | '1' | '2' }
  /** Of the amount, so much at once, after one day, and after more than one day. */
  | {
      readonly type: 'S'
      readonly immediate_minor: bigint | undefined
      readonly one_day_minor: bigint | undefined
      readonly later_minor: bigint | undefined
    }
  | { readonly type: 'V'; readonly value_on: string | undefined; readonly value_time: string | undefined }
  /** By the number of days until it can be used. */
  | {
      readonly type: 'D'
      readonly shares: readonly { readonly days: number; readonly amount_minor: bigint }[]
    }

/** Times are `HHMM`; `2400` is the end of the day, and `9999` too, as some banks write it. Days are `YYYY-MM-DD`. */
export type Bai2FileHeader = {
  readonly code: '01'
  readonly sender: string
  readonly receiver: string
  readonly created_on: string | undefined
  readonly created_time: string | undefined
  /** Unique for the sender and the day. */
  readonly file_id: string
  /** Characters in a physical record; undefined: as long as each is. */
  readonly record_chars: number | undefined
  readonly block_records: number | undefined
}
export type Bai2GroupHeader = {
  readonly code: '02'
  readonly receiver: string | undefined
  readonly originator: string
  readonly status: 'update' | 'deletion' | 'correction' | 'test'
  readonly as_of_on: string | undefined
  readonly as_of_time: string | undefined
  /** ISO 4217; undefined: USD. */
  readonly currency: string | undefined
  readonly modifier:
    | 'interim_previous_day'
    | 'final_previous_day'
    | 'interim_same_day'
    | 'final_same_day'
    | undefined
}
/** A balance or a sum of one type code. Minor units of the account's currency; only a status may be negative. */
export type Bai2Summary = {
  readonly type_code: string
  readonly amount_minor: bigint | undefined
  readonly item_count: number | undefined
  readonly funds: Bai2Funds | undefined
}
export type Bai2Account = {
  readonly code: '03'
  readonly account_number: string
  readonly currency: string | undefined
  readonly summaries: readonly Bai2Summary[]
}
export type Bai2Detail = {
  readonly code: '16'
  readonly type_code: string
  /** Undefined only for a code without money (890). The type code says whether it came or went. */
  readonly amount_minor: bigint | undefined
  readonly funds: Bai2Funds | undefined
  readonly bank_reference: string | undefined
  readonly customer_reference: string | undefined
  /** One for each physical record that carried some of it. */
  readonly text: readonly string[]
}
/** Undefined where the file did not say: the reader has then named a fault. */
export type Bai2AccountTrailer = {
  readonly code: '49'
  readonly control_total: bigint | undefined
  readonly record_count: number | undefined
}
export type Bai2GroupTrailer = {
  readonly code: '98'
  readonly control_total: bigint | undefined
  readonly account_count: number | undefined
  readonly record_count: number | undefined
}
export type Bai2FileTrailer = {
  readonly code: '99'
  readonly control_total: bigint | undefined
  readonly group_count: number | undefined
  readonly record_count: number | undefined
}
export type Bai2Trailer = Bai2AccountTrailer | Bai2GroupTrailer | Bai2FileTrailer
export type Bai2Record = Bai2FileHeader | Bai2GroupHeader | Bai2Account | Bai2Detail | Bai2Trailer

/** What a reader gives, in the order of the file. `line` and `column` are those of the record, from 1. */
export type Bai2Item =
  | { readonly item: 'record'; readonly record: Bai2Record; readonly line: number; readonly column: number }
  | { readonly item: 'fault'; readonly fault: FileFault }

export type Bai2Options = {
  /**
   * Some banks break the text of a record 16 over lines without a record 88, or put several records on one line. Reading
   * that means to believe that a slash, spaces and `16,` inside a text begin a record, and whoever pays the account can
   * write a text. So it is refused unless the bank is known for it.
   */
  readonly is_loose?: boolean
}

export const groupStatuses: Readonly<Record<string, Bai2GroupHeader['status']>> = {
  '1': 'update',
  '2': 'deletion',
  '3': 'correction',
  '4': 'test',
}
export const asOfModifiers: Readonly<Record<string, NonNullable<Bai2GroupHeader['modifier']>>> = {
  '1': 'interim_previous_day',
  '2': 'final_previous_day',
  '3': 'interim_same_day',
  '4': 'final_same_day',
}
