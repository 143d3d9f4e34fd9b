import type { BankPlay } from '../ground.ts'
import { bookMovement } from '../movements.ts'

/** One side of a batch on the day on which its money moves. */
export type SettlementBody = {
  readonly direction: 'credit' | 'debit'
  readonly amount: number
  readonly entries: number
  readonly settles_on: string
  readonly batch_number: number
  readonly company_name: string
  readonly company_id: string
  readonly description: string
  readonly sec: string
  readonly file_reference: string
  readonly file_name: string
  readonly sha256: string
}

/** Collected debits bring money to the account, credits take it: one movement for each, as banks book it. */
export const playSettlement: BankPlay = (ground, given) => {
  const body = given as SettlementBody
  const { direction, amount, entries, company_name, company_id, description, file_reference } = body
  const batch = String(body.batch_number).padStart(7, '0')
  const words = ['ACH', `${direction}S`.toUpperCase(), company_name, company_id, body.sec, description]
  bookMovement(ground, {
    currency: 'USD',
    amount: direction === 'debit' ? amount : -amount,
    code: 'ach',
    text: [...words, `BATCH ${batch}`, `FILE ${file_reference}`, `${entries} ENTRIES`].join(' '),
    refs: {
      file_reference,
      file_name: body.file_name,
      sha256: body.sha256,
      batch_number: batch,
      company_id,
      direction,
      entries: String(entries),
    },
    value_on: body.settles_on,
  })
  return { direction, amount, entries, file_reference, batch_number: body.batch_number }
}
