import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StatementEvent } from '../statement.ts'
import { faultsOf, judge, linesOf, readAll, rulesOf } from '../testing.ts'
import { ofxStatements } from './read.ts'

const HEAD_1 =
  'OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\nCOMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n'
const HEAD_2 =
  '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="220" SECURITY="NONE"?>\n'
const bytesOf = (text: string, encoding: BufferEncoding = 'latin1'): Uint8Array => Buffer.from(text, encoding)
const eventsOf = (text: string): StatementEvent[] => readAll(ofxStatements(), bytesOf(text))
const rules = (text: string): string[] => rulesOf(faultsOf(eventsOf(text)))

const transaction = (inside: string): string => `<STMTTRN>${inside}</STMTTRN>`
const usual = '<TRNTYPE>CREDIT<DTPOSTED>20260130<TRNAMT>25.00<FITID>F1'
/** Line 11 of the file is the body. */
const bank = (inside: string, currency = 'USD', list = 'BANKTRANLIST'): string =>
  `${HEAD_1}<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>9<STMTRS><CURDEF>${currency}<BANKACCTFROM><BANKID>072000326<ACCTID>1234567<ACCTTYPE>CHECKING</BANKACCTFROM><${list}><DTSTART>20260101<DTEND>20260131${inside}</${list}><LEDGERBAL><BALAMT>100.00<DTASOF>20260131</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`
const lineOf = (inside: string, currency = 'USD') => linesOf(eventsOf(bank(transaction(inside), currency)))[0]

test('a statement has its account, its days, its balance and its lines', () => {
  const events = eventsOf(bank(transaction(`${usual}<NAME>ANNA<MEMO>RENT`)))
  const [opened, lines, closed] = events
  assert.ok(opened?.event === 'opened' && lines?.event === 'lines' && closed?.event === 'closed')
  assert.deepEqual(opened.head, {
    source_format: 'ofx',
    statement_id: '9/1',
    account: { kind: 'bank', number: '1234567', routing: '072000326', type: 'CHECKING' },
    currency: 'USD',
    from_on: '2026-01-01',
    to_on: '2026-01-31',
    coverage: 'final',
    purpose: 'update',
    line_number: 11,
    column: 40,
  })
  assert.deepEqual(closed.foot.balances, [
    { kind: 'closing_booked', amount_minor: 10000n, currency: 'USD', on: '2026-01-31' },
  ])
  assert.deepEqual(lines.lines[0]?.counterparty, { name: 'ANNA' })
  assert.equal(judge(events).verdict, 'load')
})

test('end tags of values may be there or not, and a value may be empty', () => {
  const bare = eventsOf(bank(transaction(`${usual}<NAME>A<MEMO>M`)))
  const closed = usual.replaceAll(/<(\w+)>([^<]+)/g, '<$1>$2</$1>')
  assert.deepEqual(
    linesOf(eventsOf(bank(transaction(`${closed}<NAME>A</NAME><MEMO>M</MEMO>`)))),
    linesOf(bare),
  )
  // CHECKNUM and NAME have neither a value nor an end tag: what follows stands beside them, not within.
  const line = lineOf('<CHECKNUM><NAME><TRNTYPE>CREDIT<DTPOSTED>20260130<TRNAMT>25.00<FITID>F1<MEMO>M')
  assert.deepEqual([line?.ext_id, line?.amount_minor, line?.remittance], ['F1', 2500n, ['M']])
})

test('amounts have a point or a comma and as many digits as their currency', () => {
  const amount = (text: string, currency = 'USD') => {
    const line = lineOf(usual.replace('25.00', text), currency)
    return line === undefined
      ? undefined
      : line.direction === 'debit'
        ? -line.amount_minor
        : line.amount_minor
  }
  assert.equal(amount('25,5'), 2550n)
  assert.equal(amount('+0.07'), 7n)
  assert.equal(amount('-.5'), -50n)
  assert.equal(amount('-25'), -2500n)
  assert.equal(amount('25.0000'), 2500n)
  assert.equal(amount('25', 'JPY'), 25n)
  assert.equal(amount('1.234', 'KWD'), 1234n)
  for (const wrong of ['1,234.56', '1.234', '1e3', '', '--1', '12 3', '$5', '.', '9'.repeat(30)])
    assert.equal(amount(wrong), undefined, wrong)
  assert.equal(amount('1.5', 'JPY'), undefined)
  assert.deepEqual(rules(bank(transaction(usual.replace('25.00', '1,234.56')))), ['11 ofx_amount'])
})

