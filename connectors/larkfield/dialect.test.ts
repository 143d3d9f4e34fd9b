import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Day } from '../../kernel/world.ts'
import { larkfield } from './dialect.ts'

const fixture = (name: string): Buffer => readFileSync(new URL(`fixtures/${name}`, import.meta.url))
const sha256 = '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03'
const OURS = 'ACH_20261124_7.ach'
const read = (content: string | Buffer, name = `${OURS}.ack`) =>
  larkfield.readAcknowledgement(name, Buffer.from(content))

test('an acceptance says which file the bank took', () => {
  assert.deepEqual(read(fixture('accepted.ack')), {
    ok: true,
    value: { name: OURS, sha256, verdict: 'accepted', because: 'The bank took the file.' },
  })
})

test('a rejection says why', () => {
  const answer = read(fixture('rejected.ack'))
  assert.ok(answer.ok)
  assert.deepEqual(
    [answer.value.verdict, answer.value.because],
    ['rejected', 'The bank refused the file: reason file_not_readable, line 4, rule nacha_entry_hash.'],
  )
})

test('a duplicate was taken before, so it is no rejection', () => {
  const answer = read('status: rejected\nreason: duplicate\n')
  assert.ok(answer.ok)
  assert.equal(answer.value.verdict, 'duplicate')
})

test('a second acknowledgement of a file is about the same file', () => {
  const answer = read('status: accepted\n', `${OURS}.2.ack`)
  assert.ok(answer.ok)
  assert.equal(answer.value.name, OURS)
})

test('what cannot be believed is refused with its line', () => {
  for (const [content, rule, line] of [
    ['', 'larkfield_ack_status', 1],
    ['status: perhaps\n', 'larkfield_ack_status', 1],
    ['status: accepted\nstatus: rejected\n', 'larkfield_ack_twice', 2],
    ['status: accepted\nsha256: 12\n', 'larkfield_ack_sha256', 1],
    ['status: accepted\n\n{"json": true}\n', 'larkfield_ack_line', 3],
    [`status: accepted\n${'a: b\n'.repeat(9_000)}`, 'larkfield_ack_length', 1],
  ] as const) {
    const answer = read(content)
    assert.ok(!answer.ok, content.slice(0, 40))
    assert.ok(
      answer.faults.some((fault) => fault.rule === rule && fault.line === line),
      JSON.stringify(answer.faults),
    )
  }
})

const value = fc.string({ maxLength: 60 }).map((text) => text.replaceAll(/[\r\n]/g, ' ').trim())
const key = fc
  .stringMatching(/^[a-z0-9_]{1,12}$/)
  .filter((name) => !['status', 'sha256', 'reason'].includes(name))

test('keys that nobody knows are passed over, whatever they say', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength: 10 }),
      (more) => {
        const lines = more.map(([name, text]) => `${name}: ${text}`)
        const answer = read(['status: accepted', ...lines, `sha256: ${sha256}`].join('\r\n'))
        assert.ok(answer.ok, JSON.stringify(answer))
        assert.deepEqual([answer.value.verdict, answer.value.sha256], ['accepted', sha256])
      },
    ),
  )
})

test('whatever bytes come under whatever name, nothing is thrown and nothing is accepted without its status', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, name) => {
      const answer = larkfield.readAcknowledgement(`${name}.ack`, bytes)
      if (answer.ok) assert.match(Buffer.from(bytes).toString(), /^status: ?(accepted|rejected)\s*$/m)
      else assert.ok(answer.faults.length > 0)
      larkfield.classify(name, bytes)
    }),
  )
})

test('files are told by their names and by how they begin', () => {
  for (const [name, head, kind] of [
    [`${OURS}.ack`, '', 'acknowledgement'],
    ['ACHRET_20261125_1.ach', '101 0999000011234567890', 'ach'],
    ['BAI2_20261125_1.bai', '01,099900001,ACME,261125,0600,1,,,2/', 'statement'],
    ['C53.xml', '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">', 'statement'],
    ['C54.xml', '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">', 'iso20022'],
    [
      'P2.xml',
      '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10">',
      'iso20022',
    ],
    ['README', 'Dear customer', 'unknown'],
  ] as const)
    assert.equal(larkfield.classify(name, Buffer.from(head)), kind, name)
})

test('our files are named by what they are, their day and their number', () => {
  const on = '2026-11-24' as Day
  assert.equal(larkfield.outgoingName({ format: 'nacha', number: 7, on }), OURS)
  assert.equal(larkfield.outgoingName({ format: 'pain_001', number: 8, on }), 'PAIN001_20261124_8.xml')
  const { complete } = larkfield
  assert.ok(complete.kind === 'named')
  assert.deepEqual(
    ['a.ach', 'a.ach.tmp', '.a.ach.part', 'a.PART'].map((name) => complete.isComplete(name)),
    [true, false, false, false],
  )
})
