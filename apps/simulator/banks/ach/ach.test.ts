// Goal: what a customer's ACH file sets in motion: an acknowledgement, money on the settlement day, and what comes back.
// Method: one simulator, its clock moved by hand through one week; files written and read with the product's codec.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { codecs } from '../../../../modules/rails/index.ts'
import { MERCHANT } from '../../testing.ts'
import { openBankBench } from '../testing.ts'
import { achFile, answersIn, nacha, RDFI, shortAnswers } from './testing.ts'

const bench = await openBankBench()
after(() => bench.close())
const OPENING = 10_000_000_000
const { bai2Statements, loadGate } = await codecs.statements()

const ackOf = (name: string): Record<string, string> =>
  Object.fromEntries(
    bench
      .read(`${name}.ack`)
      .trim()
      .split('\n')
      .map((line) => line.split(': ') as [string, string]),
  )
const one = (account_number: string, more: object = {}) => ({ account_number, ...more })
const entries = [
  one('1234567890', { amount: 10_000n }),
  one('9900010001', { amount: 20_000n }),
  one('9901020001', { amount: 30_000n }),
  one('9901100001', { amount: 40_000n }),
  one('9902030001', { amount: 50_000n }),
  one('9903010001', { amount: 60_000n }),
  one('9908010001', { amount: 70_000n }),
  one('9900130001', { amount: 80_000n }),
  one('9900020002', { amount: 90_000n, transaction_code: '22' }),
  one('9900040003', { amount: 0n, transaction_code: '28' }),
]
const debits = 360_000
const credits = 90_000
const first = achFile([{ entries }], { reference: 'FILE0001' })

test('a file is accepted minutes later, with its totals', async () => {
  await bench.upload('ACH_1.ach', first)
  await bench.moveTo('2026-11-24T12:10:00Z')
  const { sha256, received_at, ...said } = ackOf('ACH_1.ach')
  assert.deepEqual(said, {
    status: 'accepted',
    batches: '1',
    entries: '10',
    total_debit: String(debits),
    total_credit: String(credits),
  })
  assert.match(sha256 ?? '', /^[0-9a-f]{64}$/)
  assert.equal(received_at, '2026-11-24T12:00:00.000000Z')
})

test('the same content under another name is a duplicate for seven days', async () => {
  await bench.upload('ACH_again.ach', first)
  await bench.moveTo('2026-11-24T12:20:00Z')
  assert.equal(ackOf('ACH_again.ach')['reason'], 'duplicate')
})

test('files are rejected as a whole, with the line and the rule where it is one of the format', async () => {
  await bench.upload('wrong_total.ach', first.replace(/^(9\d{30})\d{12}/m, '$1000000000001'))
  await bench.upload('elsewhere.ach', achFile([{ entries }], { destination: RDFI }))
  await bench.upload('cut.ach', first.slice(0, 400))
  await bench.moveTo('2026-11-24T12:30:00Z')
  const { reason, rule, line } = ackOf('wrong_total.ach')
  assert.deepEqual([reason, rule, line], ['format', 'nacha_total_debit', '14'])
  assert.equal(ackOf('elsewhere.ach')['reason'], 'wrong_destination')
  assert.equal(ackOf('cut.ach')['reason'], 'format')
})

test('small letters and very large batches are refused by rules that nobody was told', async () => {
  const text = achFile([
    { entries: [one('1111111111')], company_entry_description: 'Rent' },
    {
      entries: Array.from({ length: 30 }, () =>
        one('1111111111', { amount: ((99_999_999_00n / 10n) * 10n) / 10n }),
      ),
    },
    { entries: [one('1111111111', { amount: 1n })], effective_entry_date: '2026-11-30' },
  ])
  await bench.upload('mixed.ach', text)
  await bench.moveTo('2026-11-24T12:40:00Z')
  const ack = bench.read('mixed.ach.ack')
  assert.match(ack, /^status: accepted\nbatches: 1\nentries: 1\ntotal_debit: 1\n/)
  assert.match(ack, /refused_batch: 1 not_permitted\nrefused_batch: 2 not_permitted\n/)
})