test('the sign decides, and a type on the other side is noted', () => {
  const events = eventsOf(bank(transaction(usual.replace('CREDIT', 'FEE'))))
  assert.deepEqual(rulesOf(faultsOf(events)), ['11 ofx_sign'])
  assert.equal(linesOf(events)[0]?.direction, 'credit')
  assert.equal(judge(events).verdict, 'load')
  assert.equal(lineOf(usual.replace('CREDIT', 'XFER').replace('25', '-25'))?.direction, 'debit')
  assert.deepEqual(rules(bank(transaction(usual.replace('CREDIT', 'BARTER')))), ['11 ofx_transaction_type'])
})

test('the day is the one that the bank wrote, whatever its zone', () => {
  const day = (text: string) => lineOf(usual.replace('20260130', text))?.booking_on
  for (const text of [
    '20260130',
    '202601302359',
    '20260130235959',
    '20260130235959.999',
    '20260130235959.999[-5:EST]',
    '20260130000000[+5.30:IST]',
    '20260130[0:GMT]',
  ])
    assert.equal(day(text), '2026-01-30', text)
  for (const wrong of ['20260230', '260130', '2026-01-30', 'today', ''])
    assert.equal(day(wrong), undefined, wrong)
  assert.deepEqual(rules(bank(transaction(usual.replace('20260130', '20260130120000[-:EST]')))), [
    '11 ofx_time',
  ])
})

test('a line that another currency names is in that currency, and an original one changes nothing', () => {
  const other = lineOf(`${usual}<CURRENCY><CURRATE>1.1<CURSYM>EUR</CURRENCY>`)
  assert.deepEqual([other?.currency, other?.amount_minor], ['EUR', 2500n])
  assert.equal(lineOf(`${usual}<ORIGCURRENCY><CURRATE>1.1<CURSYM>EUR</ORIGCURRENCY>`)?.currency, 'USD')
  assert.deepEqual(rules(bank(transaction(`${usual}<CURRENCY><CURSYM>EURO</CURRENCY>`))), ['11 ofx_currency'])
})

test('pending transactions are lines that are not booked', () => {
  const pending = '<STMTTRNP><TRNTYPE>HOLD<DTTRAN>20260130<TRNAMT>-5.00<NAME>FUEL</STMTTRNP>'
  const events = eventsOf(bank(pending, 'USD', 'BANKTRANLISTP'))
  assert.deepEqual(faultsOf(events), [])
  assert.equal(linesOf(events)[0]?.status, 'pending')
})

test('a correction says which line it replaces or deletes', () => {
  assert.deepEqual(lineOf(`${usual}<CORRECTFITID>F0<CORRECTACTION>REPLACE`)?.corrects, {
    ext_id: 'F0',
    action: 'replace',
  })
  assert.deepEqual(rules(bank(transaction(`${usual}<CORRECTFITID>F0`))), ['11 ofx_correction'])
})

test('a line without an id is refused, and the same id twice too', () => {
  assert.deepEqual(rules(bank(transaction(usual.replace('<FITID>F1', '')))), ['11 ofx_required'])
  const { verdict, statements } = judge(eventsOf(bank(transaction(usual) + transaction(usual))))
  assert.equal(verdict, 'quarantine')
  assert.ok(statements[0]?.faults.some(({ rule }) => rule === 'statement_line_repeated'))
})

