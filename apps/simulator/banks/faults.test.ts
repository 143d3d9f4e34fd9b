// Goal: a bank on a bad day, one kind of it after the other: what the customer sees, and that the books stay right.
// Method: one simulator, its clock moved by hand; each fault strikes once, and what follows without it is seen too.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { codecs } from '../../../modules/rails/index.ts'
import { MERCHANT } from '../testing.ts'
import { achFile, answersIn } from './ach/testing.ts'
import { openBankBench } from './testing.ts'

const bench = await openBankBench()
after(() => bench.close())
const { bai2Statements, loadGate } = await codecs.statements()

function verdictOf(name: string) {
  const gate = loadGate()
  const reader = bai2Statements()
  for (const event of [...reader.push(Buffer.from(bench.read(name))), ...reader.end()]) gate.take(event)
  const { verdict, statements } = gate.end()
  return { verdict, rules: statements.flatMap(({ faults }) => faults.map(({ rule }) => rule)) }
}
const returned = (place: number) => ({ account_number: `990001000${place}`, amount: BigInt(1_000 * place) })
let sent = 0
/** One debit that comes back with R01 on the banking day after the next. */
async function sendReturned(effective_entry_date: string): Promise<void> {
  sent++
  const text = achFile([{ effective_entry_date, entries: [returned(sent)] }], { reference: `F${sent}` })
  const outcome = await bench.upload(`ACH_${sent}.ach`, text)
  assert.equal(outcome.kind, 'done')
}

test('a bank that is down lets nobody in and breaks who is in', async () => {
  const inside = bench.connect()
  assert.equal((await inside.list('inbound')).kind, 'done')
  await bench.faults({ kind: 'sftp_down' })
  assert.equal((await inside.list('inbound')).kind, 'refused')
  const outside = await bench.connect().list('inbound')
  assert.notEqual(outside.kind === 'refused' && outside.reason, 'authentication_failed')
  await bench.faults()
  assert.equal((await bench.connect().list('inbound')).kind, 'done')
})

test('a connection that breaks after the renaming leaves the outcome unknown, and the file is the bank’s', async () => {
  await bench.faults({ kind: 'drop_after_upload', count: 1 })
  const text = achFile([{ entries: [{ account_number: '1234567890' }] }], { reference: 'DROPPED' })
  const outcome = await bench.upload('dropped.ach', text, bench.connect())
  assert.equal(outcome.kind, 'unknown')
  assert.deepEqual(readdirSync(join(bench.folder, 'sftp', MERCHANT, 'inbound')), [])
  await bench.moveTo('2026-11-24T12:10:00Z')
  assert.match(bench.read('dropped.ach.ack'), /status: accepted/)
})

test('a file whose acknowledgement is lost is processed all the same', async () => {
  await bench.faults({ kind: 'ack_lost', count: 1 })
  const before = await bench.dollars()
  await sendReturned('2026-11-25')
  await bench.moveTo('2026-11-25T13:30:00Z')
  assert.ok(!bench.names().includes('ACH_1.ach.ack'))
  assert.equal(await bench.dollars(), before + 1_000 + 10_000)
})

test('a silent bank puts nothing out until the time that was said', async () => {
  await bench.faults({ kind: 'silent', until_at: '2026-11-27T20:00:00Z' })
  const before = bench.names()
  await bench.moveTo('2026-11-27T19:59:00Z')
  assert.deepEqual(bench.names(), before)
  const happened = await bench.moveTo('2026-11-27T20:00:00Z')
  assert.ok(happened.some(({ kind }) => kind === 'bank_outbound_ready'))
  assert.ok(bench.names().includes('ACHRET_20261127_1.ach'))
  assert.ok(bench.names().includes('BAI2_20261127_1.bai'))
})

test('statements are missing, come twice, or with a total that is wrong', async () => {
  await bench.faults({ kind: 'statement_missing', count: 1 })
  await bench.moveTo('2026-11-30T11:00:00Z')
  assert.ok(!bench.names().some((name) => name.startsWith('BAI2_20261130')))
  await bench.faults({ kind: 'statement_twice', count: 1 })
  await bench.moveTo('2026-12-01T11:00:00Z')
  assert.deepEqual(
    bench.names().filter((name) => name.startsWith('BAI2_20261201')),
    ['BAI2_20261201_1.bai', 'BAI2_20261201_2.bai'],
  )
  assert.notEqual(bench.read('BAI2_20261201_1.bai'), bench.read('BAI2_20261201_2.bai'))
  await bench.faults({ kind: 'statement_wrong_total', count: 1 })
  await bench.moveTo('2026-12-02T11:00:00Z')
  assert.deepEqual(verdictOf('BAI2_20261202_1.bai'), { verdict: 'quarantine', rules: ['bai2_account_total'] })
  await bench.moveTo('2026-12-03T11:00:00Z')
  assert.equal(verdictOf('BAI2_20261203_1.bai').verdict, 'load')
})

