import { idOf } from '../../kernel/id.ts'
import { ownOf } from '../../kernel/own.ts'
import type { FeedFact } from '../../platform/outbox/fact.ts'
import type { RecordedTransfer } from '../ledger/index.ts'
import type { AuthenticationState } from './authentication.machine.ts'
import { paymentFacts, refundFacts } from './facts.ts'
import type { PaymentOrder } from './payment.ts'
import { authenticationStateOf, paymentStateOf } from './steps.ts'
import type { AuthenticationLine, OperationLine, OutcomeLine, TurnLine } from './store_timeline.ts'
import type { Entry } from './timeline_entry.ts'

export const createdEntry = ({ created_at, amount }: PaymentOrder): Entry => ({
  at: created_at,
  type: 'payment_created',
  text: 'The merchant asked for this payment.',
  amount: BigInt(amount),
})

const sentText: Readonly<Record<OperationLine['kind'], string>> = {
  authorize: 'The card’s issuer was asked, through this acquirer, whether the card is good for the amount.',
  capture: 'The acquirer was told to take what the issuer holds, or this part of it.',
  void: 'The acquirer was told to let go of what the issuer holds, or of this part of it.',
  increment: 'The issuer was asked, through the acquirer, to hold this much in all.',
  refund: 'The acquirer was told to give this much back to the card.',
}

export const operationEntry = (operation: OperationLine): Entry => ({
  at: operation.created_at,
  type: 'operation_sent',
  text:
    operation.number > 1
      ? `Attempt ${operation.number}. ${sentText[operation.kind]}`
      : sentText[operation.kind],
  ...namesOf(operation),
  amount: operation.amount,
  request_id: operation.request_id,
})

const namesOf = ({ id, kind, account_id, refund_id }: OperationLine) => ({
  operation: idOf(kind === 'authorize' ? 'att' : 'opn', id),
  ...(refund_id === null ? {} : { refund: idOf('ref', refund_id) }),
  acquirer_account: idOf('aca', account_id),
})

const viaText: Readonly<Record<OutcomeLine['via'], string>> = {
  answer: 'The answer',
  callback: 'Later the acquirer called back',
  inquiry: 'We asked the acquirer what became of it',
  report: 'The acquirer’s report',
  start: 'Noted at once',
}
const resultText: Readonly<Record<OutcomeLine['result'], string>> = {
  approved: 'approved.',
  declined: 'the issuer declined.',
  rejected: 'the acquirer refused the request itself; the issuer never saw it.',
  pending: 'it was taken in, and the outcome comes later.',
  unknown: 'nobody knows what became of it, so the acquirer is asked; nothing is sent again.',
  not_sent: 'it could not be sent, so nothing moved.',
  not_found: 'the acquirer never saw it, so nothing moved.',
  reversed: 'the acquirer took back what it had approved.',
}

export const outcomeEntry = (operation: OperationLine, outcome: OutcomeLine): Entry => ({
  at: outcome.at,
  type: 'outcome_learned',
  text: `${viaText[outcome.via]}: ${resultText[outcome.result]}${outcome.is_applied ? '' : ' It was noted, and changed nothing.'}`,
  ...namesOf(operation),
  ...(outcome.amount === null ? {} : { amount: outcome.amount }),
  result: outcome.result,
  via: outcome.via,
  code: outcome.network_code ?? outcome.decline_code,
  detail: outcome.detail,
  message_id: outcome.message_id,
  is_applied: outcome.is_applied,
})

const transferText: Readonly<Record<string, string>> = {
  'pending card_authorization':
    'In the ledger: what the acquirer will owe us, and we the merchant, once it is captured is held.',
  'single card_payment': 'In the ledger: the acquirer owes us the amount, and we owe it to the merchant.',
  'post card_capture':
    'In the ledger: of what is held this much is owed now, to us and by us to the merchant.',
  'single card_capture':
    'In the ledger: this much is owed now; an account was shut, so it stands in suspense.',
  'void card_void': 'In the ledger: the hold is gone.',
  'pending card_refund': 'In the ledger: the refund is set aside from what we owe the merchant.',
  'post card_refund': 'In the ledger: we owe the merchant, and the acquirer owes us, that much less.',
  'void card_refund_failed': 'In the ledger: the refund failed, so what was set aside is free again.',
  'single card_refund_failed': 'In the ledger: the refund came back, so the merchant is owed it again.',
  'single card_reversal': 'In the ledger: the acquirer took it back, so we owe the merchant that much less.',
  'single dispute_withdrawal': 'In the ledger: a dispute took this from the merchant.',
  'single dispute_reinstatement': 'In the ledger: a dispute gave this back to the merchant.',
  'single dispute_fee': 'In the ledger: the acquirer’s fee for the dispute.',
}

