import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { startOfDay } from '../../../kernel/world.ts'
import { type BankDetails, bankDetailsRow, validateBankDetails } from './bank_details.ts'
import { bankDirectory } from './directory/bank_directory.ts'
import { readFedAch } from './directory/fed_directory.ts'
import { bankDetailsRows } from './facts/bank_details.ts'
import { readModulusTable } from './gb_modulus_table.ts'
import { hostileText, pieces, readAll, rulesOf, today } from './testing.ts'

const anna = { name: 'Anna Berg', kind: 'individual' as const }
const address = { lines: ['1 Main Street'], city: 'Berlin', postcode: '10115', region: 'BE', country: 'DE' }
const details = (
  rail: string,
  country: string,
  currency: string,
  account: BankDetails['account'],
  more: Partial<BankDetails> = {},
): BankDetails => ({
  rail,
  country,
  currency,
  holder: anna,
  account,
  ...more,
})

const good: readonly (readonly [BankDetails, BankDetails['account']])[] = [
  [details('sct', 'DE', 'EUR', { iban: 'de89 3704 0044 0532 0130 00' }), { iban: 'DE89370400440532013000' }],
  [
    details('fps', 'GB', 'GBP', { sort_code: '20-00-00', account_number: '5577 9911' }),
    { sort_code: '200000', account_number: '55779911' },
  ],
  [
    details(
      'ach',
      'US',
      'USD',
      { routing_number: '021000021', account_number: '123456789' },
      { account_type: 'checking' },
    ),
    { routing_number: '021000021', account_number: '123456789' },
  ],
  [
    details(
      'wire',
      'US',
      'USD',
      { routing_number: '021000021', account_number: '123456789' },
      { holder: { ...anna, address } },
    ),
    { routing_number: '021000021', account_number: '123456789' },
  ],
  [
    details('spei', 'MX', 'MXN', { clabe: '032180000118359719' }, { holder: { ...anna, address } }),
    { clabe: '032180000118359719' },
  ],
  [
    details('becs', 'NZ', 'NZD', { account_number: '01-0902-0068389-00' }),
    { account_number: '010902006838900' },
  ],
  [
    details(
      'pix',
      'BR',
      'BRL',
      { pix_key: 'anna@example.com' },
      { holder: { ...anna, identification: '390.533.447-05' } },
    ),
    { pix_key: 'anna@example.com' },
  ],
  [
    details(
      'zengin',
      'JP',
      'JPY',
      { bank_code: '1', branch_code: '1', account_number: '123' },
      { account_type: 'savings', holder: { ...anna, name_kana: 'ベルグ アンナ' } },
    ),
    { bank_code: '0001', branch_code: '001', account_number: '0000123' },
  ],
  [
    details('local', 'AE', 'AED', { iban: 'AE070331234567890123456' }, { purpose: 'SAL' }),
    { iban: 'AE070331234567890123456' },
  ],
  [
    details('local', 'NG', 'NGN', { bank_code: '011', account_number: '0000014579' }),
    { bank_code: '011', account_number: '0000014579' },
  ],
  [
    details(
      'swift',
      'FR',
      'USD',
      { bic: 'BNPAFRPP', iban: 'FR1420041010050500013M02606' },
      { holder: { ...anna, address } },
    ),
    { bic: 'BNPAFRPP', iban: 'FR1420041010050500013M02606' },
  ],
  [
    details(
      'swift',
      'KE',
      'USD',
      { bic: 'KCBLKENX', account_number: '1100 123' },
      { holder: { ...anna, address } },
    ),
    { bic: 'KCBLKENX', account_number: '1100123' },
  ],
]

test('a payee of each rail has what the rail needs, and comes back in the form for machines', () => {
  for (const [given, account] of good) {
    const read = validateBankDetails(given, today)
    assert.ok(read.ok, `${given.rail} ${JSON.stringify(read)}`)
    assert.deepEqual(read.value.account, account, given.rail)
    assert.deepEqual(validateBankDetails(read.value, today), read)
  }
})

test('every fault comes at once, with the path of its field', () => {
  const read = validateBankDetails(
    details(
      'ach',
      'US',
      'EUR',
      { routing_number: '021000022', iban: 'DE89370400440532013000' },
      { holder: { name: ' ', kind: 'individual' } },
    ),
    today,
  )
  assert.ok(!read.ok)
  assert.deepEqual(
    read.error.map(({ rule, field }) => `${rule} ${field}`).toSorted((a, b) => (a < b ? -1 : 1)),
    [
      'bank_details_currency currency',
      'bank_details_field_unknown account.iban',
      'bank_details_missing account.account_number',
      'bank_details_missing account_type',
      'bank_details_missing holder.name',
      'us_aba_check_digits account.routing_number',
    ],
  )
})

