import type { Currency } from '../../../kernel/currency.ts'
import type { Id } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { OrderRail } from '../bank_connections/bank_connection.ts'
import type { OutgoingFileState } from './outgoing_file.machine.ts'

/** A file that goes to a bank. Its orders and its bytes never change once it is written. */
export type OutgoingFile = {
  readonly id: Id<'ofl'>
  readonly connection: Id<'bcn'>
  readonly rail: OrderRail
  /** `camt_056` asks payments back, and has no orders of its own. */
  readonly format: 'nacha' | 'pain_001' | 'pain_007' | 'pain_008' | 'camt_056'
  /** Orders that were due by then are in it. */
  readonly cutoff_at: Instant
  /** Counts the files of a connection. */
  readonly number: number
  readonly name: string
  readonly state: OutgoingFileState
  readonly because: string | null
  readonly orders: number
  readonly currency: Currency
  /** Minor units. */
  readonly debit_total: bigint
  readonly credit_total: bigint
  /** Hex. */
  readonly sha256: string | null
  readonly bytes: number | null
  readonly attempts: number
  readonly created_at: Instant
  readonly sent_at: Instant | null
  readonly answered_at: Instant | null
  readonly updated_at: Instant
}

const REFERENCE_CHARS = 8

/** How a file names itself to the bank, whose statement names it so again: eight characters, from its id. */
export const fileReference = (id: Id<'ofl'>): string => id.slice(-REFERENCE_CHARS).toUpperCase()

const textOf = (at: Instant | null): string | null => (at === null ? null : instantText(at))

/** As callers see it. */
export const outgoingFileJson = ({ currency, ...file }: OutgoingFile) => ({
  ...file,
  debit_total: { value: String(file.debit_total), currency },
  credit_total: { value: String(file.credit_total), currency },
  cutoff_at: instantText(file.cutoff_at),
  created_at: instantText(file.created_at),
  sent_at: textOf(file.sent_at),
  answered_at: textOf(file.answered_at),
  updated_at: instantText(file.updated_at),
})
