import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readConfirmation, readMt210 } from './advices.ts'
import { readAnswer, readCancellation } from './investigations.ts'
import { readMt101 } from './mt101.ts'
import { readMt103, returnOf } from './mt103.ts'
import { readMt202 } from './mt202.ts'
import { fin, fullMt103, oneMessage, user121 } from './testing.ts'

const small = ['20:REF-1', '23B:CRED', '32A:261120EUR10,', '50K:/1', '59:/2', '71A:SHA'].map(
  (text) => `:${text}`,
)
const withFields = (changes: Readonly<Record<string, string | undefined>>): string => {
  const named = ['50K:/1\r\nName', '59:/2\r\nName'].reduce(
    (list, text) => [...list.filter((one) => !one.startsWith(`:${text.slice(0, 3)}`)), `:${text}`],
    small,
  )
  const kept = named.filter((text) => !(text.slice(1, text.indexOf(':', 1)) in changes))
  return fin(
    '103',
    [
      ...kept,
      ...Object.entries(changes).flatMap(([tag, text]) => (text === undefined ? [] : [`:${tag}:${text}`])),
    ],
    '',
  )
}
const faults = (text: string): string[] =>
  readMt103(oneMessage(text)).faults.map(
    ({ line, column, rule, field, severity }) => `${line}:${column} ${rule} ${field} ${severity}`,
  )

test('an MT103 is read field by field', () => {
  const { value, faults: found } = readMt103(oneMessage(fin('103', fullMt103, user121)))
  assert.deepEqual(found, [])
  assert.ok(value)
  assert.deepEqual(value.amount, { currency: 'EUR', minor: 100_050n })
  assert.deepEqual(value.instructed, { currency: 'USD', minor: 110_000n })
  assert.equal(value.value_date, '2026-11-20')
  assert.equal(value.ordering_customer?.account, 'DE89370400440532013000')
  assert.equal(value.ordering_institution?.clearing, 'BL10020030')
  assert.equal(value.sender_correspondent?.side, 'C')
  assert.equal(value.account_with?.clearing, 'FW021000021')
  assert.deepEqual(value.instructions[1], { code: 'PHOB', text: '+49 30 1234' })
  assert.deepEqual(value.sender_charges, [
    { currency: 'USD', minor: 1000n },
    { currency: 'EUR', minor: 150n },
  ])
})

test('faults of fields stand where the character is', () => {
  assert.deepEqual(faults(withFields({})), [])
  assert.deepEqual(faults(withFields({ '32A': '261320EUR10,' })), ['9:6 mt_date :32A: refused'])
  assert.deepEqual(faults(withFields({ '32A': '261120EUR10,001' })), ['9:15 mt_amount_scale :32A: refused'])
  assert.deepEqual(faults(withFields({ '32A': '261120euro' })), ['9:12 mt_amount :32A: refused'])
  assert.deepEqual(faults(withFields({ '23B': 'PAID' })), ['9:6 mt_code :23B: refused'])
  assert.deepEqual(faults(withFields({ '71A': 'ALL' })), ['9:6 mt_code :71A: refused'])
  assert.deepEqual(faults(withFields({ '70': 'Grüße' })), ['10:7 mt_charset :70: refused'])
  assert.deepEqual(faults(withFields({ '70': `A\r\n${'B'.repeat(36)}` })), ['11:36 mt_length :70: refused'])
  assert.deepEqual(faults(withFields({ '57A': 'BANKDE' })), ['10:6 mt_bic :57A: refused'])
  assert.deepEqual(faults(withFields({ '13C': '/CLSTIME/2515+0100' })), ['10:6 mt_code :13C: refused'])
  assert.deepEqual(faults(withFields({ '98X': '1' })), ['10:6 mt_unexpected_field :98X: noted'])
  assert.deepEqual(faults(withFields({ '71A': 'SHA\r\n:71A:SHA' })), [
    '10:6 mt_duplicate_field :71A: refused',
  ])
})

test('a field that must be there and is not is said of the message', () => {
  assert.deepEqual(faults(withFields({ '71A': undefined })), ['1:81 mt_missing_field :71A: refused'])
  assert.equal(readMt103(oneMessage(withFields({ '32A': undefined }))).value, undefined)
})

test('numbered lines go up, begin with a name, and a country has two letters', () => {
  const rules = (lines: string): string[] => faults(withFields({ '50K': undefined, '50F': lines }))
  assert.deepEqual(rules('/1\r\n1/Name\r\n2/Street\r\n3/DE/Berlin'), [])
  assert.deepEqual(rules('TXID/DE/123\r\n1/Name\r\n3/DE'), [])
  assert.deepEqual(rules('/1\r\n2/Street'), ['9:1 mt_numbered_line :50F: refused'])
  assert.deepEqual(rules('/1\r\n1/Name\r\n3/Germany'), ['10:1 mt_numbered_line :50F: refused'])
  assert.deepEqual(rules('/1\r\n1/Name\r\n3/DE/X\r\n2/Street'), ['11:1 mt_numbered_line :50F: refused'])
})