test('fields must fit each other', () => {
  const cases: readonly (readonly [BankDetails, readonly string[]])[] = [
    [details('sct', 'FR', 'EUR', { iban: 'DE89370400440532013000' }), ['bank_details_country']],
    [
      details('sct', 'DE', 'EUR', { iban: 'DE89370400440532013000', bic: 'BNPAFRPP' }),
      ['bank_details_bic_country'],
    ],
    [details('sct', 'TR', 'EUR', { iban: 'TR330006100519786457841326' }), ['bank_details_rail']],
    [details('telegraph', 'DE', 'EUR', {}), ['bank_details_rail']],
    [
      details(
        'cnaps',
        'CN',
        'CNY',
        { cnaps_code: '102100099996', account_number: '12345678' },
        { purpose: 'GOD' },
      ),
      ['bank_details_holder_kind'],
    ],
    [
      details('local', 'NG', 'NGN', { bank_code: '058', account_number: '0000014579' }),
      ['ng_nuban_check_digits'],
    ],
    [
      details(
        'pix',
        'BR',
        'BRL',
        { pix_key: 'anna@example.com' },
        { holder: { ...anna, identification: '1' } },
      ),
      ['br_cpf_length'],
    ],
    [details('fps', 'GB', 'GBP', { sort_code: '200000' }), ['bank_details_missing']],
    [
      details('fast', 'SG', 'SGD', { bank_code: '7171', account_number: '1234567' }),
      ['bank_details_missing'],
    ],
  ]
  for (const [given, rules] of cases)
    assert.deepEqual(rulesOf(validateBankDetails(given, today)), rules, given.rail)
})

test('a field that was put into the account says where it belongs', () => {
  const account = { routing_number: '021000021', account_number: '123456789', account_type: 'checking' }
  const read = validateBankDetails(details('ach', 'US', 'USD', account), today)
  const wrong = read.ok ? undefined : read.error.find(({ field }) => field === 'account.account_type')
  assert.equal(wrong?.detail, 'account_type stands beside `account`, not in it')
})

test('imported tables say more: the modulus of a sort code, and what a routing number takes', async () => {
  const { table } = await readModulusTable(
    pieces('200000 200099 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1\n'),
    pieces(''),
  )
  const wrong = details('fps', 'GB', 'GBP', { sort_code: '20-00-00', account_number: '01230001' })
  assert.deepEqual(rulesOf(validateBankDetails(wrong, today, { modulus: table })), ['gb_account_modulus'])
  assert.ok(validateBankDetails(wrong, today).ok)
  const line = `${'021000021O0210000891072505000000000FIRST BANK'.padEnd(155)}\n`
  const { rows } = await readAll(readFedAch(pieces(line), 'fixed', today))
  const directory = bankDirectory(rows)
  const wire = details(
    'wire',
    'US',
    'USD',
    { routing_number: '021000021', account_number: '12345' },
    { holder: { ...anna, address } },
  )
  assert.deepEqual(rulesOf(validateBankDetails(wire, today, { directory })), ['us_aba_service'])
  assert.deepEqual(
    rulesOf(validateBankDetails({ ...wire, rail: 'ach', account_type: 'checking' }, today, { directory })),
    [],
  )
  const unknown = { ...wire, account: { routing_number: '111000025', account_number: '12345' } }
  assert.deepEqual(rulesOf(validateBankDetails(unknown, today, { directory })), ['us_aba_unknown'])
})

test('a rail is one row for each country, and says how much it carries', () => {
  const rows = bankDetailsRows(startOfDay(today)).value
  const names = rows.map(({ rail, country }) => `${rail} ${country}`)
  assert.equal(new Set(names).size, names.length)
  assert.equal(bankDetailsRow('fps', 'GB', today)?.amount_max_minor, 100_000_000n)
  assert.equal(bankDetailsRow('sct', 'DE', today)?.country, 'sepa')
  assert.equal(bankDetailsRow('swift', 'DE', today)?.country, 'iban')
  assert.equal(bankDetailsRow('swift', 'KE', today)?.country, '*')
})

test('hostile details never throw', () => {
  const rows = bankDetailsRows(startOfDay(today)).value
  const text = hostileText(20)
  fc.assert(
    fc.property(
      fc.constantFrom(...rows),
      text,
      text,
      fc.constantFrom('iban', 'account_number', '__proto__', 'bic'),
      (row, a, b, field) => {
        const country = row.country.length === 2 ? row.country : 'DE'
        const read = validateBankDetails(
          details(row.rail, country, a, Object.fromEntries([[field, b]]), {
            holder: { name: a, kind: 'business' },
          }),
          today,
        )
        assert.ok(!read.ok)
      },
    ),
    { numRuns: 100 },
  )
})
