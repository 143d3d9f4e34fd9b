import { createHash } from 'node:crypto'
import { present } from '../../../kernel/assert.ts'
import { secret } from '../../../kernel/secret.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { SealedDetails } from '../bank_accounts/bank_account.ts'
import { DETAILS_PURPOSE } from '../bank_accounts/deps.ts'
import { findBankAccount } from '../bank_accounts/store.ts'
import type { InstantOutgoing, InstantParty, InstantSaid } from '../instant_connector.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { type InstantDeps, MESSAGE_PURPOSE } from './deps.ts'
import type { OpenGate } from './gateway.ts'
import { type InstantMessage, queryIdOf } from './instant_message.ts'
import { ruleRail } from './instant_rail.ts'
import { instantLaw } from './law.ts'
import { QUERY_TIMEOUT_MS, WAIT_BEYOND_MS } from './limits.ts'
import type { SealedRequest } from './record.ts'
import type { SendingInput } from './sending.ts'

/** Where money of ours goes, its numbers opened. Outside of transactions. */
export async function openParty(
  { db, sealer }: Pick<InstantDeps, 'db' | 'sealer'>,
  scope: OpenScope,
  bank_account: PaymentOrder['bank_account'],
): Promise<InstantParty> {
  const { tenant_id } = scope
  const found = await db.withTenant(tenant_id, (tx) => findBankAccount(tx, tenant_id, bank_account))
  const account = present(found, 'the bank account of an order')
  const opened = await sealer.unseal(scope, DETAILS_PURPOSE, account.sealed_details)
  const details = JSON.parse(opened.reveal()) as SealedDetails
  return { name: account.holder_name, account: details.account }
}

/** Writes a payment and seals it, so that it is the same whenever it is sent. Outside of transactions. */
export async function sealPayment(
  deps: InstantDeps,
  scope: OpenScope,
  { connector, gate }: OpenGate,
  { order, message }: { readonly order: PaymentOrder; readonly message: InstantMessage },
): Promise<SealedRequest> {
  const text = await connector.write(gate, {
    kind: 'payment',
    rail: message.rail,
    message_id: message.message_id,
    at: scope.world.now(),
    amount: BigInt(order.amount),
    currency: order.currency,
    end_to_end_id: order.end_to_end_id,
    reference: message.reference,
    creditor: await openParty(deps, scope, order.bank_account),
    remittance: order.remittance,
  })
  return {
    sealed_request: await deps.sealer.seal(scope, MESSAGE_PURPOSE, secret(text)),
    sha256: createHash('sha256').update(text).digest('hex'),
  }
}

/** Something that was sent, and what came back. */
export type Exchanged =
  | { readonly kind: 'not_sent'; readonly why: string; readonly is_lasting: boolean }
  | { readonly kind: 'no_answer'; readonly why: string }
  | { readonly kind: 'said'; readonly said: InstantSaid; readonly raw: string }

/** Sends one text. Never throws for what the other side or a connector does. Outside of transactions. */
export async function exchange(
  deps: InstantDeps,
  { request_id }: OpenScope,
  { connector, gate, url, policy }: OpenGate,
  message: { readonly rail: InstantMessage['rail']; readonly text: string; readonly timeout_ms: number },
): Promise<Exchanged> {
  try {
    const { timeout_ms, rail, text } = message
    const reply = await deps.send({ url, timeout_ms, policy }, connector.post(gate, rail, text))
    if (reply.kind === 'not_sent') return { ...reply, is_lasting: false }
    if (reply.kind === 'no_answer') return reply
    return { kind: 'said', said: await connector.parse(reply.answer), raw: reply.answer.body }
  } catch (error) {
    deps.log.error('instant_call_failed', { request_id, kind: connector.name, error })
    return { kind: 'no_answer', why: 'the call failed on our side' }
  }
}

