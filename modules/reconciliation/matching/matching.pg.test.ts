// Goal: what a bank says and what the ledger says are brought together pass by pass; what is left is told, put aside, and
// proven, and nothing is matched twice.
// Method: small MT940 statements and transfers on a real PostgreSQL; days pass by moving the world.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { present } from '../../../kernel/assert.ts'
import { type Id, uuidOf } from '../../../kernel/id.ts'
import { valueOf } from '../../ledger/testing.ts'
import { writeOffBreak } from '../close_break.ts'
import { linesCsv } from './export_lines.ts'
import { changeStates } from './store_items.ts'
import { openDesk } from './matching_testing.ts'
import { byText, DAY_MS, line, on, stepsOf } from './matching_steps_testing.ts'

const desk = await openDesk()
after(() => desk.close())
const { begin, matchesOf, passesOf, breaksOf, proofOf } = stepsOf(desk)

test('pass by pass, the surest first; the proof is clean and says how much is matched', async () => {
  const { scope, bound, run } = await begin([
    line('C50,00', 'E2E-0001'),
    line('D20,00', 'E2E-0002'),
    line('C99,50', 'E2E-0003'),
    line('C77,77'),
    line('C60,00', 'BATCH-77'),
    line('C995,00', 'E2E-0004'),
    line('D7,50', undefined, { code: 'NCHG', text: 'MONTHLY FEE' }),
  ])
  await desk.post(scope, bound, [
    { amount: 5_000, on: on(5), metadata: { end_to_end_id: 'e2e-0001' } },
    { amount: -2_000, on: on(5), metadata: { instruction_id: 'E2E-0002' } },
    { amount: 10_000, on: on(5), metadata: { end_to_end_id: 'E2E-0003' } },
    { amount: 7_777, on: on(6) },
    { amount: 1_000, on: on(5), metadata: { batch_reference: 'BATCH-77' } },
    { amount: 2_000, on: on(5), metadata: { batch_reference: 'BATCH-77' } },
    { amount: 3_000, on: on(5), metadata: { batch_reference: 'BATCH-77' } },
    { amount: 100_000, on: on(5), metadata: { end_to_end_id: 'E2E-0004', bank_fee: '500' } },
  ])
  await run()
  assert.deepEqual((await passesOf(scope, bound)).toSorted(byText), [
    ['match', 'amount_date', 7_777, 0, 2],
    ['match', 'bank_fee', -750, -750, 2],
    ['match', 'exact_key', -2_000, 0, 2],
    ['match', 'exact_key', 5_000, 0, 2],
    ['match', 'group', 6_000, 0, 4],
    ['match', 'key_tolerance', 9_950, -50, 3],
    ['match', 'key_tolerance', 99_500, -500, 3],
  ])
  assert.deepEqual(
    [await desk.balance(scope, bound.fees), await desk.balance(scope, bound.tolerance)],
    [1_250n, 50n],
  )
  const proof = await proofOf(scope, bound)
  assert.deepEqual(
    [proof.difference, proof.bank_open, proof.ledger_open, proof.completeness_ppm],
    [0n, 0n, 0n, 1_000_000],
  )
  assert.equal(proof.opening_difference, 100_000n)
  // The one that the ledger dates later is on its way at the end of the statement's day.
  assert.equal(proof.in_transit, 7_777n)
  assert.deepEqual(await breaksOf(scope, bound), [])
})
const byName = (a: string, b: string): number => (a < b ? -1 : 1)

test('two workers at once, and a run that is repeated, match nothing twice', async () => {
  const many = Array.from({ length: 40 }, (_, at) => line('C1,00', `REF-${String(at).padStart(4, '0')}`))
  const { scope, bound, run } = await begin(many)
  await desk.post(
    scope,
    bound,
    many.map(({ reference = '' }) => ({ amount: 100, on: on(5), metadata: { end_to_end_id: reference } })),
  )
  await Promise.all([run(), run(), run()])
  await run()
  const made = await matchesOf(scope, bound)
  assert.equal(made.length, 40)
  const sources = made.flatMap(({ items }) => items.map((item) => `${item.source_id} ${item.source_number}`))
  assert.equal(new Set(sources).size, 80)
  assert.equal((await matchesOf(scope, bound, false)).length, 0)
  assert.equal((await proofOf(scope, bound)).difference, 0n)
})

