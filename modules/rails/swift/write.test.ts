// Goal: what is written is read back as it was, and nothing is written that would be read as something else.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { MtAgent } from './agent.ts'
import { type Mt103, readMt103 } from './mt103.ts'
import { type Mt202, readMt202 } from './mt202.ts'
import type { MtParty } from './party.ts'
import { readMtFile } from './read.ts'
import type { MtBalance, StatementLine } from './statement.ts'
import { germanDetails, type WrittenLine, writeMt940 } from './statement_write.ts'
import { bytesOf, fin, fullMt103, oneMessage, user121 } from './testing.ts'
import type { MtAmount } from './values.ts'
import { writeFin, writeMt103, writeMt202 } from './write.ts'

const characters = 'ABCXYZabcxyz0123456789 ?().,+'.split('')
const word = (max: number) =>
  fc
    .string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: max })
    .map((text) => `A${text}`.trimEnd().slice(0, max))
const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(one, { nil: undefined })
const amount: fc.Arbitrary<MtAmount> = fc.record({
  currency: fc.constantFrom('EUR' as const, 'JPY' as const, 'KWD' as const),
  minor: fc.bigInt({ min: 0n, max: 10n ** 11n }),
})
const day = fc
  .tuple(
    fc.integer({ min: 1980, max: 2079 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
  )
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join('-'))
const bic = fc.constantFrom('BANKDEFF', 'BANKGB2LXXX', 'BANKUS33')
const noAgent: MtAgent = {
  option: 'A',
  side: undefined,
  account: undefined,
  clearing: undefined,
  bic: undefined,
  location: undefined,
  name_lines: [],
}
const agent: fc.Arbitrary<MtAgent> = fc.oneof(
  fc.record({ bic, account: maybe(word(34)), side: fc.constantFrom('C', undefined) }).map(
    ({ bic: code, account, side }): MtAgent => ({
      ...noAgent,
      bic: code,
      account,
      side: account === undefined ? undefined : side,
    }),
  ),
  fc
    .constantFrom('FW021000021', 'SC123456')
    .map((clearing): MtAgent => ({ ...noAgent, option: 'C', clearing })),
  fc
    .record({
      clearing: maybe(fc.constant('BL10020030')),
      name_lines: fc.array(word(35), { minLength: 1, maxLength: 4 }),
    })
    .map((parts): MtAgent => ({ ...noAgent, option: 'D', ...parts })),
)
const noParty: MtParty = {
  option: '',
  account: undefined,
  identifier: undefined,
  bic: undefined,
  numbered: [],
  name_lines: [],
}
const party = (plain: string): fc.Arbitrary<MtParty> =>
  fc.oneof(
    fc
      .record({ account: maybe(word(34)), name_lines: fc.array(word(35), { minLength: 1, maxLength: 4 }) })
      .map((parts): MtParty => ({ ...noParty, option: plain, ...parts })),
    fc
      .record({ account: maybe(word(34)), bic })
      .map((parts): MtParty => ({ ...noParty, option: 'A', ...parts })),
    fc.record({ account: maybe(word(34)), name: word(33), street: word(33) }).map(
      ({ account, name, street }): MtParty => ({
        ...noParty,
        option: 'F',
        account,
        numbered: [
          { number: '1', text: name },
          { number: '2', text: street },
          { number: '3', text: 'DE/Berlin' },
        ],
      }),
    ),
  )
const lines = (max: number): fc.Arbitrary<readonly string[]> => fc.array(word(35), { maxLength: max })

const payment: fc.Arbitrary<Mt103> = fc.record({
  reference: word(16),
  time_indications: fc.constantFrom([], ['/CLSTIME/0915+0100']),
  bank_operation: fc.constant('CRED'),
  instructions: fc.constantFrom(
    [],
    [
      { code: 'PHOB', text: '+49' },
      { code: 'SDVA', text: undefined },
    ],
  ),
  transaction_type: maybe(fc.constant('K90')),
  value_date: day,
  amount,
  instructed: maybe(amount),
  rate: maybe(fc.constantFrom('0,9', '1,')),
  ordering_customer: party('K'),
  sending_institution: fc.constant(undefined),
  ordering_institution: maybe(agent),
  sender_correspondent: maybe(agent),
  receiver_correspondent: maybe(agent),
  third_reimbursement: maybe(agent),
  intermediary: maybe(agent),
  account_with: maybe(agent),
  beneficiary: party(''),
  remittance: lines(4),
  charges: fc.constantFrom('OUR' as const, 'SHA' as const, 'BEN' as const),
  sender_charges: fc.array(amount, { maxLength: 3 }),
  receiver_charges: maybe(amount),
  sender_to_receiver: lines(6),
  regulatory: lines(3),
  envelope: fc.constant([]),
})

const headers = { sender: 'BANKGB2L', receiver: 'BANKDEFFXXX', sent_on: '2026-11-20', sent_at: '0905' }
/** Records of fast-check have no prototype. */
const plain = <T>(value: T): T => structuredClone(value)
const refused = (faults: readonly { severity: string; rule: string }[]): string[] =>
  faults.filter(({ severity }) => severity === 'refused').map(({ rule }) => rule)

test('an MT103 that is written is read as it was', () => {
  fc.assert(
    fc.property(payment, (wanted) => {
      const { value, faults } = readMt103(oneMessage(writeFin('103', writeMt103(wanted), headers)))
      assert.deepEqual(value, plain(wanted))
      assert.deepEqual(refused(faults), [])
    }),
    { numRuns: 120 },
  )
})

test('an MT202, also one that covers a payment, is read as it was', () => {
  const transfer: fc.Arbitrary<Mt202> = fc.record({
    reference: word(16),
    related_reference: word(16),
    time_indications: fc.constant([]),
    value_date: day,
    amount,
    ordering_institution: maybe(agent),
    sender_correspondent: maybe(agent),
    receiver_correspondent: maybe(agent),
    intermediary: maybe(agent),
    account_with: maybe(agent),
    beneficiary_institution: agent,
    sender_to_receiver: lines(6),
    covered: maybe(
      fc.record({
        ordering_customer: party('K'),
        ordering_institution: maybe(agent),
        intermediary: maybe(agent),
        account_with: maybe(agent),
        beneficiary: party(''),
        remittance: lines(4),
        sender_to_receiver: lines(6),
        instructed: maybe(amount),
      }),
    ),
  })
  fc.assert(
    fc.property(transfer, (wanted) => {
      const more = wanted.covered === undefined ? {} : { validation: 'COV' }
      const { value, faults } = readMt202(
        oneMessage(writeFin('202', writeMt202(wanted), { ...headers, ...more })),
      )
      assert.deepEqual(value, plain(wanted))
      assert.deepEqual(faults, [])
    }),
    { numRuns: 80 },
  )
})

test('a message with every field comes back as the same text', () => {
  const text = fin('103', fullMt103, user121)
  const { value, faults } = readMt103(oneMessage(text))
  assert.ok(value)
  assert.deepEqual(faults, [])
  const again = writeFin('103', writeMt103(value), headers)
  assert.deepEqual(readMt103(oneMessage(again)).value, value)
})

const written: fc.Arbitrary<WrittenLine> = fc
  .record({
    at: day,
    direction: fc.constantFrom('credit' as const, 'debit' as const),
    is_reversal: fc.boolean(),
    minor: fc.bigInt({ min: 0n, max: 10n ** 9n }),
    reference: word(16),
    bank_reference: maybe(word(16)),
    supplementary: maybe(word(34)),
    details: fc.constantFrom([], ['SOME WORDS', 'MORE']),
  })
  .map(({ at, minor, bank_reference, supplementary, ...parts }) => ({
    ...parts,
    value_date: at,
    booking_date: at,
    amount: minor,
    currency: 'EUR',
    transaction_type: 'NTRF',
    ...(bank_reference === undefined ? {} : { bank_reference }),
    ...(supplementary === undefined ? {} : { supplementary }),
  }))
const balance = (minor: bigint): MtBalance => ({
  direction: minor < 0n ? 'debit' : 'credit',
  date: '2026-11-20',
  currency: 'EUR',
  amount: minor < 0n ? -minor : minor,
  is_intermediate: false,
})

const shown = (line: StatementLine | WrittenLine): readonly unknown[] => [
  line.value_date,
  line.booking_date,
  line.direction,
  line.is_reversal,
  line.amount,
  line.reference,
  line.bank_reference,
  line.supplementary,
]

test('a statement that is written is read as it was, and adds up', () => {
  fc.assert(
    fc.property(fc.array(written, { maxLength: 8 }), (entries) => {
      const sum = entries.reduce(
        (total, { direction, amount: minor }) => total + (direction === 'credit' ? minor : -minor),
        0n,
      )
      const text = writeMt940(
        {
          reference: 'S1',
          account: 'DE89370400440532013000',
          statement_number: '1',
          sequence_number: '1',
          opening: balance(0n),
          closing: balance(sum),
          available: balance(sum),
        },
        entries,
      )
      const { statements, faults } = readMtFile(bytesOf(text))
      assert.deepEqual(faults, [])
      const [statement] = statements
      assert.deepEqual(statement?.closing, balance(sum))
      assert.deepEqual(
        statement?.lines.map((line) => [...shown(line), line.details.raw]),
        entries.map((line) => [...shown(line), line.details]),
      )
    }),
    { numRuns: 80 },
  )
})

test('German details are cut into sub-fields and come back whole', () => {
  const details = germanDetails({
    business_code: '166',
    posting_text: 'GUTSCHRIFT',
    prima_nota: '9310',
    key_words: [
      ['EREF', 'E2E-1'],
      ['SVWZ', `Rent for November ${'and December '.repeat(6)}`.trim()],
    ],
    bank_code: 'BANKDEFF',
    account: 'DE89370400440532013000',
    name: 'A landlord with a rather long name',
  })
  const line: WrittenLine = {
    value_date: '2026-11-20',
    direction: 'credit',
    amount: 1n,
    currency: 'EUR',
    transaction_type: 'NTRF',
    details,
  }
  const [statement] = readMtFile(
    bytesOf(
      writeMt940(
        { reference: 'S1', account: '1', statement_number: '1', opening: balance(0n), closing: balance(1n) },
        [line],
      ),
    ),
  ).statements
  const read = statement?.lines[0]?.details
  assert.equal(read?.references['end_to_end_id'], 'E2E-1')
  assert.equal(read?.references['remittance'], `Rent for November ${'and December '.repeat(6)}`.trim())
  assert.equal(read?.name, 'A landlord with a rather long name')
})

test('what would be read as something else is not written', () => {
  const line: WrittenLine = {
    value_date: '2026-11-20',
    direction: 'credit',
    amount: 1n,
    currency: 'EUR',
    transaction_type: 'NTRF',
  }
  const page = {
    reference: 'S1',
    account: '1',
    statement_number: '1',
    opening: balance(0n),
    closing: balance(1n),
  }
  for (const bad of [
    { amount: -1n },
    { reference: 'A//B' },
    { details: ['A', ':61:X'] },
    { details: ['A', '-}'] },
    { details: Array.from({ length: 7 }, () => 'A') },
    { supplementary: 'A\nB' },
  ])
    assert.throws(() => writeMt940(page, [{ ...line, ...bad }]), { name: 'Bug' })
})
