import { createHash } from 'node:crypto'
import { present } from '../../../kernel/assert.ts'
import type { Currency } from '../../../kernel/currency.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { isForExactPath, postJoined, PostingRefused } from '../../ledger/index.ts'
import { storable } from '../files/storable.ts'
import type { InstantIncoming } from '../instant_connector.ts'
import type { InstantDeps } from './deps.ts'
import { instantFacts } from './facts.ts'
import type { OpenGate } from './gateway.ts'
import { judgePayment, LEDGER_REFUSES, type Verdict } from './judge_payment.ts'
import {
  answerIdOf,
  type InstantReceipt,
  instantReceiptJson,
  receiptIdOf,
  receiptTransferOf,
} from './receipt.ts'
import { moveQuietly } from './requests/move_request.ts'
import { requestTarget } from './requests/payment_request.machine.ts'
import type { PaymentRequest } from './requests/payment_request.ts'
import { lockRequestBy } from './requests/store.ts'
import { findReceipt, insertReceipt } from './store_receipts.ts'

export type IncomingPayment = Extract<InstantIncoming, { readonly kind: 'payment' }>

/**
 * Takes a payment that came in, or refuses it with a code: the receipt with our answer, the money and the facts are one
 * transaction. The same message again gets the same answer and moves nothing, also when two come at once. Outside of
 * transactions. What the ledger refuses is refused to the payer.
 */
export async function takePayment(
  deps: InstantDeps,
  scope: OpenScope,
  open: OpenGate,
  { payment, body }: { readonly payment: IncomingPayment; readonly body: string },
): Promise<InstantReceipt> {
  let verdict = await judgePayment(deps, scope, open.connection, payment)
  for (let is_exact = false; ; ) {
    const receipt = await receiptFor(scope, open, { payment, body, verdict })
    try {
      return await deps.db.withTenant(scope.tenant_id, (db) =>
        book({ ...scope, db }, open, receipt, is_exact),
      )
    } catch (error) {
      if (error instanceof PostingRefused) verdict = LEDGER_REFUSES(payment.rail)
      else if (!isForExactPath(error) || is_exact) throw error
      is_exact = true
    }
  }
}

type Judged = { readonly payment: IncomingPayment; readonly body: string; readonly verdict: Verdict }

async function receiptFor(
  { world }: OpenScope,
  { connector, gate, connection }: OpenGate,
  { payment, body, verdict }: Judged,
): Promise<InstantReceipt> {
  const { rail, message_id, reference, end_to_end_id, amount, currency, debtor_name } = payment
  const id = receiptIdOf(connection.id, message_id)
  const isTaken = verdict.kind === 'taken'
  const answer = await connector.write(gate, {
    kind: 'status',
    rail,
    message_id: answerIdOf(id),
    at: world.now(),
    about: message_id,
    reference,
    end_to_end_id,
    status: isTaken ? (rail === 'sepa_instant' ? 'ACCP' : 'ACCC') : 'RJCT',
    reason_code: isTaken ? null : verdict.code,
  })
  return {
    id,
    connection: connection.id,
    rail,
    message_id,
    kind: 'pacs_008',
    sha256: createHash('sha256').update(body, 'latin1').digest('hex'),
    outcome: isTaken ? 'credited' : 'refused',
    reason_code: isTaken ? null : verdict.code,
    because: isTaken ? null : verdict.because,
    answer,
    reference,
    end_to_end_id,
    amount,
    currency,
    debtor_name: debtor_name === '' ? null : storable(debtor_name, 140),
    remittance: payment.remittance === null ? null : storable(payment.remittance, 140),
    account: isTaken ? verdict.account : null,
    order: null,
    request: null,
    received_at: world.now(),
  }
}

async function book(
  scope: Scope,
  { connection }: OpenGate,
  receipt: InstantReceipt,
  is_exact: boolean,
): Promise<InstantReceipt> {
  const { db, tenant_id } = scope
  const paying = receipt.outcome === 'credited' ? await paidBy(scope, receipt) : undefined
  const booked: InstantReceipt = { ...receipt, request: paying?.id ?? null }
  if (!(await insertReceipt(db, tenant_id, booked)))
    return present(await findReceipt(db, tenant_id, receipt.id), 'the receipt of a message that came before')
  const paid = paying && (await moveQuietly(scope, paying, { event: 'pay', receipt: booked.id }))
  const { account, amount, currency } = booked
  if (booked.outcome !== 'credited' || account === null || amount === null || currency === null) return booked
  const transfer = {
    kind: 'single',
    id: receiptTransferOf(connection.id, booked.message_id),
    debit_account: connection.bank_account,
    credit_account: account,
    amount: Number(amount),
    currency: currency as Currency,
    code: 'instant_payment',
    metadata: metadataOf(booked),
  } as const
  await postJoined(scope, [transfer], { is_exact })
  const object = instantReceiptJson(booked)
  const received = instantFacts.fact('rails.instant_payment_received', booked.id, { object })
  await appendFacts(db, scope, [received, ...(paid === undefined ? [] : [paid.fact])])
  return booked
}

/** By what the bank's statement will name it; reconciliation looks for these words. */
const metadataOf = ({ end_to_end_id, reference }: InstantReceipt): Record<string, string> => ({
  ...(end_to_end_id === null ? {} : { end_to_end_id }),
  ...(reference === null ? {} : { transaction_id: reference }),
})

/** The request for payment that this one pays: one of its very end_to_end_id and amount. Locked. */
async function paidBy(
  { db, tenant_id }: Scope,
  { connection, end_to_end_id, amount }: InstantReceipt,
): Promise<PaymentRequest | undefined> {
  if (end_to_end_id === null) return undefined
  const found = await lockRequestBy(db, tenant_id, connection, { end_to_end_id })
  if (found === undefined || found.amount !== amount) return undefined
  return requestTarget(found.state, 'pay') === undefined ? undefined : found
}