test('money that nobody expects is put aside, and taken out of there when what explains it comes', async () => {
  const { scope, bound, run } = await begin([line('C33,00', 'WHO-0001')])
  await run()
  assert.deepEqual(await breaksOf(scope, bound), [])
  desk.world.advance(3 * DAY_MS)
  await run()
  const [opened] = await breaksOf(scope, bound)
  assert.deepEqual(
    [opened?.type, opened?.suspended, opened?.amount_at_risk],
    ['missing_internal', 3_300n, 3_300n],
  )
  assert.equal(await desk.balance(scope, bound.suspense), 3_300n)
  assert.equal(await desk.balance(scope, bound.bank), 3_300n)
  assert.deepEqual(
    [(await proofOf(scope, bound)).difference, (await proofOf(scope, bound)).suspended],
    [0n, 3_300n],
  )
  await run()
  assert.equal((await breaksOf(scope, bound)).length, 1)
  await desk.post(scope, bound, [{ amount: 3_300, metadata: { end_to_end_id: 'WHO-0001' } }])
  await run()
  assert.equal(await desk.balance(scope, bound.suspense), 0n)
  assert.equal(await desk.balance(scope, bound.bank), 3_300n)
  assert.deepEqual(await breaksOf(scope, bound), [])
  const [made] = await matchesOf(scope, bound)
  // The line, the transfer, what was put aside, and what took it back.
  assert.deepEqual([made?.pass, made?.items.length, made?.ledger_total], ['exact_key', 4, 3_300n])
  assert.equal((await proofOf(scope, bound)).difference, 0n)
  desk.world.advance(-3 * DAY_MS)
})

test('what is late is told, what is missing too, and a line that comes after all closes the break', async () => {
  const { scope, bound, run, next } = await begin([])
  await desk.post(scope, bound, [{ amount: 4_200, on: on(6), metadata: { end_to_end_id: 'LATE-001' } }])
  await run()
  const typesOf = async () => (await breaksOf(scope, bound)).map(({ type }) => type)
  assert.deepEqual(await typesOf(), [])
  desk.world.advance(2 * DAY_MS)
  await run()
  assert.deepEqual(await typesOf(), ['timing'])
  desk.world.advance(7 * DAY_MS)
  await run()
  assert.deepEqual(await typesOf(), ['missing_external'])
  await next([line('C42,00', 'LATE-001', { day: '260106' })])
  await run()
  assert.deepEqual(await typesOf(), [])
  assert.deepEqual(
    (await breaksOf(scope, bound, 'resolved')).map(({ type }) => type),
    ['timing', 'missing_external'],
  )
  assert.equal((await proofOf(scope, bound)).difference, 0n)
  desk.world.advance(-9 * DAY_MS)
})

