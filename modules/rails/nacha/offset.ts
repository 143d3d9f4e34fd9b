import { transactionCodeFor } from './facts/transaction_codes.ts'
import type { AchEntryDraft, AchOffset } from './model.ts'
import type { OpenBatch } from './open_batch.ts'
import { type Report, wholeRecord } from './rules.ts'

/** The entries that balance a batch: what was debited is credited to the offset account, and the other way round. */
export function offsetEntries(
  batch: OpenBatch,
  offset: AchOffset | undefined,
  line: number,
  report: Report,
): readonly AchEntryDraft[] {
  if (offset === undefined) return []
  const { debit, credit } = batch.totals
  const isPossible = !batch.is_iat && !batch.is_advice && batch.sec?.code !== 'COR'
  if (!isPossible || batch.header.service_class_code !== '200')
    report(
      'nacha_offset',
      line,
      wholeRecord,
      'a balanced batch is of service class 200, and not of IAT, ADV or COR',
    )
  const codes = {
    credit: transactionCodeFor(offset.account_type, 'credit'),
    debit: transactionCodeFor(offset.account_type, 'debit'),
  }
  const sides = [
    { amount: debit, transaction_code: codes.credit },
    { amount: credit, transaction_code: codes.debit },
  ]
  const { account_type: _type, ...account } = offset
  const needed = sides.filter(({ amount }) => amount > 0n)
  if (needed.some(({ transaction_code }) => transaction_code === undefined))
    report(
      'nacha_offset',
      line,
      wholeRecord,
      `an account of type ${offset.account_type} cannot balance this batch`,
    )
  return needed.map(({ amount, transaction_code = '' }) => ({ ...account, amount, transaction_code }))
}
