import type { Day } from '../../../../kernel/world.ts'
import { larkfield } from '../facts.ts'
import { type AnswerRow, type Item, itemOf } from './answers.ts'
import type { AchAddenda, AchBatchHeader, AchEntryDraft, AchWriter, Nacha } from './codec.ts'
import { correctedText, withCheckDigit } from './corrected.ts'

export type AnswerFile = {
  readonly created_on: Day
  /** `HHMM`. */
  readonly created_time: string
  readonly modifier: string
  readonly rows: readonly AnswerRow[]
}
type Answering = {
  readonly row: AnswerRow
  readonly item: Item
  readonly rdfi: string
  readonly trace_number: string
}

/** The trace number of an answer: the receiving bank's eight digits, and a number that no other answer of the world has. */
export const answerTrace = (nacha: Nacha, row: AnswerRow): string =>
  nacha.traceNumber(itemOf(row).entry.routing_number.slice(0, 8), row.id)

/**
 * Writes a file of returns, contested dishonours and notifications, as a bank forwards them to its customer: a batch for each
 * of the customer's batches, receiving bank and kind. What was sent is copied; the receiving bank is the originator now.
 */
export function writeAnswerFile(nacha: Nacha, file: AnswerFile): string {
  const answering = file.rows.map((row): Answering => {
    const item = itemOf(row)
    return { row, item, rdfi: item.entry.routing_number.slice(0, 8), trace_number: answerTrace(nacha, row) }
  })
  const writer = nacha.createAchWriter()
  const groups = Map.groupBy(answering, ({ item, rdfi, row }) =>
    [JSON.stringify(item.header), rdfi, row.kind].join(' '),
  )
  let text = must(
    writer.header({
      immediate_destination: answering[0]?.item.origin ?? '',
      immediate_origin: larkfield.routing_number,
      file_creation_date: file.created_on,
      file_creation_time: file.created_time,
      file_id_modifier: file.modifier,
      immediate_origin_name: larkfield.name,
    }),
  )
  let batch_number = 0
  for (const group of groups.values()) text += batchText(writer, group, ++batch_number, file.created_on)
  return text + must(writer.end())
}

function batchText(writer: AchWriter, group: readonly Answering[], batch_number: number, on: Day): string {
  const [first] = group
  if (first === undefined) return ''
  let text = must(writer.batch(headerOf(first, batch_number, on)))
  for (const one of group) text += must(writer.entry(entryOf(one)))
  return text + must(writer.endBatch())
}

const headerOf = ({ row, item, rdfi }: Answering, batch_number: number, on: Day): AchBatchHeader => ({
  ...item.header,
  service_class_code: '200',
  sec_code: row.kind === 'notification' ? 'COR' : item.header.sec_code,
  effective_entry_date: on,
  settlement_date: dayOfYear(on),
  odfi_identification: rdfi,
  batch_number,
})

function entryOf(answering: Answering): AchEntryDraft {
  const { row, item, trace_number } = answering
  const { entry } = item
  const { addenda_count: _counted, ...details } = entry.details
  return {
    ...entry,
    details,
    transaction_code: returnCode(entry.transaction_code),
    routing_number: withCheckDigit(item.header.odfi_identification),
    amount: row.kind === 'notification' ? 0n : entry.amount,
    trace_number,
    addenda: [addendaOf(answering)],
  }
}

/** 22, 23 and 24 come back as 21, 27 to 29 as 26; a loan's 55 as 56. */
function returnCode(transaction_code: string): string {
  const [type = '', what = ''] = transaction_code
  if (type === '5') return Number(what) >= 5 ? '56' : '51'
  return `${type}${Number(what) >= 6 ? '6' : '1'}`
}

function addendaOf({ row, item, trace_number }: Answering): AchAddenda {
  const { entry } = item
  if (row.kind === 'contested') return contestedAddenda(row, item, trace_number)
  const original = {
    original_trace_number: entry.trace_number,
    original_rdfi_identification: entry.routing_number.slice(0, 8),
    trace_number,
  }
  if (row.kind === 'notification')
    return {
      kind: 'notification',
      change_code: row.code,
      corrected: correctedText(row.code, entry),
      ...original,
    }
  return {
    kind: 'return',
    reason_code: row.code,
    date_of_death: row.code === 'R14' || row.code === 'R15' ? item.settles_on : '',
    // A bank that finds an entry questionable says so.
    addenda_information: row.code === 'R17' ? 'QUESTIONABLE' : '',
    ...original,
  }
}

function contestedAddenda(
  row: AnswerRow,
  { entry, contested, settles_on }: Item,
  trace_number: string,
): AchAddenda {
  const dishonor = entry.addenda.at(-1)
  if (dishonor?.kind !== 'dishonored_return' || contested === undefined)
    throw new Error('what is contested is a dishonour')
  return {
    kind: 'contested_return',
    reason_code: row.code,
    original_trace_number: dishonor.original_trace_number,
    date_original_entry_returned: contested.returned_on,
    original_rdfi_identification: dishonor.original_rdfi_identification,
    original_settlement_date: dayOfYear(contested.original_settled_on),
    return_trace_number: dishonor.return_trace_number,
    return_settlement_date: dayOfYear(contested.return_settled_on),
    return_reason_code: dishonor.return_reason_code,
    dishonored_return_trace_number: entry.trace_number,
    dishonored_return_settlement_date: dayOfYear(settles_on),
    dishonored_return_reason_code: dishonor.reason_code.slice(1),
    trace_number,
  }
}

/** 001 to 366. */
const dayOfYear = (day: string): string => String(Temporal.PlainDate.from(day).dayOfYear).padStart(3, '0')

type Written = ReturnType<AchWriter['end']>
function must(written: Written): string {
  if (written.ok) return written.value
  throw new Error(written.error.map(({ field, detail }) => `${field}: ${detail}`).join('; '))
}
