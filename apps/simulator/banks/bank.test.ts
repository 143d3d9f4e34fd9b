// Goal: a customer of Larkfield Bank gives files and fetches files over the real protocol, and every morning has a statement.
// Method: one simulator, its clock moved by hand; the product's own SFTP client and its own reader and gate of statements.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { codecs } from '../../../modules/rails/index.ts'
import { MERCHANT } from '../testing.ts'
import { withCheckDigit } from './ach/corrected.ts'
import { type BankBench, openBankBench } from './testing.ts'

const bench: BankBench = await openBankBench()
after(() => bench.close())
const { bai2Statements, loadGate } = await codecs.statements()

/** What the product would do with a statement. */
function judge(text: string) {
  const reader = bai2Statements()
  const gate = loadGate()
  const events = [...reader.push(Buffer.from(text)), ...reader.end()]
  for (const event of events) gate.take(event)
  return { ...gate.end(), events }
}

test('a world has an account in dollars and one in euros, whose numbers pass their checks', async () => {
  const { sftp, accounts } = await bench.view()
  assert.equal(sftp.user, MERCHANT)
  assert.deepEqual(sftp.host_keys, bench.simulator.host_keys)
  const [usd, eur] = accounts
  assert.equal(usd?.routing_number, withCheckDigit('09990000'))
  assert.match(usd?.account_number ?? '', /^\d{10}$/)
  const iban = eur?.iban ?? ''
  const turned = `${iban.slice(4)}${iban.slice(0, 4)}`.replaceAll('D', '13').replaceAll('E', '14')
  assert.equal(BigInt(turned) % 97n, 1n)
  assert.equal(eur?.bic, 'LRKFDEFFXXX')
  assert.deepEqual(
    accounts.map(({ balance }) => balance),
    ['10000000000', '10000000000'],
  )
})

test('an idle world has no statements: nothing waits on its calendar', async () => {
  assert.equal((await bench.control('GET', `/worlds/${MERCHANT}/next-due`))['next_due_at'], null)
})

test('the host key is kept where only its owner reads it', () => {
  assert.equal(statSync(join(bench.folder, 'sftp_host_key')).mode & 0o777, 0o600)
})

test('only the password of the world opens its folders', async () => {
  const refused = await bench.connect('wrong').list('')
  assert.equal(refused.kind === 'refused' && refused.reason, 'authentication_failed')
  const listed = await bench.connect().list('')
  assert.ok(listed.kind === 'done')
  assert.deepEqual(
    listed.value.entries.map(({ name }) => name),
    ['inbound', 'outbound'],
  )
})

test('a file that nobody can read is taken away at once and rejected minutes later', async () => {
  assert.equal((await bench.upload('letter.txt', 'Dear bank')).kind, 'done')
  assert.deepEqual(readdirSync(join(bench.folder, 'sftp', MERCHANT, 'inbound')), [])
  assert.deepEqual(bench.names(), [])
  const happened = await bench.moveTo('2026-11-24T12:10:00Z')
  assert.deepEqual(
    happened.map(({ kind, name }) => [kind, name]),
    [['bank_ack_put', 'letter.txt.ack']],
  )
  const ack = bench.read('letter.txt.ack')
  assert.match(
    ack,
    /^status: rejected\nreason: unknown_format\nsha256: [0-9a-f]{64}\nreceived_at: 2026-11-24T12:00:00/,
  )
})

test('a temporary name is left alone, and a file that lies there is taken when the clock moves', async () => {
  const inbound = join(bench.folder, 'sftp', MERCHANT, 'inbound')
  writeFileSync(join(inbound, '.half.part'), 'ha')
  writeFileSync(join(inbound, 'whole.txt'), 'whole')
  await bench.moveTo('2026-11-24T12:20:00Z')
  assert.deepEqual(readdirSync(inbound), ['.half.part'])
  assert.ok(
    bench.names().includes('whole.txt.ack') || (await bench.moveTo('2026-11-24T12:30:00Z')).length === 1,
  )
})

test('a second answer to the same name gets a name of its own', async () => {
  await bench.upload('letter.txt', 'Dear bank, again')
  await bench.moveTo('2026-11-24T12:40:00Z')
  assert.match(bench.read('letter.txt.2.ack'), /rejected/)
})

test('on the next banking morning there is a statement that the product loads', async () => {
  await bench.moveTo('2026-11-25T10:59:00Z')
  assert.ok(!bench.names().includes('BAI2_20261125_1.bai'))
  await bench.moveTo('2026-11-25T11:00:00Z')
  const { verdict, statements, events } = judge(bench.read('BAI2_20261125_1.bai'))
  assert.deepEqual([verdict, statements.flatMap(({ faults }) => faults)], ['load', []])
  const closed = events.find((one) => one.event === 'closed')
  assert.deepEqual(
    closed?.event === 'closed' && closed.foot.balances.map(({ kind, amount_minor }) => [kind, amount_minor]),
    [
      ['opening_booked', 10_000_000_000n],
      ['closing_booked', 10_000_000_000n],
      ['closing_available', 10_000_000_000n],
    ],
  )
})

test('Thanksgiving has no statement; that of the day before comes on Friday', async () => {
  await bench.moveTo('2026-11-27T11:00:00Z')
  assert.deepEqual(
    bench.names().filter((name) => name.startsWith('BAI2')),
    ['BAI2_20261125_1.bai', 'BAI2_20261127_1.bai'],
  )
  assert.match(bench.read('BAI2_20261127_1.bai'), /^02,[^\n]*,261125,/m)
})

test('a reset takes the files and the history, and keeps the account', async () => {
  const before = await bench.view()
  await bench.control('POST', `/worlds/${MERCHANT}/reset`)
  assert.deepEqual(bench.names(), [])
  assert.ok(existsSync(join(bench.folder, 'sftp', MERCHANT, 'outbound', 'archive')))
  assert.deepEqual(await bench.view(), before)
})
