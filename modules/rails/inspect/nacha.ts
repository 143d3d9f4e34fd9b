import { readAchReturnCode, readAchChangeCode } from '../codes/ach.ts'
import { notificationOf, returnOf } from '../nacha/answers.ts'
import type { AchEvent } from '../nacha/events.ts'
import type { AchBatchHeader, AchEntry, AchFileHeader } from '../nacha/model.ts'
import { createAchReader } from '../nacha/reader.ts'
import { amountText } from '../files/amount_text.ts'
import { sums, tally } from './amounts.ts'
import { counted, type Describer, sentences, type TellFault } from './inspection.ts'

/** A Nacha file in words: who sends it to whom, what each batch moves, what came back and why. */
export function describeNacha(tell: TellFault): Describer {
  const state = openState()
  const reader = createAchReader((event) => take(state, event, tell))
  return {
    push: (chunk) => reader.push(chunk),
    end() {
      reader.end()
      const { files, entries, batches } = state
      const title = `A Nacha (ACH) file: ${counted(batches, 'batch', 'batches')}, ${counted(entries, 'entry', 'entries')}`
      const many = files > 1 ? [`${files} files stand in it, one after the other.`] : []
      return { title, says: [...many, ...state.said.all(), ...answersOf(state)] }
    },
  }
}

type State = ReturnType<typeof openState>
const openState = () => ({
  said: sentences('batches'),
  files: 0,
  batches: 0,
  entries: 0,
  batch: openBatch(),
  returns: tally(),
  changes: tally(),
})
const openBatch = () => ({ entries: 0, debits: sums(), credits: sums(), prenotes: 0 })

function take(state: State, event: AchEvent, tell: TellFault): void {
  if (event.kind === 'fault') tell(event.fault)
  else if (event.kind === 'file_header') {
    state.files++
    state.said.add(headerText(event.header))
  } else if (event.kind === 'batch_header') {
    state.batches++
    state.batch = openBatch()
    state.said.add(batchText(event.header))
  } else if (event.kind === 'entry') takeEntry(state, event.entry)
  else if (event.kind === 'batch_control') state.said.add(`  ${totalsText(state.batch)}`)
}

function takeEntry(state: State, entry: AchEntry): void {
  state.entries++
  state.batch.entries++
  if (entry.is_prenote) state.batch.prenotes++
  const side = entry.direction === 'debit' ? state.batch.debits : state.batch.credits
  side.add(entry.amount, 'USD')
  const returned = returnOf(entry)
  if (returned !== undefined) {
    const { code, name } = readAchReturnCode(returned.reason_code)
    state.returns.add(`${code} (${name})`)
  }
  const notified = notificationOf(entry)
  if (notified !== undefined) {
    const { code, name } = readAchChangeCode(notified.change_code)
    state.changes.add(`${code} (${name})`)
  }
}

const headerText = (header: AchFileHeader): string => {
  const from = header.immediate_origin_name.trim() || header.immediate_origin.trim()
  const to = header.immediate_destination_name.trim() || header.immediate_destination.trim()
  return `Sent by ${from} to ${to}, made on ${header.file_creation_date}.`
}

function batchText(header: AchBatchHeader): string {
  const who = header.kind === 'company' ? header.company_name.trim() : 'an international originator'
  const what = header.company_entry_description.trim()
  return `Batch ${Number(header.batch_number)}: ${header.sec_code} of ${who}, “${what}”, to take effect on ${header.effective_entry_date.trim() || 'the next day'}.`
}

function totalsText({ entries, debits, credits, prenotes }: ReturnType<typeof openBatch>): string {
  const parts = [
    ...(debits.count() > 0 ? [`${counted(debits.count(), 'debit')} of ${debits.text()} in all`] : []),
    ...(credits.count() > 0 ? [`${counted(credits.count(), 'credit')} of ${credits.text()} in all`] : []),
    ...(prenotes > 0 ? [`${counted(prenotes, 'prenote')} that move nothing`] : []),
  ]
  return entries === 0 ? `No entries: ${amountText(0n, 'USD')}.` : `${parts.join(', ')}.`
}

const answersOf = ({ returns, changes }: State): string[] => [
  ...(returns.size() > 0 ? [`Returned: ${returns.text()}.`] : []),
  ...(changes.size() > 0 ? [`Changes that receivers' banks ask for: ${changes.text()}.`] : []),
]