test('text is read in the character set of the header', () => {
  const nameOf = (head: string, bytes: Uint8Array) => {
    const body = Buffer.from(bank(transaction(`${usual}<NAME>@`)).slice(HEAD_1.length), 'latin1').toString(
      'latin1',
    )
    const [before = '', behind = ''] = body.split('@')
    const whole = Buffer.concat([Buffer.from(head + before, 'latin1'), bytes, Buffer.from(behind, 'latin1')])
    return linesOf(readAll(ofxStatements(), whole))[0]?.counterparty?.name
  }
  assert.equal(nameOf(HEAD_1, Buffer.from([0x43, 0x61, 0x66, 0xe9, 0x80])), 'Café€')
  assert.equal(nameOf(HEAD_1.replace('CHARSET:1252', 'CHARSET:1251'), Buffer.from([0xc0])), 'А')
  assert.equal(nameOf(HEAD_1.replace('USASCII', 'UTF-8'), Buffer.from('Café€')), 'Café€')
  assert.equal(nameOf(`\u00ef\u00bb\u00bf${HEAD_2}`, Buffer.from('Café€')), 'Café€')
  assert.equal(nameOf(HEAD_2.replace('UTF-8', 'ISO-8859-1'), Buffer.from([0xe9])), 'é')
})

test('a header may lose its line ends, and what is enciphered or packed is refused', () => {
  const body = bank(transaction(usual)).slice(HEAD_1.length)
  assert.deepEqual(rules(HEAD_1.replaceAll('\n', '') + body), [])
  assert.deepEqual(rules(HEAD_1.replaceAll('\n', '\r\r\n') + body), [])
  assert.deepEqual(rules(HEAD_1.replace('COMPRESSION:NONE', 'COMPRESSION:GZIP') + body), ['1 ofx_header'])
  assert.deepEqual(rules(body), ['1 ofx_header_missing'])
  assert.deepEqual(rules(HEAD_1), ['1 ofx_body_missing'])
  assert.deepEqual(rulesOf(faultsOf(readAll(ofxStatements(), Buffer.from(`\ufeff${body}`, 'utf16le')))), [
    '1 ofx_charset',
  ])
})

test('references stand for characters, and an ampersand of its own stays', () => {
  const name = (text: string) => lineOf(`${usual}<NAME>${text}`)?.counterparty?.name
  assert.equal(name('A&amp;B &lt;C&gt; &#65;&#x42;'), 'A&B <C> AB')
  assert.equal(name('AT&T'), 'AT&T')
  assert.equal(name('&bomb;&#xd800;'), '&bomb;&#xd800;')
  assert.equal(name('<![CDATA[A&amp;<B>]]>'), 'A&amp;<B>')
  assert.equal(name('A <!-- said --> B'), 'A  B')
  assert.equal(name('1 < 2'), '1 < 2')
})

test('declarations, wrong tags and aggregates without an end are refused where they stand', () => {
  const place = (text: string) => faultsOf(eventsOf(text)).map(({ rule, severity }) => `${rule} ${severity}`)
  assert.deepEqual(place(bank(`<!ENTITY a "b">${transaction(usual)}`)), [
    'ofx_declaration refused',
    'ofx_time noted',
  ])
  assert.deepEqual(place(bank(`${transaction(usual)}</BAL>`)), ['ofx_end_tag refused'])
  assert.deepEqual(place(bank(`<STMTTRN>${usual}`)), ['ofx_end_tag_missing refused'])
  assert.deepEqual(place(bank(`<STMTTRN x="y">${usual}</STMTTRN>`)).slice(0, 1), ['ofx_tag refused'])
  assert.equal(judge(eventsOf(bank(transaction(usual)).slice(0, -120))).verdict, 'quarantine')
})

test('what the bank answers instead of a statement is named', () => {
  const status = (code: string, severity: string) =>
    faultsOf(
      eventsOf(
        `${HEAD_1}<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>${code}<SEVERITY>${severity}</STATUS></STMTTRNRS></BANKMSGSRSV1></OFX>`,
      ),
    ).map(({ rule, severity: how }) => `${rule} ${how}`)
  assert.deepEqual(status('0', 'INFO'), [])
  assert.deepEqual(status('2000', 'ERROR'), ['ofx_status refused'])
  assert.deepEqual(status('10500', 'WARN'), ['ofx_status noted'])
})

test('no fault shows the number of an account', () => {
  const faults = faultsOf(eventsOf(bank(transaction('<TRNTYPE>X<TRNAMT>x'), 'QQQ')))
  assert.ok(faults.length > 2)
  assert.ok(faults.every(({ detail }) => !detail.includes('1234567')))
})