test('companies that were not agreed may not send where some are listed', async () => {
  await bench.control('PUT', `/worlds/${MERCHANT}`, { bank: { company_ids: ['9999999999'] } })
  await bench.upload('stranger.ach', achFile([{ entries: [one('1')] }], { reference: 'X' }))
  await bench.control('PUT', `/worlds/${MERCHANT}`, { bank: { company_ids: [] } })
  await bench.moveTo('2026-11-24T12:50:00Z')
  assert.equal(ackOf('stranger.ach')['reason'], 'not_agreed')
})

test('the operator returns in the file of the same evening, before the entry settles', async () => {
  await bench.moveTo('2026-11-24T22:45:00Z')
  assert.deepEqual(shortAnswers(bench.read('ACHRET_20261124_2.ach')), ['R13 9900130001 debit 80000'])
  assert.equal(await bench.dollars(), OPENING - 80_000)
})

test('on the settlement day the account moves once for the debits of a batch and once for its credits', async () => {
  await bench.moveTo('2026-11-25T13:29:00Z')
  assert.equal(await bench.dollars(), OPENING - 80_000)
  await bench.moveTo('2026-11-25T13:30:00Z')
  // One cent is of the small batch, whose date is further ahead than a debit may be: it settles on the next banking day.
  assert.equal(await bench.dollars(), OPENING - 80_000 + debits + 1 - credits)
})

test('on the banking day after, over Thanksgiving, what was ordered comes back with original trace and amount', async () => {
  await bench.moveTo('2026-11-27T13:15:00Z')
  const text = bench.read('ACHRET_20261127_1.ach')
  assert.deepEqual(shortAnswers(text).toSorted(), [
    'C01 9908010001 debit 0',
    'R01 9900010001 debit 20000',
    'R01 9903010001 debit 60000',
    'R02 9900020002 credit 90000',
    'R04 9900040003 debit 0',
  ])
  const came = answersIn(text)
  const nsf = came.find(({ entry }) => entry.account_number === '9900010001')
  assert.deepEqual(nsf && nacha.returnOf(nsf.entry)?.original_trace_number, '099900000000002')
  assert.equal(nsf && nacha.returnOf(nsf.entry)?.original_rdfi_identification, RDFI.slice(0, 8))
  assert.equal(nsf?.header.company_entry_description, 'RENT')
  assert.equal(nsf?.entry.routing_number, '099900001')
  const change = came.find(({ entry }) => entry.account_number === '9908010001')
  assert.equal(change && nacha.notificationOf(change.entry)?.corrections.account_number, '8908010001')
})

test('the money of returns moves once per file and direction', async () => {
  assert.equal(await bench.dollars(), OPENING - 80_000 + debits + 1 - credits - 80_000 + 90_000)
})

test('the last moment, too late, and a second time', async () => {
  await bench.moveTo('2026-11-30T13:15:00Z')
  assert.deepEqual(shortAnswers(bench.read('ACHRET_20261130_1.ach')).toSorted(), [
    'R01 9903010001 debit 60000',
    'R02 9901020001 debit 30000',
  ])
  await bench.moveTo('2026-12-01T13:15:00Z')
  assert.deepEqual(shortAnswers(bench.read('ACHRET_20261201_1.ach')), ['R03 9902030001 debit 50000'])
})