test('rules between fields are noted', () => {
  const note = (changes: Readonly<Record<string, string>>): string[] =>
    readMt103(oneMessage(withFields(changes)))
      .faults.filter(({ rule }) => rule === 'mt_103_rule')
      .map(({ field }) => field)
  assert.deepEqual(note({ '33B': 'USD10,' }), [':36:'])
  assert.deepEqual(note({ '33B': 'EUR10,', '36': '1,' }), [':36:'])
  assert.deepEqual(note({ '71A': 'OUR', '33B': 'EUR10,', '71F': 'EUR1,' }), [':71F:'])
  assert.deepEqual(note({ '71A': 'BEN' }), [':71F:'])
  assert.deepEqual(note({ '71G': 'EUR1,' }), [':71G:'])
  assert.deepEqual(note({ '56A': 'BANKDEFF' }), [':57a:'])
  const stp = fin('103', fullMt103, '{3:{119:STP}}')
  assert.deepEqual(
    readMt103(oneMessage(stp)).faults.map(({ field }) => field),
    [':52a:', ':57a:', ':23E:'],
  )
})

test('a return names what comes back and why', () => {
  const { value } = readMt103(
    oneMessage(
      withFields({ '72': '/RETN/57\r\n/AC01/Account unknown\r\n/MREF/REF-0\r\n/TREF/E2E\r\n/TEXT/Sorry' }),
    ),
  )
  assert.ok(value)
  assert.deepEqual(returnOf(value), {
    kind: 'return',
    field: '57',
    reason: 'AC01',
    reason_text: 'Account unknown',
    original_reference: 'REF-0',
    transaction_reference: 'E2E',
    texts: ['Sorry'],
    charges: undefined,
  })
})

test('a cover says so in block 3', () => {
  const fields = ':20:A|:21:B|:32A:261120EUR1,|:58A:BANKDEFF|:50K:Name|:59:Name'.split('|')
  assert.deepEqual(readMt202(oneMessage(fin('202', fields, '{3:{119:COV}}'))).faults, [])
  assert.deepEqual(
    readMt202(oneMessage(fin('202', fields))).faults.map(({ rule }) => rule),
    ['mt_202_cov'],
  )
})

test('repeated sequences are read one by one', () => {
  const notice = readMt210(
    oneMessage(
      fin(
        '210',
        ':20:A|:25:1|:30:261120|:21:X|:32B:EUR1,|:52A:BANKDEFF|:21:Y|:32B:EUR2,|:50K:Name'.split('|'),
      ),
    ),
  )
  assert.deepEqual(notice.faults, [])
  assert.deepEqual(
    notice.value?.items.map(({ related_reference, amount }) => `${related_reference} ${amount.minor}`),
    ['X 100', 'Y 200'],
  )
  const request = readMt101(
    oneMessage(
      fin(
        '101',
        ':20:A|:28D:1/1|:50H:/1|Name|:30:261120|:21:X|:32B:EUR1,|:59:Name|:71A:SHA|:21:Y|:32B:EUR2,|:59:Name|:71A:OUR'.split(
          '|',
        ),
      ),
    ),
  )
  assert.deepEqual(request.faults, [])
  assert.deepEqual(
    request.value?.transfers.map(({ charges }) => charges),
    ['SHA', 'OUR'],
  )
})

test('no message makes a reader throw, whatever its fields hold', () => {
  const readers = [readMt101, readMt103, readMt202, readMt210, readConfirmation, readCancellation, readAnswer]
  const tags =
    '20 21 23B 23E 32A 32B 33B 36 50F 50K 52A 53B 56C 57D 58A 59F 59 70 71A 71F 72 77B 79 76 77A 11S 13C 13D 25 28D 30'.split(
      ' ',
    )
  const field = fc.tuple(
    fc.constantFrom(...tags),
    fc.array(
      fc.oneof(
        fc.string({ maxLength: 40 }),
        fc.constantFrom('/', '//', '1/', '/C/', '/RETN/', '261120EUR1,', '3/DE/X'),
      ),
      { maxLength: 4 },
    ),
  )
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 10 }), (fields) => {
      const message = oneMessage(
        fin(
          '103',
          fields.map(([tag, lines]) => `:${tag}:${lines.join('\r\n')}`),
        ),
      )
      for (const read of readers)
        for (const { line, column } of read(message).faults) assert.ok(line >= 1 && column >= 1)
    }),
    { numRuns: 80 },
  )
})