test('a line that comes twice, another amount, a payment taken back, and money of another account are told apart', async () => {
  const { scope, bound, run } = await begin([
    line('C10,00', 'TWICE-01'),
    line('C10,00', 'TWICE-01'),
    line('D80,00', 'PAID-001'),
    line('C80,00', 'PAID-001', { amount: 'RD80,00' }),
    line('C500,00', 'AMOUNT-1'),
    line('C98,00', 'FEE-0001'),
    line('C61,00', 'OTHER-01'),
  ])
  const other = await begin([], scope)
  await desk.post(scope, bound, [
    { amount: 1_000, on: on(5), metadata: { end_to_end_id: 'TWICE-01' } },
    { amount: -8_000, on: on(5), metadata: { end_to_end_id: 'PAID-001' } },
    { amount: 40_000, on: on(5), metadata: { end_to_end_id: 'AMOUNT-1' } },
    { amount: 10_000, on: on(5), metadata: { end_to_end_id: 'FEE-0001' } },
  ])
  await desk.post(scope, other.bound, [{ amount: 6_100, on: on(5), metadata: { end_to_end_id: 'OTHER-01' } }])
  await run()
  await other.run()
  desk.world.advance(3 * DAY_MS)
  await run()
  const opened = (await breaksOf(scope, bound)).filter(({ type }) => type !== 'timing')
  assert.deepEqual(
    opened
      .map(({ type, amount_at_risk, suspended }) => [type, Number(amount_at_risk), Number(suspended)])
      .toSorted(byText),
    [
      ['amount_diff', 10_000, 0],
      ['duplicate', 1_000, 1_000],
      ['fee_diff', 200, 0],
      ['status_mismatch', 8_000, 8_000],
      ['wrong_account', 6_100, 6_100],
    ],
  )
  assert.equal((await proofOf(scope, bound)).difference, 0n)
  desk.world.advance(-3 * DAY_MS)
})

test('a sum that fits is proposed, and a match once a person says yes', async () => {
  const { scope, bound, run } = await begin([line('C30,00')])
  await desk.post(scope, bound, [
    { amount: 1_000, on: on(5) },
    { amount: 2_000, on: on(5) },
  ])
  await run()
  const { matching } = desk
  const proposed = (await matchesOf(scope, bound)).filter(({ kind }) => kind === 'proposal')
  assert.deepEqual(
    proposed.map(({ pass, bank_total }) => [pass, bank_total]),
    [['subset', 3_000n]],
  )
  const proposal = present(proposed[0], 'the proposal').id
  const confirm = () =>
    desk.inside(scope, (inner) =>
      matching.confirmMatch(inner, proposal, { difference_account: undefined, note: 'Two invoices.' }),
    )
  const confirmed = valueOf(await confirm())
  assert.deepEqual([confirmed.kind, confirmed.supersedes, confirmed.made_by], ['match', proposal, 'key_test'])
  const again = await confirm()
  assert.equal(!again.ok && again.error.code, 'match_not_proposed')
  assert.equal((await proofOf(scope, bound)).difference, 0n)
})

test('a person matches by hand and undoes; no rule makes again what was undone', async () => {
  const { scope, bound, run, statement } = await begin([
    line('C45,00', 'HAND-001'),
    line('C12,00', 'AUTO-001'),
  ])
  const [wrong] = await desk.post(scope, bound, [
    { amount: 4_600, on: on(5) },
    { amount: 1_200, on: on(5), metadata: { end_to_end_id: 'AUTO-001' } },
  ])
  await run()
  const { matching } = desk
  const asked = {
    binding: bound.binding.id,
    lines: [{ id: uuidOf(statement), number: 1 }],
    transfers: [{ id: uuidOf(present(wrong, 'the transfer')), number: 0 }],
    note: null,
  }
  const byHand = (difference_account?: Id<'acc'>) =>
    desk.inside(scope, (inner) => matching.matchByHand(inner, { ...asked, difference_account }))
  const { rules } = await matching.rules(scope)
  const strict = { ...rules, key_tolerance: { ...rules.key_tolerance, tolerance_minor: 0 } }
  const version = await desk.inside(scope, (inner) => matching.makeRules(inner, strict, 'Strict.'))
  assert.equal(valueOf(version).version, 1)
  const refused = await byHand()
  assert.equal(!refused.ok && refused.error.code, 'match_does_not_balance')
  const made = valueOf(await byHand(bound.other.id))
  assert.deepEqual([made.difference, made.pass], [-100n, 'by_hand'])
  const taken = await byHand(bound.other.id)
  assert.equal(!taken.ok && taken.error.code, 'reconciliation_item_matched')

  const auto = present(
    (await matchesOf(scope, bound)).find(({ pass }) => pass === 'exact_key'),
    'the match',
  )
  for (const match of [made.id, auto.id])
    valueOf(await desk.inside(scope, (inner) => matching.undoMatch(inner, match, 'Wrong.')))
  await run()
  const left = (await matchesOf(scope, bound)).filter(({ kind }) => kind === 'match')
  assert.deepEqual(left.map(({ pass, bank_total }) => [pass, Number(bank_total)]).toSorted(byText), [
    ['by_hand', 0],
  ])
  const proof = await proofOf(scope, bound)
  assert.deepEqual([proof.difference, proof.bank_open, proof.ledger_open], [0n, 5_700n, 5_800n])
})

