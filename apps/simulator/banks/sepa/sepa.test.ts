// Goal: transfers and collections of SEPA go through Larkfield Bank as they go through a bank: statuses, bookings, returns,
// refunds and recalls, in messages that are valid.
// Method: one simulator, its clock moved by hand; customer files and answers through the product's own codec and checks.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { codecs } from '../../../../modules/rails/index.ts'
import { MERCHANT } from '../../testing.ts'
import { type BankBench, openBankBench } from '../testing.ts'
import {
  collections,
  faultsIn,
  groupsIn,
  ibanEnding,
  iso,
  recalls,
  returnsIn,
  reversals,
  statusesIn,
  transfers,
} from './testing.ts'

const bench: BankBench = await openBankBench()
after(() => bench.close())
const { camtStatements, loadGate } = await codecs.statements()

const eur = async (): Promise<number> =>
  Number((await bench.view()).accounts.find(({ currency }) => currency === 'EUR')?.balance)
/** The messages of a kind that lie in `outbound`; each is looked at with everything that the product has. */
async function received(prefix: string): Promise<string[]> {
  const texts = bench
    .names()
    .filter((name) => name.startsWith(prefix))
    .map((name) => bench.read(name))
  for (const text of texts) assert.deepEqual(await faultsIn(text), [])
  return texts
}

test('transfers are taken or refused within minutes, and leave the account in one sum on their day', async () => {
  const opening = await eur()
  await bench.upload(
    'PAIN001_1.xml',
    transfers(MERCHANT, 'T1', [
      { name: 'T1-A', ends: '1234', cents: 10_000 },
      { name: 'T1-B', ends: '9104', cents: 20_000 },
      { name: 'T1-C', ends: '9202', cents: 5_000 },
      { name: 'T1-D', ends: '9600', cents: 700 },
    ]),
  )
  await bench.moveTo('2026-11-24T12:15:00Z')
  const [status] = await received('PAIN002_PAIN001_1')
  assert.deepEqual(statusesIn(status ?? ''), ['PART', 'T1-B RJCT AC13', 'T1-D PDNG'])
  assert.equal(await eur(), opening)
  await bench.moveTo('2026-11-24T16:30:00Z')
  assert.equal(await eur(), opening - 15_000)
  await bench.moveTo('2026-11-25T09:00:00Z')
  assert.equal(await eur(), opening - 10_000)
  assert.deepEqual(returnsIn((await received('CAMT054_20261125'))[0] ?? ''), ['T1-C AC04 CRDT 5000'])
})

test('a payment of which nothing was said is rejected three banking days later', async () => {
  await bench.moveTo('2026-11-27T09:00:00Z')
  const texts = await received('PAIN002_PAIN001_1')
  assert.deepEqual(
    texts.map(statusesIn).filter((said) => said.length === 2),
    [['', 'T1-D RJCT TM01']],
  )
})

test('each TARGET morning there is a camt.053 that the product loads, and its returns are those of the day', async () => {
  const texts = await received('CAMT053_')
  const verdicts = texts.map((text) => {
    const [reader, gate] = [camtStatements(), loadGate()]
    for (const event of [...reader.push(Buffer.from(text)), ...reader.end()]) gate.take(event)
    const { verdict, statements } = gate.end()
    return [verdict, statements.flatMap(({ faults }) => faults)]
  })
  assert.deepEqual(verdicts, [
    ['load', []],
    ['load', []],
    ['load', []],
  ])
  assert.deepEqual(texts.map(returnsIn), [[], ['T1-C AC04 CRDT 5000'], []])
})

test('collections bring their sum on the due day; refunds come weeks and months later', async () => {
  const before = await eur()
  await bench.upload(
    'PAIN008_1.xml',
    collections(MERCHANT, 'D1', [
      { name: 'D1-A', ends: '4321', cents: 1_000, on: '2026-12-01' },
      { name: 'D1-B', ends: '9207', cents: 2_000 },
      { name: 'D1-C', ends: '9313', cents: 4_000 },
      { name: 'D1-D', ends: '9311', cents: 8_000 },
    ]),
  )
  await bench.moveTo('2026-12-01T08:00:00Z')
  assert.deepEqual(statusesIn((await received('PAIN002_PAIN008_1'))[0] ?? ''), ['ACCP'])
  assert.equal(await eur(), before + 15_000)
  await bench.moveTo('2026-12-02T09:30:00Z')
  assert.deepEqual(returnsIn((await received('CAMT054_20261202'))[0] ?? ''), ['D1-B AM04 DBIT 2000'])
  await bench.moveTo('2027-01-19T12:00:00Z')
  assert.deepEqual(returnsIn((await received('CAMT054_20270119'))[0] ?? ''), ['D1-C MD06 DBIT 4000'])
  await bench.moveTo('2027-11-01T12:00:00Z')
  assert.deepEqual(returnsIn((await received('CAMT054_20271101'))[0] ?? ''), ['D1-D MD01 DBIT 8000'])
  assert.equal(await eur(), before + 1_000)
})

