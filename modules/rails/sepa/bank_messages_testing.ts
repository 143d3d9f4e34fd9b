import assert from 'node:assert/strict'
import type { Item, KindName, Noun } from '../iso20022/messages/kinds.ts'
import { writeMessage } from '../iso20022/messages/public.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { sepaId } from './message_ids.ts'
import { OUR_IBAN, structureFaults } from './sepa_testing.ts'

let count = 0
const ids = () => ({ message_id: `BANK-${++count}`, created_at: '2026-11-24T12:00:00Z' })

/** A message as a bank would write it, held against the structure of its version. */
function written<K extends KindName>(kind: K, noun: Noun<K>): string {
  const made = writeMessage(kind, noun)
  if (!made.ok) assert.fail(JSON.stringify(made.error))
  assert.deepEqual(structureFaults(made.value), [])
  return made.value
}

type Status = { readonly order: PaymentOrder; readonly status: string; readonly code?: string }

/** A pain.002 about a file of ours; `group` is its status as a whole. */
export const statusReport = (file: string, group: string | undefined, statuses: readonly Status[]): string =>
  written('pain.002', {
    ...ids(),
    original_group: {
      original_message_id: sepaId(file as never),
      original_message_name: 'pain.001.001.09',
      ...(group === undefined ? undefined : { status: group }),
      ...(group === 'RJCT' ? { reasons: [{ reason: { code: 'FF01' } }] } : undefined),
    },
    payments:
      statuses.length === 0
        ? []
        : [
            {
              original_payment_information_id: 'P1',
              transactions: statuses.map(({ order, status, code }) => ({
                original_end_to_end_id: order.end_to_end_id,
                status,
                ...(code === undefined ? undefined : { reasons: [{ reason: { code } }] }),
              })),
            },
          ],
  })

/** A pain.002 that rejects a group of ours. */
export const rejectedGroup = (file: string, payment_information_id: string, code: string): string =>
  written('pain.002', {
    ...ids(),
    original_group: {
      original_message_id: sepaId(file as never),
      original_message_name: 'pain.008.001.08',
      status: 'PART',
    },
    payments: [
      {
        original_payment_information_id: payment_information_id,
        status: 'RJCT',
        reasons: [{ reason: { code } }],
        transactions: [],
      },
    ],
  })

export type Returned = {
  readonly order: Pick<PaymentOrder, 'end_to_end_id' | 'amount' | 'kind'>
  /** Empty: the entry's own kind says enough. */
  readonly code: string
  readonly on: string
  readonly sub_family?: string
}

const entryOf = ({ order, code, on, sub_family = 'UPDD' }: Returned): Item<'camt.054'> => {
  const amount = { minor: BigInt(order.amount), currency: 'EUR' }
  const credit_debit = order.kind === 'credit_transfer' ? 'CRDT' : 'DBIT'
  return {
    reference: `N${++count}`,
    amount,
    credit_debit,
    status: 'BOOK',
    booking_date: on,
    value_date: on,
    transaction_code: { domain: { code: 'PMNT', family: 'IDDT', sub_family } },
    details: [
      {
        transactions: [
          {
            end_to_end_id: order.end_to_end_id,
            amount,
            credit_debit,
            ...(code === ''
              ? undefined
              : { returned: { reason: { code }, additional: [`as the debtor asked ${'😀'.repeat(80)}`] } }),
          },
        ],
      },
    ],
  }
}

/** A camt.054: what came back, as the bank tells at once. */
export const notification = (...returned: readonly Returned[]): string =>
  written('camt.054', {
    ...ids(),
    notifications: [{ id: `NTF-${++count}`, account: { iban: OUR_IBAN }, entries: returned.map(entryOf) }],
  })

/** A camt.053: the same entries in the statement of the day. */
export const statement = (...returned: readonly Returned[]): string =>
  written('camt.053', {
    ...ids(),
    statements: [
      {
        id: `STM-${++count}`,
        account: { iban: OUR_IBAN },
        balances: [
          {
            type: { code: 'CLBD' },
            amount: { minor: 0n, currency: 'EUR' },
            credit_debit: 'CRDT',
            date: '2026-11-30',
          },
        ],
        entries: returned.map(entryOf),
      },
    ],
  })

/** A pacs.004: the payment itself comes back between banks. */
export const paymentReturn = ({ order, code, on }: Returned): string =>
  written('pacs.004', {
    ...ids(),
    number_of_transactions: 1,
    settlement: { method: 'CLRG' },
    transactions: [
      {
        return_id: `RTR-${++count}`,
        original_end_to_end_id: order.end_to_end_id,
        returned_interbank_settlement_amount: { minor: BigInt(order.amount), currency: 'EUR' },
        interbank_settlement_date: on,
        reasons: [{ reason: { code } }],
      },
    ],
  })

/** A camt.029: the answer to a recall of ours. */
export const recallAnswer = (order: PaymentOrder, status: 'ACCR' | 'RJCR', code?: string): string =>
  written('camt.029', {
    assignment_id: `ASG-${++count}`,
    created_at: '2026-11-24T12:00:00Z',
    assigner: { agent: { bicfi: 'PBNKDEFFXXX' } },
    assignee: { party: { name: 'Gym and Sons' } },
    status: { confirmation: status === 'ACCR' ? 'CNCL' : 'RJCR' },
    cancellations: [
      {
        payments: [],
        transactions: [
          {
            original_end_to_end_id: order.end_to_end_id,
            status,
            ...(code === undefined ? undefined : { reasons: [{ reason: { code } }] }),
          },
        ],
      },
    ],
  })

/** A camt.056: another bank asks back what we received. */
export const foreignRecall = (end_to_end_id: string): string =>
  written('camt.056', {
    assignment_id: `ASG-${++count}`,
    created_at: '2026-11-24T12:00:00Z',
    assigner: { agent: { bicfi: 'COBADEFFXXX' } },
    assignee: { agent: { bicfi: 'PBNKDEFFXXX' } },
    underlying: [
      {
        transactions: [
          {
            cancellation_id: `CXL-${++count}`,
            original_end_to_end_id: end_to_end_id,
            original_interbank_settlement_amount: { minor: 5_000n, currency: 'EUR' },
            reasons: [{ reason: { code: 'DUPL' } }],
          },
        ],
      },
    ],
  })