/** Of a break of a bank account nothing is asked of payments, and little of the ledger. */
const unused = {} as Parameters<typeof writeOffBreak>[0]

test('a break that holds money is written off to the account that bears it', async () => {
  const { scope, bound, run } = await begin([line('C21,00', 'GIFT-001')])
  const [lost] = await desk.post(scope, bound, [{ amount: 900, on: on(5) }])
  desk.world.advance(12 * DAY_MS)
  await run()
  const opened = await breaksOf(scope, bound)
  assert.deepEqual(opened.map(({ type }) => type).toSorted(byName), ['missing_external', 'missing_internal'])
  assert.equal(opened.find(({ type }) => type === 'missing_external')?.bank?.transfer, lost)
  for (const { id } of opened)
    valueOf(
      await desk.inside(scope, (inner) =>
        writeOffBreak({ ...desk.deps, ...unused }, inner, id, {
          note: 'Nobody knows.',
          ledger_account: bound.tolerance.id,
        }),
      ),
    )
  await run()
  assert.deepEqual(await breaksOf(scope, bound), [])
  assert.deepEqual(
    [await desk.balance(scope, bound.suspense), await desk.balance(scope, bound.bank)],
    [0n, 2_100n],
  )
  const proof = await proofOf(scope, bound)
  assert.deepEqual([proof.difference, proof.bank_open, proof.ledger_open, proof.suspended], [0n, 0n, 0n, 0n])
  desk.world.advance(-12 * DAY_MS)
})

test('the export names every line and what became of it, and no cell runs as a formula', async () => {
  const { scope, bound, run } = await begin([line('C5,00', 'EXP-0001', { text: '=HYPERLINK("http://x")' })])
  await desk.post(scope, bound, [{ amount: 500, on: on(5), metadata: { end_to_end_id: 'EXP-0001' } }])
  await run()
  let csv = ''
  for await (const part of linesCsv(desk.matching.exportLines(scope, bound.binding.id), 'EUR')) csv += part
  const [, row = ''] = csv.split('\r\n')
  assert.match(row, /,500,,EUR,NTRF,/)
  assert.match(row, /"'=HYPERLINK/)
  assert.match(row, /,matched,mtc_[0-9a-z]+,exact_key$/)
})

test('the proof fails, and is told, when something moved that no item knows', async () => {
  const { scope, bound, run } = await begin([line('C5,00', 'OK-00001')])
  await desk.post(scope, bound, [{ amount: 500, on: on(5), metadata: { end_to_end_id: 'OK-00001' } }])
  await run()
  assert.equal((await proofOf(scope, bound)).difference, 0n)
  // As if somebody had changed a row: an entry passes for matched that no match holds.
  await desk.post(scope, bound, [{ amount: 700, on: on(5) }])
  await run()
  const match_id = uuidOf(present((await matchesOf(scope, bound))[0], 'the match').id)
  const change = { side: 'ledger', number: 2n, match_id, to: 'matched' } as const
  await desk.inside(scope, ({ db, tenant_id }) =>
    changeStates(db, { tenant_id, binding: bound.binding.id }, [change]),
  )
  await run()
  assert.notEqual((await proofOf(scope, bound)).difference, 0n)
  const facts = await desk.test.facts(scope)
  assert.equal(facts.filter(({ type }) => type === 'reconciliation.bank_proof_failed').length, 1)
})
