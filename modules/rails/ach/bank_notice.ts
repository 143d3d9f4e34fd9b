import { createHash } from 'node:crypto'
import type { Currency } from '../../../kernel/currency.ts'
import { type Id, idFromBytes } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'

/** What a bank can say that nothing of ours answers to, or that somebody has to act on. */
export const noticeKinds = [
  'unknown_trace',
  'amount_differs',
  'rdfi_differs',
  'state_differs',
  'duplicate_return',
  'untimely_return',
  'return_of_reversed',
  'dishonored_return',
  'contested_return',
  'unknown_change',
  'unknown_payment',
  'recall_received',
  'contradictory_status',
  'payment_requested',
] as const
export type NoticeKind = (typeof noticeKinds)[number]

/** Somebody has to look at it. */
export type BankNotice = {
  readonly id: Id<'bnt'>
  readonly connection: Id<'bcn'>
  /** The bank's file, and where in it. */
  readonly file: Id<'fil'>
  readonly line: number
  readonly kind: NoticeKind
  /** As the bank names what it is about: the trace number of the original entry. */
  readonly reference: string
  readonly reason_code: string
  /** Minor units of the connection's currency, as the bank said. */
  readonly amount: bigint
  readonly currency: Currency
  readonly order: Id<'por'> | null
  /** The payment that came to us over a gateway and is spoken of. */
  readonly receipt: Id<'irc'> | null
  readonly because: string
  readonly state: 'open' | 'closed'
  readonly closed_because: string | null
  readonly created_at: Instant
  readonly closed_at: Instant | null
}

/** The same line of the same file is the same notice, however often the file is read. */
export function idOfLine<P extends 'bnt' | 'chn'>(prefix: P, file: Id<'fil'>, line: number): Id<P> {
  const digest = createHash('sha256').update(`${prefix}\n${file}\n${line}`).digest()
  return idFromBytes(prefix, digest)
}

/** As callers see it. */
export const bankNoticeJson = ({ amount, currency, created_at, closed_at, ...notice }: BankNotice) => ({
  ...notice,
  amount: { value: String(amount), currency },
  created_at: instantText(created_at),
  closed_at: closed_at === null ? null : instantText(closed_at),
})