test('statements of the week follow one another and account for every cent', async () => {
  await bench.moveTo('2026-12-02T11:00:00Z')
  const gate = loadGate()
  const files = bench.names().filter((name) => name.startsWith('BAI2'))
  const lines: string[] = []
  for (const name of files) {
    const reader = bai2Statements()
    for (const event of [...reader.push(Buffer.from(bench.read(name))), ...reader.end()]) {
      gate.take(event)
      if (event.event === 'lines')
        lines.push(
          ...event.lines.map(
            (line) => `${line.booking_on} ${line.bank_transaction_code} ${line.amount_minor}`,
          ),
        )
    }
  }
  const { verdict, statements } = gate.end()
  assert.deepEqual([verdict, statements.flatMap(({ faults }) => faults)], ['load', []])
  assert.equal(statements.length, 5)
  assert.deepEqual(lines, [
    '2026-11-24 468 80000',
    '2026-11-25 165 360000',
    '2026-11-25 455 90000',
    '2026-11-25 165 1',
    '2026-11-27 468 80000',
    '2026-11-27 168 90000',
    '2026-11-30 468 90000',
    '2026-12-01 468 50000',
  ])
  assert.match(
    bench.read('BAI2_20261127_1.bai'),
    /88,ACH DEBITS ACME CORP 1210428821 PPD RENT BATCH 0000001 FILE FILE0001/,
  )
})

test('what is unauthorised comes back on the last day of its sixty', async () => {
  await bench.moveTo('2027-01-24T13:15:00Z')
  assert.ok(!bench.names().some((name) => name.startsWith('ACHRET_2027')))
  await bench.moveTo('2027-01-25T13:15:00Z')
  assert.deepEqual(shortAnswers(bench.read('ACHRET_20270125_1.ach')), ['R10 9901100001 debit 40000'])
})

test('entries of every class come back as they were sent', async () => {
  const remittance = {
    kind: 'payment' as const,
    payment_information: 'RMR*IV*1',
    sequence_number: 1,
    entry_sequence_number: '',
  }
  const text = achFile(
    [
      { sec_code: 'CCD', entries: [one('9900030001')] },
      { sec_code: 'CTX', entries: [one('9900030002', { addenda: [remittance, remittance] })] },
      {
        sec_code: 'WEB',
        entries: [one('9900030003', { discretionary: 'S' }), one('9908050003', { discretionary: 'R' })],
      },
      { sec_code: 'TEL', entries: [one('9900030004', { discretionary: 'S' })] },
      { company_entry_description: 'REVERSAL', entries: [one('9900030005', { transaction_code: '32' })] },
    ],
    { created: '2027-01-25', reference: 'CLASSES' },
  )
  await bench.upload('classes.ach', text)
  await bench.moveTo('2027-01-26T13:15:00Z')
  const came = answersIn(bench.read('ACHRET_20270126_1.ach'))
  assert.deepEqual(
    came
      .map(({ header, entry }) => `${header.sec_code} ${entry.account_number} ${entry.transaction_code}`)
      .toSorted(),
    [
      'CCD 9900030001 26',
      'COR 9908050003 26',
      'CTX 9900030002 26',
      'PPD 9900030005 31',
      'TEL 9900030004 26',
      'WEB 9900030003 26',
    ],
  )
})

test('the offset of a balanced batch is not counted a second time', async () => {
  const { accounts } = await bench.view()
  const own = accounts.find(({ currency }) => currency === 'USD')
  const offset = {
    account_number: own?.account_number ?? '',
    routing_number: own?.routing_number ?? '',
    amount: 500n,
  }
  const before = await bench.dollars()
  const pays = one('1234567890', { transaction_code: '22', amount: 500n })
  await bench.upload(
    'balanced.ach',
    achFile([{ entries: [pays, offset] }], { created: '2027-01-27', reference: 'OFFSET' }),
  )
  await bench.moveTo('2027-01-28T13:30:00Z')
  assert.equal(await bench.dollars(), before - 500)
})

test('the books list every movement with the file that caused it', async () => {
  const books = await bench.control('GET', `/worlds/${MERCHANT}/books`)
  const movements = books['bank_movements'] as { amount: string; refs: Record<string, string> }[]
  const sum = movements.reduce((total, { amount }) => total + Number(amount), 0)
  assert.equal(await bench.dollars(), OPENING + sum)
  assert.deepEqual(
    movements
      .filter(({ refs }) => refs['file_reference'] === 'OFFSET')
      .map(({ amount, refs }) => [amount, refs['file_name']]),
    [['-500', 'balanced.ach']],
  )
})
