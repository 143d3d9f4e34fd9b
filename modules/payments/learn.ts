import type { Instant } from '../../kernel/world.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { TransferOrder } from '../ledger/index.ts'
import { type CardOutcome, captureBefore, readDecline } from '../rails/index.ts'
import { movementsOf, transferId } from './movements.ts'
import { isSound } from './sound.ts'
import type { Operation, OutcomeResult, OutcomeVia, PaymentView, Standing } from './payment.ts'
import { type PaymentEvent, paymentMachine } from './payment.machine.ts'
import { UNKNOWN_SCHEME } from './render_payment.ts'
import { paymentStep } from './steps.ts'
import type { Learned } from './finish_item.ts'

/** What came of an operation: an outcome of the rail, or that the counterpart took back what it had approved. */
export type News = CardOutcome | { readonly kind: 'reversed'; readonly acquirer_reference: string }

/** What a piece of news makes of a payment. */
export type Lesson = {
  /** What happened to the payment; null when it stays as it is. */
  readonly event: PaymentEvent | null
  readonly step: number | null
  readonly after: Standing
  readonly learned: Learned
  readonly transfers: readonly TransferOrder[]
  /** Whether anybody has to be told. */
  readonly isNews: boolean
  /** Money may stand otherwise than the books say: it fits nowhere, and a person has to look. */
  readonly isUnplaced: boolean
}

export type Told = {
  readonly tenant_id: TenantId
  readonly operation: Operation
  readonly news: News
  readonly via: OutcomeVia
  readonly at: Instant
  readonly outcome_id: string
  readonly message_id?: string
  /** What was believed of this operation before; null when nothing was. */
  readonly known: OutcomeResult | null
}

/**
 * What news about an operation makes of its payment: state, amounts and ledger. Pure, so that every interleaving can be
 * tried. An approval that does not repeat what was asked is not believed: the outcome is then unknown, and is inquired.
 * News that fits nowhere is noted and changes nothing.
 */
export function learn(view: PaymentView, told: Told): Lesson {
  const news = believed(view, told)
  const { event, after: amounts } = admitted(view, told, news)
  const isOpen = news.kind === 'pending' || news.kind === 'unknown'
  // A reversal of what nobody knows yet ends no waiting: an inquiry says what is left of it.
  const isWaitedFor = isOurs(view, told) && news.kind !== 'reversed'
  const isApplied = event !== null || isWaitedFor
  const { step, state } =
    event === null ? { step: null, state: view.standing.state } : paymentStep(view.standing.state, event)
  const after: Standing = {
    ...view.standing,
    ...amounts,
    state,
    version: view.standing.version + 1,
    open_operation: isWaitedFor && !isOpen ? null : view.standing.open_operation,
    updated_at: told.at,
  }
  return {
    event,
    step,
    after,
    learned: learnedOf(view, told, news, isApplied),
    transfers: event === null ? [] : movementsOf(told.tenant_id, view, told, event, after),
    isNews: isApplied && (!isOpen || told.operation.kind === 'authorize'),
    isUnplaced: !isApplied && isContrary(news, told.known),
  }
}

const isOurs = ({ standing }: PaymentView, { operation }: Pick<Told, 'operation'>): boolean =>
  standing.open_operation === operation.id

/** What happens, and the amounts as they then are: only what the state, the operation and the sums allow. */
function admitted(
  view: PaymentView,
  told: Told,
  news: News,
): { event: PaymentEvent | null; after: Partial<Standing> } {
  const nothing = { event: null, after: {} }
  const event = eventOf(view, told, news)
  if (event === null || !Object.hasOwn(paymentMachine.table[view.standing.state], event)) return nothing
  if (!isMeant(view, told, news)) return nothing
  const after = amountsAfter(view, told, news, event)
  return isSound({ ...view.standing, ...after }) ? { event, after } : nothing
}

/**
 * Whether this news may change anything. An operation is approved once, and taken back only after that; a refusal counts
 * only while it is waited for. An attempt that another one followed decides nothing any more.
 */
function isMeant(view: PaymentView, told: Told, { kind }: News): boolean {
  const { operation, known } = told
  if (kind === 'reversed') return known === 'approved'
  if (kind !== 'approved') return isOurs(view, told)
  if (operation.kind === 'authorize' && view.standing.attempt !== operation.id) return false
  return isOurs(view, told) || known !== 'approved'
}

/** Of news that changed nothing: whether it says something else than what was believed. */
const isContrary = ({ kind }: News, known: OutcomeResult | null): boolean =>
  kind === 'approved'
    ? known !== 'approved'
    : kind === 'reversed'
      ? known === 'approved'
      : kind !== 'pending' && kind !== 'unknown' && known === 'approved'

/** An answer is compared with what was asked before it is believed. */
function believed(view: PaymentView, { operation, news }: Told): News {
  if (news.kind !== 'approved') return news
  const { amount, operation_reference } = news.echo
  const doubt =
    operation_reference !== null && operation_reference !== operation.id.slice(4)
      ? 'it names another operation'
      : amount === null
        ? undefined
        : amount.currency !== view.order.currency
          ? 'it names another currency'
          : amountDoubt(view, operation, Number(amount.minor))
  return doubt === undefined ? news : { kind: 'unknown', why: `the answer is not believed: ${doubt}` }
}

function amountDoubt(view: PaymentView, operation: Operation, approved: number): string | undefined {
  if (approved === operation.amount) return undefined
  const isPartial = operation.kind === 'authorize' && view.order.asked.allows_partial
  if (isPartial && approved > 0 && approved < operation.amount) return undefined
  return `it approves ${approved} of ${operation.amount}`
}

const approvedAmount = (operation: Operation, news: News): number =>
  news.kind === 'approved' && news.echo.amount !== null ? Number(news.echo.amount.minor) : operation.amount