export const transferEntry = (transfer: RecordedTransfer, operation: OperationLine | undefined): Entry => ({
  at: transfer.recorded_at,
  type: 'ledger_transfer',
  text: ownOf(transferText, `${transfer.kind} ${transfer.code}`) ?? 'It moved in the ledger.',
  ...(operation === undefined ? {} : namesOf(operation)),
  amount: BigInt(transfer.amount),
  transfer,
})

const turnText = ({ step, verdict, disputed, decision }: TurnLine): string => {
  if (disputed !== null)
    return disputed > 0n
      ? 'A dispute took this much of the payment.'
      : 'A dispute gave back what it had taken, or let it be.'
  if (verdict === 'approved') return 'A person looked at the payment and let it go on.'
  if (verdict === 'rejected') return 'A person looked at the payment and rejected it; nothing is ever sent.'
  const state = paymentStateOf(step ?? 0)
  if (state === 'canceled') return 'It was given up before anything was held.'
  const why = decision === null ? '' : ` Why: ${reasonsOf(decision)}.`
  return state === 'in_review'
    ? `The risk rules want a person to look at it first.${why}`
    : `The risk rules refused it; nothing was sent.${why}`
}

const reasonsOf = (decision: string): string => {
  const { risk } = JSON.parse(decision) as { risk: { reasons: readonly { text: string }[] } }
  return risk.reasons.map(({ text }) => text.replace(/\.$/, '')).join('; ')
}

export const turnEntry = (turn: TurnLine): Entry => ({
  at: turn.at,
  type: 'step_taken',
  text: turnText(turn),
  ...(turn.disputed === null ? {} : { amount: turn.disputed < 0n ? -turn.disputed : turn.disputed }),
  detail: turn.reason,
  actor: turn.actor_id,
  request_id: turn.request_id,
})

const cause: Readonly<Record<AuthenticationLine['cause'], string>> = {
  merchant: 'as the merchant wants it',
  risk: 'as the law or the risk rules want it',
  risk_required: 'as the risk rules want it, and decline without it',
  issuer: 'as the issuer declined until that is done',
}
const authenticated: Readonly<Record<AuthenticationState, string | null>> = {
  started: null,
  challenged: null,
  proved: 'The bank confirmed that it was the cardholder.',
  failed: 'The bank could not confirm that it was the cardholder.',
  unavailable: 'The bank could not be asked.',
  expired: 'The cardholder did not finish in time.',
}

/** Asked, sent to the bank's page, and how it ended: as far as it came. */
export function authenticationEntries(one: AuthenticationLine): Entry[] {
  const line = (at: Entry['at'], text: string): Entry => ({
    at,
    type: 'cardholder_authentication',
    text,
    acquirer_account: idOf('aca', one.account_id),
  })
  const end = authenticated[authenticationStateOf(one.step)]
  return [
    line(
      one.created_at,
      `The cardholder’s bank is asked to authenticate the cardholder (3-D Secure), ${cause[one.cause]}.`,
    ),
    ...(one.challenged_at === null
      ? []
      : [line(one.challenged_at, 'The cardholder was sent to the bank’s page.')]),
    ...(end === null ? [] : [line(one.updated_at, end)]),
  ]
}

/** A fact that was told, with how the payment or refund stood then. */
export function eventEntry({ at, id, type, body }: FeedFact): Entry {
  const row = rowOf(type)
  const { object } = JSON.parse(body) as { object?: { status?: string } }
  const status = object?.status ?? null
  return {
    at,
    type: 'event_told',
    text: row?.text ?? 'It was told.',
    event: { id, type: row?.event ?? type, status },
  }
}

const facts: Readonly<Record<string, { readonly text: string; readonly event?: string }>> = {
  ...paymentFacts.table,
  ...refundFacts.table,
}
const rowOf = (type: string) => ownOf(facts, type)
