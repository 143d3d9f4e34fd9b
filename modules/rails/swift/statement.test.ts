import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMtFile } from './read.ts'
import type { MtStatement, StatementLine } from './statement.ts'
import { readDetails } from './statement_details.ts'
import { bytesOf } from './testing.ts'

const statement = (
  lines: readonly string[],
  more: { opening?: string; closing?: string; number?: string } = {},
): string =>
  [
    ':20:S1',
    ':25:DE89370400440532013000',
    `:28C:${more.number ?? '1/1'}`,
    `:60${more.opening ?? 'F:C261119EUR10,00'}`,
    ...lines,
    `:62${more.closing ?? 'F:C261120EUR15,00'}`,
    '-',
  ].join('\r\n')
const read = (text: string) => readMtFile(bytesOf(text))
const first = (text: string): MtStatement => {
  const [one] = read(text).statements
  assert.ok(one)
  return one
}
const line = (text: string): StatementLine => {
  const [one] = first(statement([`:61:${text}`])).lines
  assert.ok(one)
  return one
}
const faults = (text: string): string[] =>
  read(text).faults.map(({ line: at, column, rule, severity }) => `${at}:${column} ${rule} ${severity}`)

test('a line is read part by part', () => {
  const { details, ...parts } = line('2611201121RDR5,00NTRFREF 1//BANK1\r\nMore words')
  assert.equal(details.layout, 'none')
  assert.deepEqual(parts, {
    line: 5,
    column: 5,
    value_date: '2026-11-20',
    booking_date: '2026-11-21',
    has_entry_date: true,
    direction: 'credit',
    is_reversal: true,
    is_expected: false,
    funds_code: 'R',
    amount: 500n,
    amount_text: '5,00',
    currency: 'EUR',
    transaction_type: 'NTRF',
    reference: 'REF 1',
    bank_reference: 'BANK1',
    supplementary: 'More words',
  })
})

test('the four marks say what a line does: the reversal of a credit is a debit', () => {
  assert.deepEqual(
    ['C', 'D', 'RC', 'RD'].map((mark) => {
      const { direction, is_reversal } = line(`261120${mark}5,NTRFREF`)
      return `${mark} ${direction} ${is_reversal}`
    }),
    ['C credit false', 'D debit false', 'RC debit true', 'RD credit true'],
  )
})

test('an entry date crosses the year with its value date', () => {
  assert.equal(line('2612310102C5,NTRFREF').booking_date, '2027-01-02')
  assert.equal(line('2701021231C5,NTRFREF').booking_date, '2026-12-31')
  assert.equal(line('280301 0229C5,NTRFREF'.replace(' ', '')).booking_date, '2028-02-29')
  assert.equal(line('261120C5,NTRFREF').booking_date, '2026-11-20')
})

test('a year of two digits is of this century up to 79', () => {
  assert.equal(line('791120C5,NTRFREF').value_date, '2079-11-20')
  assert.equal(line('801120C5,NTRFREF').value_date, '1980-11-20')
})

test('the 30th of February is its last day, in months of 30 days', () => {
  assert.equal(line('270230C5,NTRFREF').value_date, '2027-02-28')
  assert.ok(faults(statement([':61:270230C5,NTRFREF'])).includes('5:5 mt_value_date_30 noted'))
})

test('opening balance and lines make the closing balance, or it is refused where it stands', () => {
  assert.deepEqual(faults(statement([':61:261120C5,NTRFREF'])), [])
  assert.deepEqual(faults(statement([':61:261120C4,NTRFREF'])), ['6:6 mt_closing_balance refused'])
  assert.deepEqual(faults(statement([':61:261120RD5,NTRFREF'])), [])
  assert.deepEqual(faults(statement([], { closing: 'F:D261120EUR10,00' })), [
    '5:6 mt_closing_balance refused',
  ])
})

test('faults of a line name the character', () => {
  assert.deepEqual(faults(statement([':61:nonsense'])), ['5:5 mt_line_form refused'])
  assert.deepEqual(faults(statement([':61:261320C5,NTRFREF'])), ['5:5 mt_date refused'])
  assert.deepEqual(faults(statement([':61:261120C5,005NTRFREF'])), ['5:12 mt_amount_scale refused'])
  assert.deepEqual(faults(statement([':61:261120C5NTRFREF'])), ['5:12 mt_amount_comma noted'])
  assert.deepEqual(faults(statement([':61:261120C5,ZTRFREF'])), ['5:14 mt_transaction_type noted'])
  assert.deepEqual(faults(statement([':61:2611201340C5,NTRFREF'])), ['5:11 mt_entry_date noted'])
  assert.deepEqual(faults(statement([':61:261120C5,NTRFREFERENCE OF 20 CH'])), [
    '5:18 mt_reference_length noted',
  ])
})

test('faults of balances name the character', () => {
  assert.deepEqual(faults(statement([], { closing: 'F:X261120EUR10,00' })), ['5:6 mt_balance refused'])
  assert.deepEqual(faults(statement([], { closing: 'F:C261131EUR10,00' })), ['5:7 mt_date refused'])
  assert.deepEqual(faults(statement([], { closing: 'F:C261120XQX10,00' })), ['5:16 mt_currency refused'])
  assert.deepEqual(faults(statement([], { closing: 'F:C261120USD10,00' })), [
    '5:6 mt_balance_currency refused',
  ])
})

