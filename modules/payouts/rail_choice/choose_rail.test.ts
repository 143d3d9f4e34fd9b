import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Id, idFromBytes } from '../../../kernel/id.ts'
import { instant } from '../../../kernel/world.ts'
import { chooseRail, type RailWish } from './choose_rail.ts'
import { type RailOption, speeds } from './rail_options.ts'

const connections = [1, 2, 3].map((byte): Id<'bcn'> => idFromBytes('bcn', new Uint8Array(16).fill(byte)))
const rails = ['ach', 'sepa', 'rtp', 'fednow'] as const

const options = fc.uniqueArray(
  fc.record<RailOption>({
    connection: fc.constantFrom(...connections),
    rail: fc.constantFrom(...rails),
    wish: fc.constant('next_day'),
    cost: fc.option(fc.integer({ min: 0, max: 200 })),
    arrives_at: fc.integer({ min: 1, max: 50 }).map((day) => instant(day * 1_000_000)),
    arrives_today: fc.boolean(),
    is_instant: fc.boolean(),
    excluded_because: fc.option(fc.constant('a reason')),
  }),
  { selector: ({ connection, rail }) => `${rail} ${connection}`, maxLength: 12 },
)
const wishes = fc.record<RailWish>({
  speed: fc.constantFrom(...speeds),
  connection: fc.option(fc.constantFrom(...connections), { freq: 4 }),
  tried: fc.array(
    fc.record({ connection: fc.constantFrom(...connections), rail: fc.constantFrom(...rails) }),
    { maxLength: 3 },
  ),
  has_waited: fc.boolean(),
})
const costOf = ({ cost }: RailOption): number => cost ?? Number.MAX_SAFE_INTEGER

test('what is chosen could carry it, was not tried, and is as fast as asked unless it had to wait', () => {
  fc.assert(
    fc.property(options, wishes, (all, wish) => {
      const { chosen } = chooseRail(all, wish)
      if (chosen === undefined) return
      const asked = all.find((one) => one.rail === chosen.rail && one.connection === chosen.connection)
      assert.equal(asked?.excluded_because, null)
      assert.ok(wish.connection === null || chosen.connection === wish.connection)
      assert.ok(!wish.tried.some((one) => one.rail === chosen.rail && one.connection === chosen.connection))
      if (wish.has_waited) return
      if (wish.speed === 'instant') assert.ok(chosen.is_instant)
      if (wish.speed === 'same_day') assert.ok(chosen.arrives_today)
    }),
  )
})

test('nothing that is possible costs less; a file is taken before anything else where that is usual', () => {
  fc.assert(
    fc.property(options, wishes, (all, asked) => {
      const wish = { ...asked, has_waited: false }
      const { chosen, candidates } = chooseRail(all, wish)
      const possible = candidates.filter(({ excluded_because }) => excluded_because === null)
      if (chosen === undefined) return assert.deepEqual(possible, [])
      const files = possible.filter(({ is_instant }) => !is_instant)
      const among = wish.speed === 'standard' && files.length > 0 ? files : possible
      assert.ok(among.every((one) => costOf(chosen) <= costOf(one)))
      const equal = among.filter((one) => costOf(one) === costOf(chosen))
      assert.ok(equal.every((one) => chosen.arrives_at <= one.arrives_at))
    }),
  )
})

test('the order in which ways are looked at changes nothing', () => {
  fc.assert(
    fc.property(options, wishes, (all, wish) => {
      const [one, other] = [chooseRail(all, wish).chosen, chooseRail(all.toReversed(), wish).chosen]
      assert.deepEqual([one?.rail, one?.connection], [other?.rail, other?.connection])
    }),
  )
})

test('every way that is not taken for a reason says which', () => {
  fc.assert(
    fc.property(options, wishes, (all, wish) => {
      const { chosen, candidates } = chooseRail(all, wish)
      assert.equal(candidates.length, all.length)
      if (chosen === undefined)
        assert.ok(candidates.every(({ excluded_because }) => (excluded_because ?? '') !== ''))
    }),
  )
})

test('what had to wait takes the fastest way that is left, however slow', () => {
  fc.assert(
    fc.property(options, wishes, (all, asked) => {
      const patient = chooseRail(all, { ...asked, has_waited: true })
      const strict = chooseRail(all, { ...asked, has_waited: false })
      if (strict.chosen !== undefined) return assert.deepEqual(patient.chosen?.rail, strict.chosen.rail)
      const { chosen } = patient
      const rest = patient.candidates.filter(({ excluded_because }) => excluded_because === null)
      assert.ok(rest.every((one) => chosen !== undefined && chosen.arrives_at <= one.arrives_at))
    }),
  )
})
