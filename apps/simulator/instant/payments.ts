import { bookMovement } from '../banks/movements.ts'
import { type BankGround, scheduleBank } from '../banks/ground.ts'
import { DAY_US, HOUR_US } from '../limits.ts'
import { type Behaviour, behaviourOf, instantRails, type SimInstantRail, timeoutReason } from './facts.ts'
import { isoNow, planMail, railMessageId } from './mail.ts'
import { returnText, statusText } from './texts.ts'

export type AskedPayment = {
  readonly rail: SimInstantRail
  readonly message_id: string
  readonly end_to_end_id: string
  readonly reference: string
  readonly amount: number
  readonly currency: string
  readonly account_number: string
}
/** A payment as the rail knows it. `lost`: it does not. */
export type PaymentRow = Omit<AskedPayment, 'account_number'> & {
  readonly world: string
  readonly account_number: string
  readonly status: string
  readonly reason: string | null
  readonly queries: number
  readonly at: number
  /** When it was given back; null while it was not. */
  readonly returned_at: number | null
}

/** What the gateway does on the line. */
export type OnTheLine =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'taken' | 'hold' | 'drop' | 'garbage' | 'not_found' | 'refused' }

const LOST = 'lost'

export const findPayment = (
  { store, one }: BankGround,
  rail: SimInstantRail,
  message_id: string,
): PaymentRow | undefined =>
  store.one<PaymentRow>(
    'select * from instant_payment where world = ? and rail = ? and message_id = ?',
    one.merchant_number,
    rail,
    message_id,
  )

/** The answer to a payment, or to a question about it, in its present state. */
const statusOf = (ground: BankGround, row: PaymentRow, ...words: readonly string[]): string =>
  statusText({
    message_id: railMessageId(ground, row.message_id, row.status, ...words),
    at: isoNow(ground),
    about: row.message_id,
    end_to_end_id: row.end_to_end_id,
    amount: row.amount,
    currency: row.currency,
    status: row.status,
    reason: row.reason,
  })

/** Takes a payment as the rail does: a message id that it knows is a duplicate, and moves nothing. Inside a turn. */
export function takePayment(ground: BankGround, asked: AskedPayment): OnTheLine {
  const behaviour = behaviourOf(asked.rail, asked.account_number)
  const known = findPayment(ground, asked.rail, asked.message_id)
  if (known !== undefined && known.status !== LOST)
    return { kind: 'message', text: statusOf(ground, known, 'again') }
  if (behaviour.kind === 'refused_by_gateway') return { kind: 'refused' }
  if (known === undefined && 'fate' in behaviour && behaviour.fate === 'lost') {
    insert(ground, asked, LOST, null)
    return { kind: behaviour.kind === 'dropped' ? 'drop' : 'hold' }
  }
  const isLater = hasEarlier(ground, asked)
  const [status, reason] = firstStatus(asked.rail, behaviour, isLater)
  if (known === undefined) insert(ground, asked, status, reason)
  else setStatus(ground, known, status, reason)
  const row = {
    ...asked,
    world: ground.one.merchant_number,
    status,
    reason,
    queries: 0,
    at: ground.at,
    returned_at: null,
  }
  if (isMoved(status)) move(ground, row, -1)
  planWhatFollows(ground, row, behaviour)
  // What was lost the first time is answered the second.
  return known === undefined
    ? onTheLine(ground, row, behaviour)
    : { kind: 'message', text: statusOf(ground, row) }
}

/** Whether its money went to the other bank. */
export const hasMoved = ({ status }: PaymentRow): boolean => isMoved(status)
const isMoved = (status: string): boolean => ['ACSC', 'ACCC', 'ACCP', 'ACWP', 'PDNG', 'BLCK'].includes(status)
const settledStatus = (rail: SimInstantRail): string => (rail === 'sepa_instant' ? 'ACCP' : 'ACSC')

function firstStatus(
  rail: SimInstantRail,
  behaviour: Behaviour,
  is_later_attempt: boolean,
): readonly [status: string, reason: string | null] {
  switch (behaviour.kind) {
    case 'reject':
      return ['RJCT', behaviour.reason]
    case 'later':
    case 'checked_first':
      return ['ACTC', null]
    case 'held':
      return [rail === 'sepa_instant' ? 'ACCP' : 'ACWP', null]
    case 'contradicted':
      return behaviour.is_accepted ? [settledStatus(rail), null] : ['RJCT', 'AC06']
    case 'timed_out':
      return is_later_attempt ? [settledStatus(rail), null] : ['RJCT', timeoutReason(rail)]
    default:
      return [settledStatus(rail), null]
  }
}

function onTheLine(ground: BankGround, row: PaymentRow, behaviour: Behaviour): OnTheLine {
  switch (behaviour.kind) {
    case 'later':
      return { kind: 'taken' }
    case 'silent':
      return { kind: 'hold' }
    case 'dropped':
      return { kind: 'drop' }
    case 'garbage':
      return { kind: 'garbage' }
    case 'false_time_out':
      return {
        kind: 'message',
        text: statusOf(ground, { ...row, status: 'RJCT', reason: timeoutReason(row.rail) }, 'lie'),
      }
    default:
      return { kind: 'message', text: statusOf(ground, row) }
  }
}

