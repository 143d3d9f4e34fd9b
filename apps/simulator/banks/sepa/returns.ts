import { DAY_US, HOUR_US } from '../../limits.ts'
import { compactDay, localDay } from '../days.ts'
import type { BankGround, BankPlay } from '../ground.ts'
import { bookMovement, type MovementRow, movementsOn } from '../movements.ts'
import { putOutbound } from '../outbound.ts'
import type { Iso } from './codec.ts'
import { entryOf, euroAccount } from './entries.ts'
import { comingBack, markReturned, reject, type SepaPayment, signOf } from './payments.ts'
import { statusReport } from './status_report.ts'
import { euros, isoNow, messageId, written } from './write.ts'

/** A file that a fault keeps back comes after those of the next day. */
const OUT_OF_ORDER_US = DAY_US + HOUR_US

/** What comes back now: a movement for each, and a camt.054 at once; answers to recalls are told by a pacs.004 too. */
export const playReturns =
  (iso: Iso): BankPlay =>
  (ground) => {
    const payments = comingBack(ground)
    if (payments.length === 0) return undefined
    const day = localDay(ground.at, 'EUR')
    const before = movementsOn(ground, 'EUR', day).at(-1)?.seq ?? 0
    for (const payment of payments) {
      bookReturn(ground, payment)
      markReturned(ground, payment.id, day)
    }
    const rows = movementsOn(ground, 'EUR', day).filter(({ seq }) => seq > before)
    const wanted = `CAMT054_${compactDay(day)}.xml`
    const isLate = ground.faults.strike(ground, 'returns_out_of_order', wanted) !== undefined
    const more = isLate ? { ready_at: ground.at + OUT_OF_ORDER_US } : {}
    const names = [putOutbound(ground, wanted, notification(iso, ground, rows, 1), more)]
    if (ground.faults.strike(ground, 'returns_twice', wanted) !== undefined)
      names.push(putOutbound(ground, wanted, notification(iso, ground, rows, 2)))
    const recalled = payments.filter(({ return_code }) => return_code === 'FOCR')
    if (recalled.length > 0)
      names.push(putOutbound(ground, `PACS004_${compactDay(day)}.xml`, paymentReturn(iso, ground, recalled)))
    return { names, returns: payments.length }
  }

function bookReturn(ground: BankGround, payment: SepaPayment): void {
  const { id, end_to_end_id, return_code, scheme, amount } = payment
  bookMovement(ground, {
    currency: 'EUR',
    amount: -signOf(payment) * amount,
    code: 'sepa_return',
    text: `SEPA ${scheme === 'SCT' ? 'TRANSFER' : 'DIRECT DEBIT'} RETURNED ${return_code ?? ''} ${end_to_end_id}`,
    refs: { payment: String(id), end_to_end_id, code: return_code ?? '' },
  })
}

function notification(iso: Iso, ground: BankGround, rows: readonly MovementRow[], copy: number): string {
  const id = messageId(ground, 'camt.054', ground.at, copy)
  return written(iso, 'camt.054', {
    message_id: id,
    created_at: isoNow(ground),
    notifications: [
      {
        id,
        created_at: isoNow(ground),
        account: euroAccount(ground),
        entries: rows.map((row) => entryOf(ground, row)),
      },
    ],
  })
}

function paymentReturn(iso: Iso, ground: BankGround, payments: readonly SepaPayment[]): string {
  const id = messageId(ground, 'pacs.004', ground.at)
  return written(iso, 'pacs.004', {
    message_id: id,
    created_at: isoNow(ground),
    number_of_transactions: payments.length,
    settlement: { method: 'CLRG' },
    transactions: payments.map((one) => ({
      return_id: messageId(ground, 'return', one.id),
      original_end_to_end_id: one.end_to_end_id,
      original_interbank_settlement_amount: euros(one.amount),
      returned_interbank_settlement_amount: euros(one.amount),
      interbank_settlement_date: localDay(ground.at, 'EUR'),
      reasons: [{ reason: { code: one.return_code ?? 'FOCR' } }],
    })),
  })
}

/** Payments of which nothing was said are rejected after all. */
export const playLateRejects =
  (iso: Iso): BankPlay =>
  (ground) => {
    const payments = ground.store.all<SepaPayment>(
      `select * from bank_sepa_payment where world = ? and returns_at <= ? and rejected_code = 'PDNG' order by id`,
      ground.one.merchant_number,
      ground.at,
    )
    for (const { id, return_code } of payments) reject(ground, id, return_code ?? 'TM01')
    const names = [...Map.groupBy(payments, ({ message_id }) => message_id).values()].map((some) =>
      tell(iso, ground, some),
    )
    return names.length === 0 ? undefined : { names }
  }

function tell(iso: Iso, ground: BankGround, payments: readonly SepaPayment[]): string {
  const [first] = payments as [SepaPayment, ...SepaPayment[]]
  const { message_id, message_name, file_name } = first
  const said = payments.map(({ payment_id, instruction_id, end_to_end_id, return_code }) => ({
    payment_id,
    instruction_id,
    end_to_end_id,
    status: 'RJCT' as const,
    code: return_code ?? 'TM01',
  }))
  const content = statusReport(iso, ground, { message_id, message_name, status: undefined, said })
  return putOutbound(ground, `PAIN002_${file_name}`, content)
}
