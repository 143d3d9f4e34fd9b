// Goal: what another reader found in the same statements is what Florin finds.
// Method: the samples of genkgo/camt come with what that library reads from them; amounts, balances and references are
// compared one by one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { corpus, corpusAbsent, type CorpusFile } from '../../files/testing.ts'
import { readMessages, type ReadMessage } from './read.ts'
import type { Amount } from './shape/numbers.ts'
import type { Entry } from './parts/entry.ts'
import type { Balance } from './parts/balance.ts'

const FOLDER = 'iso20022/genkgo-camt/samples'
type Json = { readonly [name: string]: unknown }
const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const at = (from: unknown, ...path: readonly string[]): unknown =>
  path.reduce((found, name) => (isJson(found) ? found[name] : undefined), from)
const listAt = (from: unknown, ...path: readonly string[]): readonly unknown[] => {
  const found = at(from, ...path)
  return Array.isArray(found) ? (found as unknown[]) : []
}

type Records = readonly {
  readonly id: string
  readonly entries: readonly Entry[]
  readonly balances?: readonly Balance[]
}[]
function recordsOf(message: ReadMessage | undefined): Records {
  if (message?.kind === 'camt.052') return message.noun?.reports ?? []
  if (message?.kind === 'camt.053') return message.noun?.statements ?? []
  if (message?.kind === 'camt.054') return message.noun?.notifications ?? []
  return []
}
const signed = ({ minor }: Amount, side: string): string => String(side === 'DBIT' ? -minor : minor)
const dayOf = (value: unknown): string | undefined => {
  const text = at(value, '0')
  return typeof text === 'string' ? text.slice(0, 10) : undefined
}

function compareEntry(entry: Entry, expected: unknown): void {
  // Amounts finer than a cent are cut by that library.
  if (entry.amount.finer === undefined)
    assert.equal(signed(entry.amount, entry.credit_debit), at(expected, 'getAmount', 'getAmount'))
  assert.equal(entry.amount.currency, at(expected, 'getAmount', 'getCurrency', 'getCode'))
  assert.equal(entry.credit_debit, at(expected, 'getCreditDebitIndicator'))
  if (typeof at(expected, 'getStatus') === 'string') assert.equal(entry.status, at(expected, 'getStatus'))
  if (dayOf(at(expected, 'getBookingDate')) !== undefined)
    assert.equal(entry.booking_date?.slice(0, 10), dayOf(at(expected, 'getBookingDate')))
  assert.equal(entry.reference ?? null, at(expected, 'getReference') ?? null)
  assert.equal(entry.account_servicer_reference ?? null, at(expected, 'getAccountServicerReference') ?? null)
  const details = entry.details?.flatMap(({ transactions = [] }) => transactions) ?? []
  listAt(expected, 'getTransactionDetails').forEach((one, index) => {
    const reference = at(one, 'getReference')
    if (!isJson(reference)) return
    assert.equal(details[index]?.end_to_end_id ?? null, reference['getEndToEndId'] ?? null)
    assert.equal(details[index]?.uetr ?? null, reference['getUuidEndToEndReference'] ?? null)
    assert.equal(details[index]?.mandate_id ?? null, reference['getMandateId'] ?? null)
    const message = at(one, 'getRemittanceInformation', 'getUnstructuredBlock', 'getMessage')
    if (typeof message === 'string')
      assert.equal(details[index]?.remittance?.unstructured?.[0], message.trim())
  })
}

function compareBalances(records: Records, json: Json): number {
  const expected = new Map(
    [...listAt(json, 'getRecords'), ...listAt(json, 'getEntries').map((one) => at(one, 'getRecord'))]
      .filter(isJson)
      .map((one) => [at(one, 'getId'), listAt(one, 'getBalances')] as const),
  )
  let compared = 0
  for (const record of records) {
    const balances = expected.get(record.id) ?? []
    balances.forEach((one, index) => {
      const balance = record.balances?.[index]
      assert.ok(balance)
      if (balance.amount.finer !== undefined) return
      assert.equal(signed(balance.amount, balance.credit_debit), at(one, 'getAmount', 'getAmount'))
      assert.equal(balance.date.slice(0, 10), dayOf(at(one, 'getDate')))
      compared += 1
    })
  }
  return compared
}

test('statements are read as another library reads them', (t) => {
  const files = corpus(FOLDER)
  if (files === undefined) return t.diagnostic(corpusAbsent(FOLDER))
  const expected = files.filter(({ path }) => path.endsWith('.json'))
  let entries = 0
  let balances = 0
  for (const file of expected) {
    const json: unknown = JSON.parse(new TextDecoder().decode(file.bytes()))
    const xml: CorpusFile | undefined = files.find(({ path }) => path === file.path.replace('.json', '.xml'))
    assert.ok(xml !== undefined && isJson(json), file.path)
    const { messages } = readMessages(xml.bytes())
    const records = recordsOf(messages[0])
    assert.equal(at(messages[0]?.noun, 'message_id'), at(json, 'getGroupHeader', 'getMessageId'), file.path)
    const wanted = listAt(json, 'getEntries')
    // Of several statements in one message, the dump of that library has the entries of the last.
    const ids = wanted.map((one) => at(one, 'getRecord', 'getId'))
    const read = records.filter(({ id }) => ids.includes(id)).flatMap((record) => record.entries)
    assert.equal(read.length, wanted.length, file.path)
    read.forEach((entry, index) => compareEntry(entry, wanted[index]))
    entries += read.length
    balances += compareBalances(records, json)
  }
  t.diagnostic(`${expected.length} of ${expected.length} files, ${entries} entries, ${balances} balances`)
})