test('a file is refused as a whole when it is broken, comes twice, or names another account', async () => {
  const good = transfers(MERCHANT, 'T2', [{ name: 'T2-A', ends: '1111', cents: 100, on: '2027-11-03' }])
  await bench.upload('again_1.xml', good)
  await bench.upload('again_2.xml', good)
  await bench.upload('broken.xml', good.replace('</Document>', ''))
  await bench.upload(
    'other.xml',
    transfers(MERCHANT, 'T3', [{ name: 'T3-A', ends: '1', cents: 1 }], ibanEnding('77')),
  )
  await bench.moveTo('2027-11-01T12:20:00Z')
  const said = async (name: string) => statusesIn((await received(`PAIN002_${name}`))[0] ?? '')
  assert.deepEqual(await said('again_1'), ['ACCP'])
  assert.deepEqual(await said('again_2'), ['RJCT DU01'])
  assert.deepEqual(await said('broken'), ['RJCT FF01'])
  assert.deepEqual(await said('other'), ['RJCT AC02'])
})

test('a recalled payment comes back, or its bank says why not', async () => {
  await bench.upload(
    'recalled.xml',
    transfers(MERCHANT, 'T4', [
      { name: 'T4-A', ends: '2222', cents: 30_000, on: '2027-11-03' },
      { name: 'T4-B', ends: '9701', cents: 1_000 },
      { name: 'T4-C', ends: '9799', cents: 1_000 },
    ]),
  )
  await bench.moveTo('2027-11-03T18:00:00Z')
  const paid = await eur()
  await bench.upload('camt056.xml', recalls('T4-A', 'T4-B', 'T4-C', 'T4-X'))
  await bench.moveTo('2027-11-05T12:00:00Z')
  const answers = (await received('CAMT029_')).map((text) => {
    const [only] = iso.readMessages(Buffer.from(text)).messages
    const one = only?.kind === 'camt.029' ? only.noun?.cancellations[0]?.transactions[0] : undefined
    return [one?.original_end_to_end_id, one?.status, one?.reasons?.[0]?.reason?.code]
  })
  assert.deepEqual(answers, [
    ['T4-A', 'ACCR', undefined],
    ['T4-B', 'RJCR', 'CUST'],
    ['T4-X', 'RJCR', 'NOOR'],
  ])
  await bench.moveTo('2027-11-08T12:00:00Z')
  assert.equal(await eur(), paid + 30_000)
  assert.equal((await received('PACS004_')).length, 1)
  assert.deepEqual(returnsIn((await received('CAMT054_20271108'))[0] ?? ''), ['T4-A FOCR CRDT 30000'])
})

test('faults lose statuses, double returns and turn their order round', async () => {
  await bench.faults({ kind: 'ack_lost', count: 1 }, { kind: 'returns_twice', count: 1 })
  await bench.upload(
    'lost.xml',
    transfers(MERCHANT, 'T5', [{ name: 'T5-A', ends: '9201', cents: 100, on: '2027-11-09' }]),
  )
  await bench.moveTo('2027-11-10T12:00:00Z')
  assert.deepEqual(await received('PAIN002_lost'), [])
  const twice = await received('CAMT054_20271110')
  assert.deepEqual(twice.map(returnsIn), [['T5-A AC01 CRDT 100'], ['T5-A AC01 CRDT 100']])
})

test('a collection that is given back leaves in one sum with the next collections, and comes back no other way', async () => {
  await bench.upload(
    'given.xml',
    collections(MERCHANT, 'R1', [
      { name: 'R1-A', ends: '1111', cents: 1_000, on: '2027-11-12' },
      { name: 'R1-B', ends: '2222', cents: 2_000 },
      { name: 'R1-C', ends: '9302', cents: 4_000 },
      { name: 'R1-D', ends: '3333', cents: 8_000 },
    ]),
  )
  await bench.moveTo('2027-11-12T12:00:00Z')
  const collected = await eur()
  // R1-C would come back on the 19th.
  const file = reversals('V1', 'R1', [
    { name: 'R1-A', cents: 1_000 },
    { name: 'R1-C', cents: 4_000 },
  ])
  assert.deepEqual(await faultsIn(file), [])
  await bench.upload('back_1.xml', file)
  await bench.upload('back_2.xml', file)
  await bench.moveTo('2027-11-12T12:20:00Z')
  assert.deepEqual(statusesIn((await received('PAIN002_back_1'))[0] ?? ''), ['ACCP'])
  assert.deepEqual(statusesIn((await received('PAIN002_back_2'))[0] ?? ''), ['RJCT DU01'])
  assert.equal(await eur(), collected)
  await bench.moveTo('2027-11-16T12:00:00Z')
  assert.equal(await eur(), collected - 5_000)
  const [statement] = await received('CAMT053_20271116')
  assert.deepEqual(groupsIn(statement ?? ''), [['V1-R DBIT 5000', 'R1-A', 'R1-C']])
  assert.deepEqual(returnsIn(statement ?? ''), [])
  await bench.moveTo('2027-11-19T16:30:00Z')
  assert.deepEqual(await received('CAMT054_20271119'), [])
  assert.equal(await eur(), collected - 5_000)
})

