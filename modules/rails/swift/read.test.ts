import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { receiverOf, senderOf, tagged } from './blocks.ts'
import { createMtReader, type MtEvent, readMt, readMtFile } from './read.ts'
import { bytesOf, fin, fullMt103, oneMessage, user121 } from './testing.ts'

const bare =
  ':20:S1\n:25:DE89370400440532013000\n:28C:1/1\n:60F:C261119EUR10,\n:61:261120C5,NTRFREF\n:62F:C261120EUR15,\n-\n'
const rules = (text: string): string[] =>
  readMtFile(bytesOf(text)).faults.map(
    ({ line, column, rule, severity }) => `${line}:${column} ${rule} ${severity}`,
  )

test('blocks 1 to 5 say who sent a message, when, and with which references', () => {
  const message = oneMessage(fin('103', fullMt103, user121, '{5:{CHK:1234567890AB}{PDE:}}'))
  assert.equal(message.type, '103')
  assert.equal(senderOf(message.headers), 'BANKGB2LXXX')
  assert.equal(receiverOf(message.headers), 'BANKDEFFXXX')
  assert.equal(message.headers.application?.sent_on, '2026-11-20')
  assert.equal(message.headers.application?.sent_at, '0905')
  assert.equal(tagged(message.headers.user, '121'), '174c245f-2682-4291-ad67-2a41e530cd27')
  assert.deepEqual(message.headers.trailer, [
    { tag: 'CHK', text: '1234567890AB' },
    { tag: 'PDE', text: '' },
  ])
})

test('an input message names its receiver in block 2', () => {
  const { headers } = oneMessage('{1:F01BANKDEFFAXXX0000000000}{2:I103BANKGB2LXXXXN}{4:\n:20:A\n-}')
  assert.equal(senderOf(headers), 'BANKDEFFXXX')
  assert.equal(receiverOf(headers), 'BANKGB2LXXX')
})

test('several messages in one file keep their own headers, whether a line lies between them or not', () => {
  const both =
    fin('103', [':20:A'], user121, '{5:{CHK:1}}') + fin('202', [':20:B']) + '\r\n' + fin('900', [':20:C'])
  const { messages } = readMtFile(bytesOf(both))
  assert.deepEqual(
    messages.map(({ type }) => type),
    ['103', '202', '900'],
  )
  assert.deepEqual(
    messages.map(({ headers }) => headers.user.length),
    [3, 0, 0],
  )
  assert.deepEqual(
    messages.map(({ headers }) => headers.trailer.length),
    [1, 0, 0],
  )
})

test('a file without blocks is read as statements, with CRLF, LF or CR', () => {
  for (const end of ['\n', '\r\n', '\r'])
    assert.deepEqual(
      readMtFile(bytesOf(bare.replaceAll('\n', end))).statements.map(({ reference, lines }) => [
        reference,
        lines.length,
      ]),
      [['S1', 1]],
    )
})

test('lines before a statement are noted, and statements follow each other without an end', () => {
  const { statements } = readMtFile(bytesOf(`BANK\n940\n${bare.replace('-\n', '')}${bare}`))
  assert.equal(statements.length, 2)
  assert.deepEqual(rules(`BANK\n${bare}`), ['1:1 mt_preamble noted'])
})

test('Latin-1 is read and noted once, UTF-8 is not noted', () => {
  const text = bare.replace('NTRFREF', 'NTRFREF\nMüller\nÄrger')
  const latin = Uint8Array.from(Buffer.from(text, 'latin1'))
  const read = readMtFile(latin)
  assert.equal(read.statements[0]?.lines[0]?.supplementary, 'Müller\nÄrger')
  assert.deepEqual(
    read.faults.map(({ line, rule }) => `${line} ${rule}`),
    ['6 mt_encoding'],
  )
  assert.equal(readMtFile(bytesOf(text)).statements[0]?.lines[0]?.supplementary, 'Müller\nÄrger')
  assert.deepEqual(rules(text), [])
})

test('a tag that no statement has is the time of a payment that was wrapped', () => {
  const text = bare.replace('NTRFREF\n', 'NTRFREF\n:86:CARD 12-09-2026T16\n:26:37 SHOP\n')
  assert.deepEqual(readMtFile(bytesOf(text)).statements[0]?.lines[0]?.details.raw, [
    'CARD 12-09-2026T16',
    ':26:37 SHOP',
  ])
  assert.deepEqual(rules(text), ['7:1 mt_tag noted'])
})

