import type { Iso, Reversals } from './codec.ts'
import { faultOf, UNKNOWN } from './read_orders.ts'

/** One collection that the customer gives back. */
export type ReversalLine = {
  /** The name of its group in the file. */
  readonly payment_id: string
  readonly reversal_id: string | null
  readonly original_instruction_id: string | null
  /** Undefined: the customer does not say which. */
  readonly original_end_to_end_id: string | undefined
  /** Every amount that the file names for it. */
  readonly amounts: readonly { readonly minor: bigint; readonly currency: string }[]
}
type Names = { readonly message_id: string; readonly message_name: string }
export type ReadReversals =
  | (Names & { readonly lines: readonly ReversalLine[]; readonly fault?: undefined })
  | (Names & { readonly fault: string; readonly lines?: undefined })

/** Reads a pain.007 as a whole, or not at all. */
export function readReversals(iso: Iso, content: Buffer): ReadReversals {
  const { messages, faults } = iso.readMessages(content, { profile: 'sepa' })
  const [only] = messages
  const noun = only?.kind === 'pain.007' ? only.noun : undefined
  const names = {
    message_id: noun?.message_id ?? UNKNOWN,
    message_name: only === undefined || only.version === '' ? UNKNOWN : only.version,
  }
  const fault = faultOf(faults)
  if (fault !== undefined) return { ...names, fault }
  if (noun === undefined || messages.length !== 1) return { ...names, fault: 'not one pain.007' }
  const lines = linesOf(noun)
  return lines.length === 0 ? { ...names, fault: 'a reversal that names no payment' } : { ...names, lines }
}

const linesOf = ({ payments }: Reversals): readonly ReversalLine[] =>
  payments.flatMap(({ reversal_payment_information_id, original_payment_information_id, transactions }) =>
    transactions.map((one) => ({
      payment_id: reversal_payment_information_id ?? original_payment_information_id,
      reversal_id: one.reversal_id ?? null,
      original_instruction_id: one.original_instruction_id ?? null,
      // Many payments may have that name, which says nothing of any.
      original_end_to_end_id: one.original_end_to_end_id === UNKNOWN ? undefined : one.original_end_to_end_id,
      amounts: [one.original_instructed_amount, one.reversed_instructed_amount].filter(
        (amount) => amount !== undefined,
      ),
    })),
  )
