import { type BankGround, isScheduled, scheduleBank } from '../ground.ts'
import type { AchBatchHeader, AchEntry } from './codec.ts'
import type { Answer } from './outcomes.ts'

/** What an answer is about, kept until it is sent. */
export type Item = {
  readonly header: AchBatchHeader
  readonly entry: AchEntry
  /** The customer, as it calls itself in its files. */
  readonly origin: string
  /** When the entry settled, or the dishonour that is contested. */
  readonly settles_on: string
  /** Of a contested dishonour only. */
  readonly contested?: Contested
}
export type Contested = {
  readonly returned_on: string
  readonly return_settled_on: string
  readonly original_settled_on: string
}
export type AnswerRow = {
  readonly world: string
  readonly id: number
  readonly comes_at: number
  readonly kind: 'return' | 'notification' | 'contested'
  readonly code: string
  readonly is_in_time: number
  readonly is_copy: number
  /** JSON of an `Item`. */
  readonly item: string
  readonly trace_number: string | null
  /** The banking day of the file that it stood in; null while it waits. */
  readonly sent_on: string | null
}
type Planned = Omit<Answer, 'kind'> & { readonly kind: AnswerRow['kind'] }

/** Writes down what will come back, and puts its file on the calendar. */
export function planAnswer(ground: BankGround, answer: Planned, item: Item): void {
  const { store, one } = ground
  const last = store.one<{ id: number | null }>(
    'select max(id) as id from bank_ach_answer where world = ?',
    one.merchant_number,
  )
  store.insert('bank_ach_answer', {
    world: one.merchant_number,
    id: (last?.id ?? 0) + 1,
    comes_at: answer.comes_at,
    kind: answer.kind,
    code: answer.code,
    is_in_time: Number(answer.is_in_time),
    is_copy: Number(answer.is_copy),
    item: itemText(item),
    trace_number: null,
    sent_on: null,
  } satisfies AnswerRow)
  if (!isScheduled(ground, answer.comes_at, 'bank_ach_answers'))
    scheduleBank(ground, answer.comes_at, 'bank_ach_answers')
}

/** An amount is a `bigint`, which JSON does not know. */
const itemText = ({ entry, ...rest }: Item): string =>
  JSON.stringify({ ...rest, entry: { ...entry, amount: String(entry.amount) } })

export function itemOf({ item }: Pick<AnswerRow, 'item'>): Item {
  const read = JSON.parse(item) as Omit<Item, 'entry'> & {
    entry: Omit<AchEntry, 'amount'> & { amount: string }
  }
  return { ...read, entry: { ...read.entry, amount: BigInt(read.entry.amount) } }
}

export const waitingAnswers = ({ store, one, at }: BankGround): AnswerRow[] =>
  store.all<AnswerRow>(
    'select * from bank_ach_answer where world = ? and sent_on is null and comes_at <= ? order by id',
    one.merchant_number,
    at,
  )

export const answerByTrace = ({ store, one }: BankGround, trace_number: string): AnswerRow | undefined =>
  store.one<AnswerRow>(
    `select * from bank_ach_answer where world = ? and trace_number = ? and kind = 'return'`,
    one.merchant_number,
    trace_number,
  )

export const noteSent = ({ store, one }: BankGround, id: number, trace_number: string, day: string): void =>
  store.run(
    'update bank_ach_answer set trace_number = ?, sent_on = ? where world = ? and id = ?',
    trace_number,
    day,
    one.merchant_number,
    id,
  )