test('faults of blocks name their line and column', () => {
  assert.deepEqual(rules('{1:F01BANK}{2:I103BANKGB2LXXXXN}{4:\n:20:A\n-}'), ['1:1 mt_basic_header refused'])
  assert.deepEqual(rules('{1:F01BANKDEFFAXXX0000000000}\n{2:X}{4:\n:20:A\n-}'), [
    '2:1 mt_application_header refused',
  ])
  assert.deepEqual(
    rules('{1:F01BANKDEFFAXXX0000000000}{2:I103BANKGB2LXXXXN}{3:{121:nothing}}{4:\n:20:A\n-}'),
    ['1:51 mt_uetr refused'],
  )
  assert.deepEqual(rules('{1:F01BANKDEFFAXXX0000000000}{2:I103BANKGB2LXXXXN}{4:\n:20:A'), [
    '1:51 mt_text_open refused',
  ])
  assert.deepEqual(rules('{1:F01BANK'), ['1:1 mt_block_open refused'])
  assert.deepEqual(rules('{Q:1}'), ['1:1 mt_block noted'])
})

test('chunks of any size give the same events', () => {
  const text = fin('103', fullMt103, user121, '{5:{CHK:1}}') + bare.replaceAll('\n', '\r\n')
  const bytes = bytesOf(text)
  const whole = [...feed([bytes])]
  for (const size of [1, 2, 7, 64]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.slice(index * size, (index + 1) * size),
    )
    assert.deepEqual(feed(chunks), whole)
  }
})

function feed(chunks: readonly Uint8Array[]): readonly MtEvent[] {
  const reader = createMtReader()
  return [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()]
}

test('a statement of 20,000 lines comes line by line and adds up', async () => {
  const count = 20_000
  const block = bytesOf(':61:261120C1,00NTRFREF//BANK\r\n:86:166?00A?20SVWZ+B\r\n'.repeat(1_000))
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield bytesOf(':20:S1\r\n:25:1\r\n:28C:1\r\n:60F:C261119EUR0,\r\n')
    for (let index = 0; index < count / 1_000; index++) yield block
    yield bytesOf(`:62F:C261120EUR${count},\r\n-\r\n`)
  }
  const kinds = new Map<string, number>()
  for await (const event of readMt(chunks())) kinds.set(event.kind, (kinds.get(event.kind) ?? 0) + 1)
  assert.deepEqual(
    [...kinds],
    [
      ['statement_opened', 1],
      ['line', count],
      ['statement_closed', 1],
    ],
  )
})

test('a line, a block, a field and a message have limits', () => {
  assert.ok(rules('x'.repeat(100_000)).some((rule) => rule.includes('mt_line_length')))
  assert.ok(rules(`{3:${'x\n'.repeat(10_000)}`).some((rule) => rule.includes('mt_block_length')))
  assert.ok(rules(`:20:A\n${'x\n'.repeat(3_000)}`).some((rule) => rule.includes('mt_field_length')))
  const many = Array.from({ length: 10_005 }, () => ':21:A')
  assert.equal(oneMessage(fin('101', many)).fields.length, 10_000)
})

const seeds = [
  fin('103', fullMt103, user121),
  bare,
  fin('940', bare.split('\n').slice(0, 6)),
  fin('202', [':20:A', ':58D:B']),
]

test('whatever is done to a file, nothing is thrown, and faults lie within it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(), fc.string({ unit: 'binary', maxLength: 6 }), fc.nat({ max: 40 })), {
        maxLength: 6,
      }),
      (seed, edits) => {
        let text = seed
        for (const [at, put, cut] of edits) {
          const place = at % (text.length + 1)
          text = text.slice(0, place) + put + text.slice(place + cut)
        }
        const lines = text.split(/\r\n|\r|\n/).length
        for (const fault of readMtFile(bytesOf(text)).faults) {
          assert.ok(fault.line >= 1 && fault.line <= lines + 1, JSON.stringify(fault))
          assert.ok(fault.column >= 1)
        }
      },
    ),
    { numRuns: 80 },
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void readMtFile(bytes)),
    { numRuns: 50 },
  )
})