/** What happens to the payment; null when it stays as it is. */
function eventOf({ order, standing }: PaymentView, { operation, at }: Told, news: News): PaymentEvent | null {
  if (news.kind === 'pending' || news.kind === 'unknown') return null
  if (news.kind === 'reversed') return reversalOf(operation, standing)
  if (news.kind !== 'approved') {
    if (operation.kind === 'authorize') return 'decline'
    // What the acquirer does not give back any more, because its time is over, has lapsed.
    const isOver = standing.capture_before !== null && at >= standing.capture_before
    return operation.kind === 'void' && news.kind === 'rejected' && isOver ? 'lapse' : null
  }
  switch (operation.kind) {
    case 'authorize':
      return order.is_manual ? 'authorize' : 'capture'
    case 'capture':
      return operation.is_final || standing.captured + operation.amount >= standing.authorized
        ? 'capture'
        : 'capture_part'
    case 'increment':
      return operation.amount > standing.authorized ? 'increment' : null
    case 'void': {
      const isAll = operation.amount >= standing.authorized - standing.captured
      if (!isAll) return 'release_part'
      return standing.captured > 0 ? 'release' : 'void'
    }
    default:
      return operation.kind satisfies never
  }
}

/** What was taken back: a sale, one of several captures, or what is still held. */
function reversalOf({ kind, amount }: Operation, { state, captured, hold }: Standing): PaymentEvent | null {
  if (kind === 'authorize') return state === 'partially_captured' ? 'release' : 'reverse'
  if (kind !== 'capture') return null
  return hold === null && amount >= captured ? 'reverse' : 'reverse_part'
}

function amountsAfter(
  view: PaymentView,
  { operation, at }: Told,
  news: News,
  event: PaymentEvent,
): Partial<Standing> {
  const { standing } = view
  const amount = approvedAmount(operation, news)
  if (operation.kind === 'authorize' && news.kind === 'approved') {
    const isHeld = event === 'authorize'
    return {
      authorized: amount,
      captured: isHeld ? 0 : amount,
      hold: isHeld ? transferId(operation.id) : null,
      capture_before: isHeld ? lastsUntil(view, at) : null,
    }
  }
  const let_go = { hold: null, capture_before: null }
  switch (event) {
    case 'capture_part':
      return { captured: standing.captured + amount }
    case 'capture':
      return { captured: standing.captured + amount, ...let_go }
    case 'increment':
      return { authorized: amount, hold: transferId(operation.id), capture_before: lastsUntil(view, at) }
    case 'release_part':
      return { authorized: standing.authorized - amount, hold: transferId(operation.id) }
    case 'reverse_part':
      return { authorized: standing.authorized - amount, captured: standing.captured - amount }
    case 'void':
    case 'release':
    case 'lapse':
    case 'reverse':
      return let_go
    default:
      return {}
  }
}

const lastsUntil = ({ order, card }: PaymentView, at: Instant): Instant =>
  captureBefore({
    scheme: card?.scheme ?? UNKNOWN_SCHEME,
    initiated_by: order.asked.initiated_by,
    is_estimate: order.asked.is_estimate,
    channel: order.asked.channel,
    at,
  })

function learnedOf(view: PaymentView, told: Told, news: News, isApplied: boolean): Learned {
  return {
    ...noted(told.operation.id, told.outcome_id, news, told.via, isApplied),
    amount: news.kind === 'approved' ? approvedAmount(told.operation, news) : null,
    decline_code: declineCode(view, news, told.at),
    message_id: told.message_id ?? null,
    ...(news.kind === 'reversed' ? knownBefore(view, told.operation) : {}),
  }
}

/** A reversal takes the money back, not what the issuer said when it approved. */
function knownBefore({ attempt }: PaymentView, { id }: Operation): Partial<Learned> {
  if (attempt === null || attempt.id !== id) return {}
  const { auth_code, network_transaction_id, transaction_link_id, cvc_check, address_check } = attempt
  return { auth_code, network_transaction_id, transaction_link_id, cvc_check, address_check }
}

/** News as it is written down. */
export function noted(
  operation: string,
  id: string,
  news: News,
  via: OutcomeVia,
  is_applied: boolean,
): Learned {
  const approved = news.kind === 'approved' ? news : undefined
  const declined = news.kind === 'declined' ? news : undefined
  return {
    operation,
    id,
    result: news.kind satisfies OutcomeResult,
    via,
    amount: null,
    acquirer_reference: 'acquirer_reference' in news ? news.acquirer_reference : null,
    auth_code: approved?.auth_code ?? null,
    network_code: declined?.network_code ?? null,
    advice_code: declined?.advice_code ?? null,
    decline_code: null,
    network_transaction_id: approved?.network_transaction_id ?? null,
    transaction_link_id: approved?.transaction_link_id ?? null,
    cvc_check: approved?.cvc_check ?? null,
    address_check: approved?.address_check ?? null,
    detail: detailOf(news)?.slice(0, 500) ?? null,
    message_id: null,
    is_applied,
  }
}

function declineCode(view: PaymentView, news: News, at: Instant): string | null {
  if (news.kind === 'rejected') return 'acquirer_rejected'
  if (news.kind === 'not_sent' || news.kind === 'not_found') return 'acquirer_unavailable'
  if (news.kind !== 'declined') return null
  const { network_code, advice_code } = news
  return readDecline({ scheme: view.card?.scheme ?? UNKNOWN_SCHEME, network_code, advice_code, at }).code
}

function detailOf(news: News): string | undefined {
  if (news.kind === 'rejected') return `${news.code}: ${news.text}`
  if (news.kind === 'unknown' || news.kind === 'not_sent') return news.why
  return undefined
}
