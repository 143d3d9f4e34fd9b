import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { present } from '../../../../kernel/assert.ts'
import { type CorpusFile, corpus, corpusAbsent } from '../../files/testing.ts'
import { readIban } from '../iban.ts'
import { type ReadAll, hostileText, pieces, readAll, today } from '../testing.ts'
import { readBankCodesJson } from './bank_codes.ts'
import { readBankCodesCsv } from './bank_codes_csv.ts'
import { bankDirectory, bankOfIban, reachOf } from './bank_directory.ts'
import { readFedAch, readFedwire } from './fed_directory.ts'
import { jsonRecords } from './json_records.ts'

const fed = corpus('nacha/fed-directory')
const banks = corpus('reference/bank-directory')
const named = (files: readonly CorpusFile[], path: string): Uint8Array =>
  present(
    files.find((file) => file.path === path),
    path,
  ).bytes()
const rules = ({ faults }: ReadAll): readonly string[] =>
  faults.map(({ line, column, rule }) => `${line}:${column} ${rule}`)

const achLine = (changes: Readonly<Record<number, string>> = {}): string => {
  let line = `${'021000021O0210000891072505000000000FIRST BANK'.padEnd(71)}${'1 MAIN ST'.padEnd(36)}${'NEW YORK'.padEnd(20)}NY10001000021255500001${'1'.padEnd(6)}`
  for (const [at, text] of Object.entries(changes))
    line = line.slice(0, Number(at)) + text + line.slice(Number(at) + text.length)
  return line
}

test('the FedACH directory is read whole, and every routing number has the right check digit', async (t) => {
  if (fed === undefined) return t.diagnostic(corpusAbsent('nacha/fed-directory'))
  const read = await readAll(readFedAch(pieces(named(fed, 'FedACHdir.txt')), 'fixed', today))
  t.diagnostic(`${read.rows.length} of ${read.entries} read`)
  assert.deepEqual([read.entries, read.rows.length, read.faults.length], [18_198, 18_198, 0])
  assert.equal(read.rows.filter(({ status }) => status === 'superseded').length, 1_606)
  const json = await readAll(readFedAch(pieces(named(fed, 'fedachdir.json')), 'json', today))
  assert.deepEqual([json.entries, json.rows.length, json.faults.length], [6, 6, 0])
  assert.deepEqual(json.rows[0], read.rows[0])
})

test('the Fedwire directory is read whole; two numbers of the Treasury stand outside of the usual ranges', async (t) => {
  if (fed === undefined) return t.diagnostic(corpusAbsent('nacha/fed-directory'))
  const read = await readAll(readFedwire(pieces(named(fed, 'fpddir.txt')), 'fixed', today))
  t.diagnostic(`${read.rows.length} of ${read.entries} read`)
  assert.deepEqual([read.entries, read.rows.length], [7_693, 7_693])
  assert.deepEqual(rules(read), ['5414:1 us_aba_prefix', '5415:1 us_aba_prefix'])
  const json = await readAll(readFedwire(pieces(named(fed, 'fpddir.json')), 'json', today))
  assert.deepEqual([json.entries, json.rows.length, json.faults.length], [10, 10, 0])
})

test('the lists of bank codes are read whole; banks without a code are noted', async (t) => {
  if (banks === undefined) return t.diagnostic(corpusAbsent('reference/bank-directory'))
  const noted: string[] = []
  let entries = 0
  let rows = 0
  for (const file of banks) {
    const read = await readAll(readBankCodesJson(pieces(file.bytes())))
    entries += read.entries
    rows += read.rows.length
    for (const { rule, severity } of read.faults) noted.push(`${file.path} ${rule} ${severity}`)
  }
  t.diagnostic(`${banks.length} files, ${entries} banks, ${rows} codes, ${noted.length} without a code`)
  assert.deepEqual([banks.length, entries, rows], [26, 12_117, 15_157])
  assert.deepEqual(
    [...new Set(noted)],
    ['manual_cy.json bank_code_missing noted', 'manual_gr.json bank_code_missing noted'],
  )
  assert.equal(noted.length, 42)
})

test('the bank of an IBAN is found by an imported list', async (t) => {
  if (banks === undefined) return t.diagnostic(corpusAbsent('reference/bank-directory'))
  const bics: Record<string, string> = {
    DE89370400440532013000: 'COBADEFFXXX',
    NL91ABNA0417164300: 'ABNANL2A',
    ES9121000418450200051332: 'CAIXESBBXXX',
    LU280019400644750000: 'BCEELULL',
  }
  const files = banks.filter(({ path }) => /generated_(de|nl|es)\.json|manual_lu\.json/.test(path))
  const all = await Promise.all(files.map((file) => readAll(readBankCodesJson(pieces(file.bytes())))))
  const directory = bankDirectory(all.flatMap(({ rows }) => rows))
  for (const [text, bic] of Object.entries(bics)) {
    const iban = readIban(text, today)
    assert.ok(iban.ok)
    assert.equal(bankOfIban(iban.value, directory)?.bic?.slice(0, 8), bic.slice(0, 8), text)
  }
})

