// Goal: a customer may refuse a return; the receiving bank contests what was refused without cause, and the money follows.
// Method: one simulator, its clock moved by hand; each return is read from the bank's file and dishonoured as it came.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openBankBench } from '../testing.ts'
import type { AchEntry } from './codec.ts'
import { achFile, answersIn, nacha } from './testing.ts'

const bench = await openBankBench()
after(() => bench.close())

const accounts = ['9900010001', '9902020001', '9903030001', '9900040099', '9900070001'] as const
const amountOf = (place: number): bigint => BigInt(1_000 * (place + 1))

/** The entry of a dishonour, as the customer's bank sends it to the receiving bank. */
function dishonor(entry: AchEntry, reason_code: string, settled: string) {
  const returned = nacha.returnOf(entry)
  return {
    transaction_code: entry.transaction_code,
    account_number: entry.account_number,
    amount: entry.amount,
    addenda: [
      {
        kind: 'dishonored_return' as const,
        reason_code,
        original_trace_number: returned?.original_trace_number ?? '',
        original_rdfi_identification: returned?.original_rdfi_identification ?? '',
        return_trace_number: entry.trace_number,
        return_settlement_date: settled,
        return_reason_code: returned?.reason_code.slice(1) ?? '',
        addenda_information: '',
        trace_number: '',
      },
    ],
  }
}
const entryIn = (file: string, account: string): AchEntry => {
  const found = answersIn(bench.read(file)).find(({ entry }) => entry.account_number === account)
  assert.ok(found, `${account} in ${file}`)
  return found.entry
}
const contestsIn = (file: string): string[] =>
  answersIn(bench.read(file)).map(
    ({ entry }) => `${nacha.returnOf(entry)?.reason_code} ${entry.account_number}`,
  )

test('dishonours in time and without cause are contested; those with cause are accepted', async () => {
  const entries = accounts.map((account_number, place) => ({ account_number, amount: amountOf(place) }))
  await bench.upload('sent.ach', achFile([{ entries }]))
  await bench.moveTo('2026-12-01T13:30:00Z')
  const morning = 'ACHRET_20261127_1.ach'
  const before = await bench.dollars()
  const text = achFile(
    [
      {
        effective_entry_date: '2026-12-02',
        entries: [
          // In time, so it is contested with R73.
          dishonor(entryIn(morning, '9900010001'), 'R68', '331'),
          // Really too late: accepted.
          dishonor(entryIn('ACHRET_20261201_1.ach', '9902020001'), 'R68', '335'),
          // The first of two is no duplicate, the second is.
          dishonor(entryIn(morning, '9903030001'), 'R67', '331'),
          dishonor(entryIn('ACHRET_20261130_1.ach', '9903030001'), 'R67', '334'),
          // Ends in 99: whoever holds it insists.
          dishonor(entryIn(morning, '9900040099'), 'R69', '331'),
          dishonor(entryIn(morning, '9900070001'), 'R69', '331'),
        ],
      },
    ],
    { created: '2026-12-01' },
  )
  await bench.upload('dishonoured.ach', text)
  await bench.moveTo('2026-12-02T13:30:00Z')
  assert.match(bench.read('dishonoured.ach.ack'), /status: accepted/)
  const back = [0, 1, 2, 2, 3, 4].reduce((sum, place) => sum + Number(amountOf(place)), 0)
  assert.equal(await bench.dollars(), before + back)
  await bench.moveTo('2026-12-03T13:15:00Z')
  assert.deepEqual(contestsIn('ACHRET_20261203_1.ach').toSorted(), [
    'R73 9900010001',
    'R75 9903030001',
    'R76 9900040099',
  ])
  const away = [0, 2, 3].reduce((sum, place) => sum + Number(amountOf(place)), 0)
  assert.equal(await bench.dollars(), before + back - away)
})

test('a contested dishonour names all three entries before it', () => {
  const contested = entryIn('ACHRET_20261203_1.ach', '9900010001').addenda.at(-1)
  assert.ok(contested?.kind === 'contested_return')
  const { original_settlement_date, return_settlement_date, dishonored_return_settlement_date } = contested
  assert.deepEqual(
    [original_settlement_date, return_settlement_date, dishonored_return_settlement_date],
    ['329', '331', '336'],
  )
  assert.equal(contested.return_trace_number, entryIn('ACHRET_20261127_1.ach', '9900010001').trace_number)
  assert.equal(contested.dishonored_return_reason_code, '68')
})

test('a dishonour after five banking days is too late', async () => {
  const entries = [dishonor(entryIn('ACHRET_20261127_1.ach', '9900070001'), 'R69', '331')]
  await bench.moveTo('2026-12-07T15:00:00Z')
  await bench.upload(
    'late.ach',
    achFile([{ effective_entry_date: '2026-12-08', entries }], { created: '2026-12-07', reference: 'LATE' }),
  )
  await bench.moveTo('2026-12-09T13:15:00Z')
  assert.deepEqual(contestsIn('ACHRET_20261209_1.ach'), ['R72 9900070001'])
})
