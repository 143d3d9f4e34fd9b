// Goal: the messages that banks, clearings and other programs publish are read, and nothing of them is lost.
// Method: every sample goes through the reader whole and in small pieces; what was read and what was kept is counted.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { corpus, corpusAbsent } from '../../files/testing.ts'
import { openMessages, readMessages } from './read.ts'

const folders = [
  'genkgo-camt/samples',
  'iso20022js/samples',
  'moov-fednow/samples-head',
  'moov-fedwire/samples',
  'moov-iso20022/samples',
  'moov-rtp/samples',
  'mt-mx-pairs-ballerina',
  'pyiso20022/samples',
]
/** A head alone is no message. */
const isHeadAlone = (path: string): boolean => /head_?001/.test(path)
const isXml = (path: string): boolean => !/\.(json|fin|md)$/.test(path)

for (const folder of folders) {
  test(`every message of ${folder} is read`, (t) => {
    const files = corpus(`iso20022/${folder}`)?.filter(({ path }) => isXml(path) && !isHeadAlone(path))
    if (files === undefined) return t.diagnostic(corpusAbsent(`iso20022/${folder}`))
    let read = 0
    let unread = 0
    let others = 0
    for (const file of files) {
      const { messages, faults, unread: kept } = readMessages(file.bytes())
      const isOther = faults.some(({ rule }) => rule === 'iso20022_kind_unknown')
      assert.ok(messages.length > 0 || isOther, `${file.path}: ${JSON.stringify(faults)}`)
      for (const { noun } of messages) assert.ok(noun, `${file.path}: ${JSON.stringify(faults)}`)
      const noted = faults.filter(({ rule }) => /not_understood|kind_unknown/.test(rule))
      assert.equal(noted.length, kept.length, 'what is kept is noted')
      for (const { line, column } of faults) assert.ok(line > 0 && column > 0, file.path)
      read += messages.length
      unread += kept.length
      if (isOther) others += 1
    }
    t.diagnostic(
      `${read} of ${read} messages; ${others} files of other kinds; ${unread} elements kept unread`,
    )
  })
}

test('a file in pieces gives the same payments, entries and faults as the whole of it', (t) => {
  const files = corpus('iso20022/moov-iso20022/samples')?.filter(({ path }) => path.endsWith('.xml'))
  if (files === undefined) return t.diagnostic(corpusAbsent('iso20022'))
  let items = 0
  for (const file of files) {
    const bytes = file.bytes()
    const whole = readMessages(bytes)
    let count = 0
    const reader = openMessages({
      onItem({ noun, batch }) {
        assert.ok(noun)
        assert.ok(batch())
        count += 1
      },
    })
    for (let from = 0; from < bytes.length; from += 997) reader.push(bytes.subarray(from, from + 997))
    const pieces = reader.end()
    assert.deepEqual(
      pieces.faults.map(({ rule, line }) => `${line} ${rule}`),
      whole.faults.map(({ rule, line }) => `${line} ${rule}`),
      file.path,
    )
    assert.equal(pieces.messages.length, whole.messages.length)
    items += count
  }
  t.diagnostic(`${files.length} files, ${items} payments and entries one by one`)
  assert.ok(items > 30)
})

const fact = (folder: string, name: string) => {
  const file = corpus(`iso20022/${folder}`)?.find(({ path }) => path.endsWith(name))
  return file === undefined ? undefined : readMessages(file.bytes()).messages[0]
}

test('a FedNow status report is read with its header', (t) => {
  const message = fact('moov-fednow/samples-head', 'fednow-sample-message-outgoing-pacs002.xml')
  if (message === undefined) return t.diagnostic(corpusAbsent('iso20022/moov-fednow'))
  assert.equal(message.version, 'pacs.002.001.10')
  assert.equal(message.header?.business_message_id, '20230604021150706Sc04Step4AMsgId')
  assert.equal(message.header.from.institution?.clearing_member?.id, '021150706')
})

test('an RTP transfer is read from its own envelope', (t) => {
  const message = fact('moov-rtp/samples', 'pacs008.xml')
  if (message === undefined) return t.diagnostic(corpusAbsent('iso20022/moov-rtp'))
  assert.ok(message.kind === 'pacs.008')
  const [transfer] = message.noun?.transactions ?? []
  assert.deepEqual(transfer?.interbank_settlement_amount, { minor: 4_615_449n, currency: 'USD' })
  assert.equal(transfer.instructing_agent?.clearing_member?.id, '234567891')
  assert.equal(message.noun?.settlement.clearing_system?.code, 'TCH')
})