test('FedACH and Fedwire name one bank: some take ACH and no wires, some have a new number', async () => {
  const lines = [
    achLine(),
    achLine({ 0: '011102133', 19: '2', 26: '021000021' }),
    achLine({ 0: '011000015' }),
  ]
  const ach = await readAll(readFedAch(pieces(lines.join('\r\n'), 50), 'fixed', today))
  assert.deepEqual(ach.faults, [])
  const wire = await readAll(
    readFedwire(
      pieces(
        `${'021000021FIRST BK'.padEnd(27)}${'FIRST BANK'.padEnd(36)}NY${'NEW YORK'.padEnd(25)}Y N20250102\n${'011000015X'.padEnd(27)}${'X'.padEnd(36)}NY${'NEW YORK'.padEnd(25)}YSN        \n`,
      ),
      'fixed',
      today,
    ),
  )
  assert.deepEqual(wire.faults, [])
  const directory = bankDirectory([...ach.rows, ...wire.rows])
  assert.deepEqual(directory.find('us_aba', 'US', '021000021')?.services, ['ach', 'wire'])
  assert.deepEqual(reachOf(directory, '021000021', 'wire'), { outcome: 'reachable' })
  assert.deepEqual(reachOf(directory, '011000015', 'wire'), { outcome: 'not_reachable' })
  assert.deepEqual(reachOf(directory, '011102133', 'ach'), { outcome: 'redirected', new_code: '021000021' })
  assert.deepEqual(reachOf(directory, '111000025', 'ach'), { outcome: 'unknown_bank' })
  assert.equal(ach.rows[0]?.effective_on, '2005-07-25')
})

test('faults of a directory name their line and column', async () => {
  const lines = [
    achLine({ 0: '021000022' }),
    achLine({ 19: '9' }),
    achLine({ 20: '139999' }),
    achLine({ 19: '2' }),
    'short',
    `${achLine()}too long`,
  ]
  const read = await readAll(readFedAch(pieces(lines.join('\n')), 'fixed', today))
  assert.deepEqual(rules(read), [
    '1:1 us_aba_check_digits',
    '2:20 fedach_record_type',
    '3:21 fedach_change_date',
    '4:27 fedach_new_routing_number',
    '5:1 fedach_line_length',
    '6:1 fedach_line_length',
  ])
  assert.deepEqual([read.entries, read.rows.length], [6, 2])
})

test('a list of banks is read from CSV, with quotes, and its faults have a place', async () => {
  const csv = [
    '\ufeffcountry;bank_code;bic;name;services',
    'DE;37040044;COBADEFFXXX;"Commerzbank; Köln";sct sct_inst',
    'DE;"1;NOTABIC;x;',
    'XX;1;;Bank;',
    'DE;2;NOTABIC;"say ""yes""";sct magic',
    'DE;3',
    '',
  ]
  const read = await readAll(readBankCodesCsv(pieces(csv.join('\r\n'), 5)))
  assert.deepEqual(rules(read), [
    '3:1 bank_csv_quote',
    '4:4 bank_country',
    '5:4 bank_bic',
    '5:28 bank_service',
    '6:5 bank_csv_cells',
  ])
  assert.deepEqual(
    read.rows.map(({ code, bic, name, services }) => [code, bic, name, services.join(' ')]),
    [
      ['37040044', 'COBADEFFXXX', 'Commerzbank; Köln', 'sct sct_inst'],
      ['2', null, 'say "yes"', 'sct'],
    ],
  )
  for (const text of ['', 'a,b,c\n1,2,3', '\n\n'])
    assert.deepEqual(
      (await readAll(readBankCodesCsv(pieces(text)))).faults.map(({ rule }) => rule),
      ['bank_csv_header'],
      text,
    )
})

test('records of JSON are found however the bytes are cut, and broken JSON is said', async () => {
  const text = '{"a":{"code":1},"list":[ {"x":[{"y":"}"}]},\n  {"z":"\\"é"}],"end":[]}'
  for (const size of [1, 2, 7, 100]) {
    const found = []
    for await (const record of jsonRecords(pieces(text, size))) found.push(record)
    assert.deepEqual(found, [
      { line: 1, column: 26, value: { x: [{ y: '}' }] } },
      { line: 2, column: 3, value: { z: '"é' } },
    ])
  }
  const broken = [
    '[{}',
    '[{} {}]',
    '[{},]',
    '{"a":[{}}',
    '[{"a":}]',
    '',
    '[',
    ']',
    '[{}]x',
    '"',
    '['.repeat(100),
    'x'.repeat(70_000),
  ]
  for (const wrong of broken) {
    const said = []
    for await (const record of jsonRecords(pieces(wrong)))
      if (record.wrong !== undefined) said.push(record.wrong)
    assert.ok(said.length > 0, wrong.slice(0, 20))
  }
})

test('a long directory is read line by line as its bytes come', async () => {
  const block = new TextEncoder().encode(`${achLine()}\n`.repeat(1_000))
  async function* many(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < 5; at++) {
      await Promise.resolve()
      yield block
    }
  }
  let rows = 0
  let line = 0
  for await (const entry of readFedAch(many(), 'fixed', today)) {
    rows += entry.rows.length
    line = entry.line
  }
  assert.deepEqual([rows, line], [5_000, 5_000])
})

test('hostile directories never throw, and their faults lie within', async () => {
  const readers = [
    (text: string) => readFedAch(pieces(text), 'fixed', today),
    (text: string) => readFedwire(pieces(text), 'json', today),
    (text: string) => readBankCodesJson(pieces(text)),
    (text: string) => readBankCodesCsv(pieces(text)),
  ]
  const seeds = [
    achLine(),
    '[{"country_code":"DE","bank_code":"1","name":"x","bic":""}]',
    'country,bank_code,bic,name\nDE,1,,x',
  ]
  const mutated = fc
    .tuple(fc.constantFrom(...seeds), fc.nat(200), hostileText(4))
    .map(([seed, at, junk]) => seed.slice(0, at) + junk + seed.slice(at + 1))
  await fc.assert(
    fc.asyncProperty(mutated, fc.constantFrom(...readers), async (text, reader) => {
      const read = await readAll(reader(text))
      for (const { line, column } of read.faults) {
        assert.ok(line >= 1 && line <= text.split('\n').length, String(line))
        assert.ok(column >= 1 && column <= text.length + 1, String(column))
      }
    }),
    { numRuns: 200 },
  )
})