test('returns that come twice move their money once', async () => {
  await bench.moveTo('2026-12-03T12:00:00Z')
  const before = await bench.dollars()
  await sendReturned('2026-12-04')
  await bench.faults({ kind: 'returns_twice', count: 1 })
  await bench.moveTo('2026-12-07T13:15:00Z')
  const [one, two] = ['ACHRET_20261207_1.ach', 'ACHRET_20261207_3.ach'].map((name) => bench.read(name))
  assert.notEqual(one, two)
  assert.deepEqual(answersIn(one ?? ''), answersIn(two ?? ''))
  assert.equal(await bench.dollars(), before)
})

test('a file of returns that is out of order comes after that of the next day', async () => {
  await bench.moveTo('2026-12-07T15:00:00Z')
  await sendReturned('2026-12-08')
  await bench.faults({ kind: 'returns_out_of_order', count: 1 })
  await bench.moveTo('2026-12-08T15:00:00Z')
  await sendReturned('2026-12-09')
  await bench.moveTo('2026-12-10T13:15:00Z')
  assert.ok(bench.names().includes('ACHRET_20261210_1.ach'))
  assert.ok(!bench.names().includes('ACHRET_20261209_1.ach'))
  await bench.moveTo('2026-12-10T14:15:00Z')
  assert.ok(bench.names().includes('ACHRET_20261209_1.ach'))
})

test('a file may be there half, under its final name, and whole a minute later', async () => {
  await bench.faults({ kind: 'half_written', count: 1 })
  await bench.moveTo('2026-12-11T11:00:00Z')
  const half = bench.read('BAI2_20261211_1.bai')
  assert.equal(verdictOf('BAI2_20261211_1.bai').verdict, 'quarantine')
  await bench.moveTo('2026-12-11T11:01:00Z')
  const whole = bench.read('BAI2_20261211_1.bai')
  assert.ok(whole.startsWith(half) && whole.length > half.length)
  assert.equal(verdictOf('BAI2_20261211_1.bai').verdict, 'load')
})

test('faults of the bank strike no acquirer, and how often each struck is told', async () => {
  await bench.control('PUT', `/worlds/${MERCHANT}/faults`, {
    faults: [{ kind: 'ack_lost' }, { kind: 'silent' }],
  })
  await bench.upload('letter.txt', 'Dear bank')
  await bench.moveTo('2026-12-11T11:20:00Z')
  const { faults } = (await bench.control('GET', `/worlds/${MERCHANT}/faults`)) as {
    faults: { kind: string; uses: number }[]
  }
  assert.deepEqual(
    faults.map(({ kind, uses }) => [kind, uses]),
    [
      ['ack_lost', 1],
      ['silent', 0],
    ],
  )
})

test('a statement that was missing or wrong is made good when the fault says how much later', async () => {
  // All but the records 01, whose moment and number are those of the file, and not of the day.
  const dayOf = (name: string) => bench.read(name).split('\n').slice(1)
  const of = (day: string) => bench.names().filter((name) => name.startsWith(`BAI2_${day}`))
  await bench.faults()
  await bench.moveTo('2026-12-11T12:00:00Z')
  await sendReturned('2026-12-11')
  await bench.faults({ kind: 'statement_missing', count: 1, ms: 3 * 3_600_000 })
  await bench.moveTo('2026-12-14T13:59:59Z')
  assert.deepEqual(of('20261214'), [])
  const happened = await bench.moveTo('2026-12-14T14:00:00Z')
  assert.deepEqual(
    happened.map(({ kind, day, names }) => [kind, day, names]),
    [['bank_statement_bai2_late', '2026-12-11', ['BAI2_20261214_late.bai']]],
  )
  assert.deepEqual(verdictOf('BAI2_20261214_late.bai'), { verdict: 'load', rules: [] })
  assert.ok(dayOf('BAI2_20261214_late.bai').some((line) => line.startsWith('16,165,')))
  // A day later: beside the statement of the next morning, which is right.
  await bench.faults({ kind: 'statement_wrong_total', count: 1, ms: 24 * 3_600_000 })
  await bench.moveTo('2026-12-16T10:59:59Z')
  assert.deepEqual(of('20261215'), ['BAI2_20261215_1.bai'])
  assert.equal(verdictOf('BAI2_20261215_1.bai').verdict, 'quarantine')
  await bench.moveTo('2026-12-16T11:00:00Z')
  assert.deepEqual(verdictOf('BAI2_20261215_late.bai'), { verdict: 'load', rules: [] })
  const totals = /^(49|98|99),/
  const [wrong, right] = ['BAI2_20261215_1.bai', 'BAI2_20261215_late.bai'].map((name) =>
    dayOf(name).filter((line) => !totals.test(line)),
  )
  assert.deepEqual(right, wrong)
  assert.deepEqual(of('20261216'), ['BAI2_20261216_1.bai'])
  assert.equal(verdictOf('BAI2_20261216_1.bai').verdict, 'load')
  // Those of the test above had no `ms`.
  assert.deepEqual([...of('20261130'), ...of('20261202')], ['BAI2_20261202_1.bai'])
})