test('what was never collected, was given back, has another amount or is too old is not given back', async () => {
  const before = await eur()
  await bench.upload('back_3.xml', reversals('V2', 'R1', [{ name: 'R1-X', cents: 1_000 }]))
  await bench.upload(
    'back_4.xml',
    reversals('V3', 'R1', [
      { name: 'R1-A', cents: 1_000 },
      { name: 'R1-D', cents: 7_000 },
      { name: 'T4-B', cents: 1_000 },
      { name: 'R1-B', cents: 2_000 },
    ]),
  )
  await bench.upload(
    'back_5.xml',
    reversals('V4', 'R1', [{ name: 'R1-D', cents: 8_000 }]).replace('</Document>', ''),
  )
  await bench.moveTo('2027-11-22T12:00:00Z')
  assert.equal(await eur(), before)
  await bench.upload('back_6.xml', reversals('V5', 'R1', [{ name: 'R1-D', cents: 8_000 }]))
  await bench.moveTo('2027-11-23T12:00:00Z')
  const said = async (name: string) => statusesIn((await received(`PAIN002_${name}`))[0] ?? '')
  assert.deepEqual(await said('back_3'), ['RJCT', 'R1-X RJCT NOOR'])
  assert.deepEqual(await said('back_4'), ['PART', 'R1-A RJCT ARDT', 'R1-D RJCT AM09', 'T4-B RJCT NOOR'])
  assert.deepEqual(await said('back_5'), ['RJCT FF01'])
  assert.deepEqual(await said('back_6'), ['RJCT', 'R1-D RJCT TM01'])
  // It came after the cut-off of the day before.
  assert.equal(await eur(), before - 2_000)
})

/** Its number, and what it opens and closes with. */
function numbersOf(name: string) {
  const [only] = iso.readMessages(Buffer.from(bench.read(name))).messages
  const statement = only?.kind === 'camt.053' ? only.noun?.statements[0] : undefined
  const [opening, closing] = statement?.balances ?? []
  return {
    number: statement?.electronic_sequence_number ?? Number.NaN,
    opening: Number(opening?.amount.minor),
    closing: Number(closing?.amount.minor),
    on: closing?.date,
    entries: statement?.entries,
  }
}

test('a statement that was missing or wrong is made good when the fault says how much later', async () => {
  const of = (day: string) => bench.names().filter((name) => name.startsWith(`CAMT053_${day}`))
  await bench.upload(
    'late.xml',
    transfers(MERCHANT, 'T6', [{ name: 'T6-A', ends: '1111', cents: 700, on: '2027-11-24' }]),
  )
  const window = { count: 1, from_at: '2027-11-25T05:00:00Z' }
  await bench.faults({ kind: 'statement_missing', ms: 2 * 3_600_000, ...window })
  await bench.moveTo('2027-11-25T06:59:59Z')
  assert.deepEqual(of('20271125'), [])
  await bench.moveTo('2027-11-25T07:00:00Z')
  assert.deepEqual(of('20271125'), ['CAMT053_20271125_late.xml'])
  const before = numbersOf('CAMT053_20271124_1.xml')
  const { entries, ...late } = numbersOf('CAMT053_20271125_late.xml')
  assert.deepEqual(late, {
    number: before.number + 1,
    opening: before.closing,
    closing: before.closing - 700,
    on: '2027-11-24',
  })
  assert.equal(entries?.length, 1)
  await bench.faults({ kind: 'statement_wrong_total', count: 1, ms: 3_600_000 })
  await bench.moveTo('2027-11-26T06:00:00Z')
  assert.deepEqual(of('20271126'), ['CAMT053_20271126_1.xml', 'CAMT053_20271126_late.xml'])
  const wrong = numbersOf('CAMT053_20271126_1.xml')
  const right = numbersOf('CAMT053_20271126_late.xml')
  assert.deepEqual(right, { ...wrong, closing: wrong.closing - 100 })
  assert.equal(right.opening, late.closing)
  await bench.faults(
    { kind: 'statement_missing', from_at: '2027-11-29T00:00:00Z', until_at: '2027-11-30T00:00:00Z' },
    { kind: 'statement_wrong_total', from_at: '2027-11-30T00:00:00Z' },
  )
  await bench.moveTo('2027-12-01T12:00:00Z')
  assert.deepEqual(of('20271129'), [])
  assert.deepEqual(of('20271130'), ['CAMT053_20271130_1.xml'])
  const refused = await Promise.all(
    [...of('20271125'), ...of('20271126'), ...of('20271130')].map(async (name) => [
      name,
      ...(await faultsIn(bench.read(name))),
    ]),
  )
  assert.deepEqual(refused, [
    ['CAMT053_20271125_late.xml'],
    ['CAMT053_20271126_1.xml', 'iso20022_closing_balance Amt'],
    ['CAMT053_20271126_late.xml'],
    ['CAMT053_20271130_1.xml', 'iso20022_closing_balance Amt'],
  ])
})