function planWhatFollows(ground: BankGround, row: PaymentRow, behaviour: Behaviour): void {
  const { rail, message_id } = row
  const plan = (after_us: number, status: string, reason: string | null = null): void =>
    scheduleBank(ground, ground.at + after_us, 'bank_instant_status', { rail, message_id, status, reason })
  switch (behaviour.kind) {
    case 'later':
    case 'checked_first':
      return plan(behaviour.after_us, settledStatus(rail))
    case 'held':
      if (behaviour.end === null || rail === 'sepa_instant') return undefined
      return plan(behaviour.after_us, behaviour.end.status, behaviour.end.reason)
    case 'twice':
      return tell(ground, row, ground.at, 'twice')
    case 'contradicted':
      return tell(
        ground,
        behaviour.is_accepted
          ? { ...row, status: 'RJCT', reason: 'AC06' }
          : { ...row, status: settledStatus(rail), reason: null },
        ground.at + HOUR_US,
        'contradiction',
      )
    case 'comes_back':
      return scheduleBank(ground, ground.at + DAY_US, 'bank_instant_return', { rail, message_id })
    default:
      return undefined
  }
}

/** Tells of a payment by callback. */
const tell = (ground: BankGround, row: PaymentRow, at: number, word: string): void =>
  planMail(ground, at, {
    rail: row.rail,
    message_id: railMessageId(ground, row.message_id, row.status, word),
    text: statusOf(ground, row, word),
  })

function insert(ground: BankGround, asked: AskedPayment, status: string, reason: string | null): void {
  const { store, one, at } = ground
  store.insert('instant_payment', { world: one.merchant_number, ...asked, status, reason, queries: 0, at })
}

function setStatus({ store, one }: BankGround, row: PaymentRow, status: string, reason: string | null): void {
  store.run(
    'update instant_payment set status = ?, reason = ? where world = ? and rail = ? and message_id = ?',
    status,
    reason,
    one.merchant_number,
    row.rail,
    row.message_id,
  )
}

const hasEarlier = ({ store, one }: BankGround, { rail, end_to_end_id, message_id }: AskedPayment): boolean =>
  store.one(
    'select message_id from instant_payment where world = ? and rail = ? and end_to_end_id = ? and message_id <> ?',
    one.merchant_number,
    rail,
    end_to_end_id,
    message_id,
  ) !== undefined

function move(ground: BankGround, row: PaymentRow, sign: -1 | 1): void {
  const { rail, amount, end_to_end_id, reference } = row
  bookMovement(ground, {
    currency: instantRails[rail],
    amount: sign * amount,
    code: 'instant',
    text: `${sign < 0 ? 'INSTANT PAYMENT' : 'INSTANT RETURN'} ${end_to_end_id}`,
    refs: { end_to_end_id, transaction_id: reference },
  })
}

/** What was open ends; told by callback. Undefined: there is nothing to end. Inside a turn. */
export function endPayment(
  ground: BankGround,
  rail: SimInstantRail,
  message_id: string,
  end: { readonly status: string; readonly reason: string | null },
): PaymentRow | undefined {
  const row = findPayment(ground, rail, message_id)
  if (row === undefined) return undefined
  setStatus(ground, row, end.status, end.reason)
  const after = { ...row, ...end }
  if (!isMoved(row.status) && isMoved(end.status)) move(ground, row, -1)
  if (isMoved(row.status) && !isMoved(end.status)) move(ground, row, 1)
  tell(ground, after, ground.at, 'end')
  return after
}

export type Return = {
  readonly reason: string
  /** `repeated`: the message comes twice. `told_anew`: once more, under another message id. */
  readonly told: 'once' | 'repeated' | 'told_anew'
}

/** A payment comes back: the money, once, and the word of it. Undefined: there is nothing to give back. Inside a turn. */
export function returnPayment(
  ground: BankGround,
  rail: SimInstantRail,
  message_id: string,
  { reason, told }: Return,
): PaymentRow | undefined {
  const row = findPayment(ground, rail, message_id)
  if (row === undefined || row.returned_at !== null) return undefined
  const { store, one, at } = ground
  store.run(
    'update instant_payment set returned_at = ? where world = ? and rail = ? and message_id = ?',
    at,
    one.merchant_number,
    rail,
    message_id,
  )
  move(ground, row, 1)
  const words = told === 'once' ? ['return'] : ['return', told === 'repeated' ? 'return' : 'return again']
  for (const word of words) tellReturn(ground, row, reason, word)
  return row
}

function tellReturn(ground: BankGround, row: PaymentRow, reason: string, word: string): void {
  const { rail, message_id: about, end_to_end_id, amount, currency } = row
  const message_id = railMessageId(ground, about, word)
  const text = returnText({ message_id, at: isoNow(ground), about, end_to_end_id, amount, currency, reason })
  planMail(ground, ground.at, { rail, message_id, text })
}

/** What became of a payment. Some are asked about in vain at first. Inside a turn. */
export function answerQuery(ground: BankGround, rail: SimInstantRail, about: string): OnTheLine {
  const { store, one } = ground
  const row = findPayment(ground, rail, about)
  if (row === undefined || row.status === LOST) return { kind: 'not_found' }
  store.run(
    'update instant_payment set queries = queries + 1 where world = ? and rail = ? and message_id = ?',
    one.merchant_number,
    rail,
    about,
  )
  const behaviour = behaviourOf(rail, row.account_number)
  if (behaviour.kind === 'silent' && row.queries < behaviour.silent_queries) return { kind: 'hold' }
  return { kind: 'message', text: statusOf(ground, row, 'query', String(row.queries)) }
}
