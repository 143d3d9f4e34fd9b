// Goal: how much is looked at at once changes nothing, and a worker that dies in between loses and doubles nothing.
// Method: the same lines and transfers in several tenants, with windows of different sizes, and with runs that are cut off.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Day } from '../../../kernel/world.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { weekdays } from './calendar.ts'
import { type Bound, type Desk, openDesk, type TestLine } from './matching_testing.ts'
import { readItems } from './read_items.ts'
import { rulesInProgram } from './rules.ts'
import { runPasses } from './run_passes.ts'

const DAY_MS = 86_400_000
const on = '2026-01-05' as Day
let desk: Desk
before(async () => {
  desk = await openDesk()
  desk.world.advance(5 * DAY_MS)
})
after(() => desk.close())

/** Some with a reference, some only with an amount, some of the same amount, and a few of a batch. */
const shapes = Array.from({ length: 40 }, (_, at) => ({
  reference: at % 3 === 0 ? `REF-${String(at % 12).padStart(4, '0')}` : undefined,
  cents: at % 3 === 1 ? 1_000 + at : 500 + (at % 2) * 37,
}))
const lines = shapes.map(
  ({ reference, cents }): TestLine => ({
    day: '260105',
    amount: `C${Math.trunc(cents / 100)},${String(cents % 100).padStart(2, '0')}`,
    ...(reference === undefined ? {} : { reference }),
  }),
)
const total = shapes.reduce((sum, { cents }) => sum + cents, 0)

async function begin(): Promise<{ scope: OpenScope; bound: Bound }> {
  const scope = await desk.scope()
  const closing = `${Math.trunc(total / 100)},${String(total % 100).padStart(2, '0')}`
  const shape = { account: 'WINDOW', number: 1, opening: '0,00', closing, day: '260105', lines }
  const bound = await desk.bind(scope, await desk.bring(scope, shape))
  await desk.post(
    scope,
    bound,
    shapes.map(({ reference, cents }) => ({
      amount: cents,
      on,
      ...(reference === undefined ? {} : { metadata: { end_to_end_id: reference } }),
    })),
  )
  return { scope, bound }
}

const rules = { version: 0, rules: rulesInProgram(on) }
const run = (
  { scope, bound }: { scope: OpenScope; bound: Bound },
  window: number,
  looks = Number.POSITIVE_INFINITY,
) => {
  let left = looks
  const asked = { id: bound.binding.id, rules, calendar: weekdays, window, isOver: () => left-- <= 0 }
  return runPasses(desk.deps, scope, asked)
}
async function madeIn({ scope, bound }: { scope: OpenScope; bound: Bound }): Promise<string[]> {
  const filter = { binding: bound.binding.id, is_current: true }
  const found = await desk.matching.listMatches(scope, filter, { after: undefined, limit: 100 })
  return found
    .map(({ pass, bank_total, items }) => `${pass} ${bank_total} ${items.length}`)
    .toSorted((a, b) => (a < b ? -1 : 1))
}

test('windows of any size, and runs that are cut off after each look, come to the same matches', async () => {
  const whole = await begin()
  await readItems(desk.deps, whole.scope, whole.bound.binding.id)
  await run(whole, 5_000)
  const expected = await madeIn(whole)
  assert.ok(expected.filter((one) => one.startsWith('exact_key')).length > 10)
  assert.ok(expected.some((one) => one.startsWith('amount_date')))
  for (const [window, looks] of [
    [7, Number.POSITIVE_INFINITY],
    [3, 1],
  ] as const) {
    const cut = await begin()
    await readItems(desk.deps, cut.scope, cut.bound.binding.id)
    for (let runs = 0; runs < (looks === 1 ? 15 : 1); runs++) await run(cut, window, looks)
    await run(cut, looks === 1 ? 5_000 : window)
    assert.deepEqual(await madeIn(cut), expected)
  }
})

test('a worker that dies before the rest is looked after is taken up where it ended', async () => {
  const cut = await begin()
  const { scope, bound } = cut
  await assert.rejects(
    readItems(
      {
        ...desk.deps,
        ledger: { ...desk.deps.ledger, entries: () => Promise.reject(new Error('the worker died')) },
      },
      scope,
      bound.binding.id,
    ),
    /the worker died/,
  )
  await readItems(desk.deps, scope, bound.binding.id)
  await run(cut, 5, 2)
  await desk.reconcile(scope, bound.binding.id)
  await desk.reconcile(scope, bound.binding.id)
  const found = await desk.matching.listMatches(
    scope,
    { binding: bound.binding.id, kind: 'match' },
    { after: undefined, limit: 100 },
  )
  const sources = found.flatMap(({ items }) => items.map((item) => `${item.source_id} ${item.source_number}`))
  assert.equal(new Set(sources).size, sources.length)
  const [proof] = await desk.matching.listProofs(scope, {}, { after: undefined, limit: 1 })
  assert.equal(proof?.difference, 0n)
})
