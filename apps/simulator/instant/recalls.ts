import { localDay } from '../banks/days.ts'
import { type BankGround, scheduleBank } from '../banks/ground.ts'
import { recallOutcome } from '../banks/sepa/outcomes.ts'
import { recallTwistOf, type SimInstantRail } from './facts.ts'
import { isoNow, planMail, railMessageId } from './mail.ts'
import { findPayment, hasMoved, type OnTheLine, type PaymentRow } from './payments.ts'
import { recallAnswerText } from './texts.ts'

export type AskedRecall = {
  readonly rail: SimInstantRail
  readonly message_id: string
  /** The message of the payment. */
  readonly about: string
  readonly end_to_end_id: string
  readonly amount: number
  readonly currency: string
}
/** `lost`: the gateway never got it. The others are those of camt.029. */
type RecallStatus = 'lost' | 'PDCR' | 'ACCR' | 'RJCR'
type RecallRow = AskedRecall & { readonly status: RecallStatus; readonly code: string | null }

const find = ({ store, one }: BankGround, message_id: string): RecallRow | undefined =>
  store.one<RecallRow>(
    'select * from instant_recall where world = ? and message_id = ?',
    one.merchant_number,
    message_id,
  )

function setStatus({ store, one }: BankGround, row: RecallRow): void {
  store.run(
    'update instant_recall set status = ?, code = ? where world = ? and message_id = ?',
    row.status,
    row.code,
    one.merchant_number,
    row.message_id,
  )
}

const answerOf = (ground: BankGround, row: RecallRow, ...words: readonly string[]): string =>
  recallAnswerText({
    message_id: railMessageId(ground, row.message_id, row.status, ...words),
    at: isoNow(ground),
    about: row.about,
    end_to_end_id: row.end_to_end_id,
    amount: row.amount,
    currency: row.currency,
    status: row.status,
    reason: row.code,
  })

/**
 * Takes a request to get a payment back to the other bank, which decides in its own time. The same one again is one, and is
 * answered with what is known. Inside a turn.
 */
export function takeRecall(ground: BankGround, asked: AskedRecall): OnTheLine {
  const { store, one } = ground
  const known = find(ground, asked.message_id)
  if (known !== undefined && known.status !== 'lost')
    return { kind: 'message', text: answerOf(ground, known, 'again') }
  const payment = findPayment(ground, asked.rail, asked.about)
  const twist = payment && recallTwistOf(payment.account_number)
  if (twist === 'not_passed_on') return { kind: 'refused' }
  const isLost = twist === 'lost' && known === undefined
  const row: RecallRow = { ...asked, status: isLost ? 'lost' : 'PDCR', code: null }
  if (known === undefined) store.insert('instant_recall', { world: one.merchant_number, ...row })
  else setStatus(ground, row)
  if (isLost) return { kind: 'drop' }
  planAnswer(ground, row, payment)
  return twist === 'cut' ? { kind: 'drop' } : { kind: 'taken' }
}

/** What the other bank says, and when the money comes: as for a recall in a file, and with the twists of the table. */
function planAnswer(ground: BankGround, row: RecallRow, payment: PaymentRow | undefined): void {
  const { rail, message_id, about } = row
  const outcome = recallOutcome(payment?.account_number ?? '', localDay(ground.at, 'EUR'))
  if (outcome.kind === 'silent') return
  const say = (at: number, status: 'ACCR' | 'RJCR', code: string | null = null): void =>
    scheduleBank(ground, at, 'bank_instant_recall', { rail, message_id, status, code })
  if (payment === undefined || !hasMoved(payment)) return say(outcome.answers_at, 'RJCR', 'NOOR')
  if (payment.returned_at !== null) return say(outcome.answers_at, 'RJCR', 'ARDT')
  if (outcome.kind === 'refuses') return say(outcome.answers_at, 'RJCR', outcome.code)
  const twist = recallTwistOf(payment.account_number)
  const isMoneyFirst = twist === 'money_first'
  const pays_at = isMoneyFirst ? outcome.answers_at : outcome.pays_at
  const answers_at = isMoneyFirst ? outcome.pays_at : outcome.answers_at
  say(answers_at, twist === 'after_all' ? 'RJCR' : 'ACCR', twist === 'after_all' ? 'CUST' : null)
  const told = twist === 'repeated' || twist === 'told_anew' ? twist : 'once'
  scheduleBank(ground, pays_at, 'bank_instant_return', { rail, message_id: about, reason: 'FOCR', told })
}

/** The other bank answers. Undefined: there is no such recall. Inside a turn. */
export function answerRecall(
  ground: BankGround,
  message_id: string,
  said: { readonly status: 'ACCR' | 'RJCR'; readonly code: string | null },
): RecallRow | undefined {
  const row = find(ground, message_id)
  if (row === undefined) return undefined
  const after = { ...row, ...said }
  setStatus(ground, after)
  const payment = findPayment(ground, row.rail, row.about)
  const isTwice = payment !== undefined && recallTwistOf(payment.account_number) === 'repeated'
  const mail = {
    rail: row.rail,
    message_id: railMessageId(ground, message_id, said.status),
    text: answerOf(ground, after),
  }
  for (let times = 0; times < (isTwice ? 2 : 1); times++) planMail(ground, ground.at, mail)
  return after
}

/** What became of a recall. Inside a turn. */
export function answerRecallQuery(ground: BankGround, about: string): OnTheLine {
  const row = find(ground, about)
  return row === undefined || row.status === 'lost'
    ? { kind: 'not_found' }
    : { kind: 'message', text: answerOf(ground, row, 'query', isoNow(ground)) }
}