/** N: sends the payment or asks about it; the answer as the decision hears it, and the text that it stood in. */
export async function perform(
  deps: InstantDeps,
  scope: OpenScope,
  open: OpenGate,
  { order, message, what }: { order: PaymentOrder; message: InstantMessage; what: 'payment' | 'query' },
): Promise<{ readonly input: SendingInput; readonly raw: string }> {
  const text = await (what === 'payment'
    ? openSealed(deps, scope, message)
    : writeQuery(scope, open, message))
  const timeout_ms = what === 'payment' ? waitOf(message) : QUERY_TIMEOUT_MS
  const exchanged = await exchange(deps, scope, open, { rail: message.rail, text, timeout_ms })
  const input = inputOf(exchanged, { order, message, what })
  return { input, raw: exchanged.kind === 'said' ? exchanged.raw : '' }
}

async function openSealed(
  { sealer }: InstantDeps,
  scope: OpenScope,
  message: InstantMessage,
): Promise<string> {
  const sealed = present(message.sealed_request, 'a message that was sealed before it is sent')
  return (await sealer.unseal(scope, MESSAGE_PURPOSE, sealed)).reveal()
}

const writeQuery = (
  { world }: OpenScope,
  { connector, gate }: OpenGate,
  { rail, message_id, queries, reference, first_sent_at }: InstantMessage,
): Promise<string> => {
  const query: InstantOutgoing = {
    kind: 'query',
    rail,
    message_id: queryIdOf(message_id, queries),
    at: world.now(),
    about: message_id,
    reference,
    sent_at: present(first_sent_at, 'when it was sent'),
  }
  return connector.write(gate, query)
}

/** The rail's clock, and a little more: an answer on the line is better than one that has to be asked for. */
function waitOf({ rail, last_sent_at }: InstantMessage): number {
  const at = present(last_sent_at, 'when it was sent')
  const { ends_at } = instantLaw.clockOf(ruleRail(rail), at)
  return (ends_at - at) / 1_000 + WAIT_BEYOND_MS
}

/** A status that is about something else says nothing about this. */
const UNCLEAR_STATUS = 'OTHER'

type About = {
  readonly order: PaymentOrder
  readonly message: InstantMessage
  readonly what: 'payment' | 'query'
}

function inputOf(exchanged: Exchanged, about: About): SendingInput {
  const { what, message } = about
  if (exchanged.kind === 'not_sent') return { ...exchanged, what }
  if (exchanged.kind === 'no_answer') return { ...exchanged, what }
  const { said } = exchanged
  switch (said.kind) {
    case 'status':
      return said.about === message.message_id
        ? statusInput(said, about.order, what === 'query')
        : { kind: 'no_answer', what, why: 'the answer was about another payment' }
    case 'taken':
      return { kind: 'taken' }
    case 'not_found':
      return what === 'query'
        ? { kind: 'not_found', asked_at: present(message.last_query_at, 'when it was asked') }
        : { kind: 'no_answer', what, why: 'the answer was one to a question' }
    case 'refused':
      return { kind: 'not_sent', what, why: said.why, is_lasting: said.is_lasting }
    case 'request_status':
      return { kind: 'no_answer', what, why: 'the answer was about a request for payment' }
    case 'recall_status':
      return { kind: 'no_answer', what, why: 'the answer was about a recall' }
    case 'unknown':
      return { kind: 'no_answer', what, why: said.why }
  }
}

/** A status of a payment, as the decision hears it: one about another amount is about another payment. */
export function statusInput(
  { status, reason_code, money }: Extract<InstantSaid, { kind: 'status' }>,
  order: Pick<PaymentOrder, 'amount' | 'currency'>,
  is_confirmed: boolean,
): Extract<SendingInput, { kind: 'answer' }> {
  const isOther =
    money !== null && (money.amount !== BigInt(order.amount) || money.currency !== order.currency)
  return {
    kind: 'answer',
    status: isOther ? UNCLEAR_STATUS : status,
    reason_code: isOther ? null : reason_code,
    is_confirmed,
  }
}