test('pages of a statement follow each other', () => {
  const pages = (second: { opening: string; number: string }): string[] =>
    faults(
      `${statement([':61:261120C5,NTRFREF'], { closing: 'M:C261120EUR15,00' })}\r\n${statement([], { ...second, closing: 'F:C261120EUR15,00' })}`,
    )
  assert.deepEqual(pages({ opening: 'M:C261120EUR15,00', number: '1/2' }), [])
  assert.deepEqual(pages({ opening: 'M:C261120EUR15,00', number: '1/3' }), ['8:1 mt_page_sequence noted'])
  assert.deepEqual(pages({ opening: 'F:C261120EUR15,00', number: '2/1' }), ['8:1 mt_page_sequence noted'])
  const gap = `${statement([':61:261120C5,NTRFREF'])}\r\n${statement([], { opening: 'F:C261120EUR16,00', closing: 'F:C261120EUR16,00', number: '3/1' })}`
  assert.deepEqual(faults(gap), ['8:1 mt_statement_gap noted', '8:1 mt_opening_balance noted'])
})

test('yen have no decimals and Kuwaiti dinars three', () => {
  const of = (currency: string, amount: string): bigint | undefined =>
    first(
      statement([], { opening: `F:C261119${currency}${amount}`, closing: `F:C261119${currency}${amount}` }),
    ).opening?.amount
  assert.equal(of('JPY', '500,'), 500n)
  assert.equal(of('JPY', '500,00'), 500n)
  assert.equal(of('KWD', '1,234'), 1234n)
  assert.equal(of('JPY', '500,5'), undefined)
})

test('what stands behind the balances is about the statement', () => {
  const { closing_text, available, forward_available, lines } = first(
    statement(
      [
        ':61:261120C5,NTRFREF',
        ':86:OF THE LINE',
        ':62F:C261120EUR15,',
        ':64:C261120EUR14,',
        ':65:C261121EUR13,',
        ':65:C261122EUR12,',
        ':86:OF THE STATEMENT',
      ],
      {},
    ).replace(/:62F:C261120EUR15,00\r\n/, ''),
  )
  assert.deepEqual(closing_text, ['OF THE STATEMENT'])
  assert.deepEqual(lines[0]?.details.remittance, ['OF THE LINE'])
  assert.equal(available?.amount, 1400n)
  assert.deepEqual(
    forward_available.map(({ amount }) => amount),
    [1300n, 1200n],
  )
})

test('MT942 says when it was made, from which amount on, and its sums', () => {
  const one = first(
    ':20:A\n:25:1\n:28C:1/1\n:34F:EURD5,\n:34F:EURC6,\n:13D:2611201030+0100\n:61:261120ED5,NTRFREF\n:90D:1EUR5,\n:90C:0EUR0,\n-',
  )
  assert.equal(one.type, '942')
  assert.equal(one.created_at, '2026-11-20T10:30:00+01:00')
  assert.deepEqual(
    one.floor_limits.map(({ direction, amount }) => `${direction} ${amount}`),
    ['debit 500', 'credit 600'],
  )
  assert.deepEqual(one.debit_sum, { count: 1, currency: 'EUR', amount: 500n })
  assert.equal(one.lines[0]?.is_expected, true)
})

test('German details are sub-fields with key words, which may be cut anywhere', () => {
  const details = readDetails([
    '166?00GUTSCHRIFT?109310?20EREF+E2E-1?21KREF+K1MREF+M1?22CRED+DE98ZZZ?23S',
    'VWZ+Rent for?24 November?30BANKDEFF?31DE893704?32A LANDLORD?33 AND SON?34992',
  ])
  assert.equal(details.layout, 'german')
  assert.equal(details.business_code, '166')
  assert.deepEqual(details.references, {
    end_to_end_id: 'E2E-1',
    customer_reference: 'K1',
    mandate_id: 'M1',
    creditor_id: 'DE98ZZZ',
    remittance: 'Rent for November',
  })
  assert.deepEqual(details.remittance, ['Rent for November'])
  assert.equal(details.name, 'A LANDLORD AND SON')
  assert.equal(details.text_key, '992')
})

test('codes between slashes are read, also where a value is empty', () => {
  const details = readDetails([
    '/TRTP/SEPA/IBAN/NL44RABO0123456789/NAME/A PERSON/BENM//REMI/INVOI',
    'CE 12/EREF/E2E-1',
  ])
  assert.equal(details.layout, 'codes')
  assert.deepEqual(details.references, {
    transaction_name: 'SEPA',
    iban: 'NL44RABO0123456789',
    name: 'A PERSON',
    remittance: 'INVOICE 12',
    end_to_end_id: 'E2E-1',
  })
  assert.deepEqual(details.remittance, ['INVOICE 12'])
})

test('other details are text', () => {
  const details = readDetails(['JUST WORDS ?20 OF A BANK', '', '/ALSO/'])
  assert.equal(details.layout, 'text')
  assert.deepEqual(details.remittance, ['JUST WORDS ?20 OF A BANK', '/ALSO/'])
})
