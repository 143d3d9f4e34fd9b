import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  dayOf,
  type Instant,
  instant,
  instantText,
  parseDay,
  parseInstant,
  parseMoment,
  plusMs,
  realWorld,
  simWorld,
  startOfDay,
  virtualWorld,
} from './world.ts'

test('an instant is written and read back to the microsecond', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -7_000_000_000, max: 7_000_000_000 }),
      fc.nat(999_999),
      (seconds, micros) => {
        const at = instant(seconds * 1_000_000 + micros)
        assert.equal(parseInstant(instantText(at)), at)
      },
    ),
  )
})

test('days and instants are those of the calendar, whatever day came before', () => {
  const part = (most: number) => fc.integer({ min: 0, max: most })
  fc.assert(
    fc.property(fc.integer({ min: 1_600, max: 2_500 }), part(13), part(32), (year, month, day) => {
      const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
      const at = new Date(`${text}T00:00:00Z`)
      const isDay = !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text
      assert.equal(parseDay(text), isDay ? text : undefined)
    }),
  )
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -7_000_000_000_000, max: 7_000_000_000_000 })), (all) => {
      for (const ms of all) {
        const text = new Date(ms).toISOString()
        assert.equal(instantText(instant(ms * 1_000)), text.replace('Z', '000Z'))
        assert.equal(dayOf(instant(ms * 1_000)), text.slice(0, 10))
      }
    }),
  )
})

test('a day is its first moment in UTC where a time is asked for', () => {
  assert.equal(parseMoment('2026-11-21'), parseInstant('2026-11-21T00:00:00Z'))
  assert.equal(parseMoment('2026-11-21T02:46:00+01:00'), parseInstant('2026-11-21T01:46:00Z'))
  for (const text of ['2026-02-30', '2026-11', '2300-01-01', '2026-11-21T02:46:00'])
    assert.equal(parseMoment(text), undefined, text)
})

test("offsets, short fractions and PostgreSQL's own text are read; days that do not exist are not", () => {
  const at = parseInstant('2026-11-21T02:46:00.5Z')
  for (const text of [
    '2026-11-21T03:46:00.5+01:00',
    '2026-11-21 02:46:00.5+00',
    '2026-11-20T21:16:00.500000000-0530',
  ])
    assert.equal(parseInstant(text), at, text)
  for (const text of [
    '2026-02-30T00:00:00Z',
    '2026-11-21',
    '2026-11-21T25:00:00Z',
    '2026-11-21T02:46:00',
    'now',
    '',
  ])
    assert.equal(parseInstant(text), undefined, text)
  assert.equal(parseDay('2028-02-29'), '2028-02-29')
  for (const text of ['2026-02-29', '2026-1-1', '20260101', '']) assert.equal(parseDay(text), undefined)
  assert.equal(dayOf(startOfDay(parseDay('2026-03-01') as never)), '2026-03-01')
})

test('in a simulated world only advance moves time, and timers fire in order at their own times', () => {
  const world = simWorld(1n)
  const start = world.now()
  const seen: [string, number][] = []
  world.after(30, () => seen.push(['b', world.now() - start]))
  world.after(10, () => {
    seen.push(['a', world.now() - start])
    world.after(5, () => seen.push(['nested', world.now() - start]))
  })
  const cancel = world.after(20, () => seen.push(['never', 0]))
  cancel()
  assert.equal(world.next_timer_ms(), 10)
  world.advance(100)
  assert.deepEqual(seen, [
    ['a', 10_000],
    ['nested', 15_000],
    ['b', 30_000],
  ])
  assert.equal(world.now(), plusMs(start, 100))
  assert.equal(world.next_timer_ms(), undefined)
})

test('a sandbox sees its own clock: ahead of the world, or frozen', () => {
  const world = simWorld(1n)
  let clock: { frozen_at: Instant | null; offset_us: number } = { frozen_at: null, offset_us: 86_400_000_000 }
  const virtual = virtualWorld(world, () => clock)
  assert.equal(virtual.now(), plusMs(world.now(), 86_400_000))
  clock = { frozen_at: world.now(), offset_us: 0 }
  world.advance(5_000)
  assert.equal(virtual.now(), plusMs(world.now(), -5_000))
})

test('the real world never goes backwards and its chance does not repeat', () => {
  const world = realWorld()
  let last = world.now()
  for (let round = 0; round < 10_000; round++) {
    const now = world.now()
    assert.ok(now >= last)
    last = now
  }
  const seen = new Set(Array.from({ length: 2_000 }, () => Buffer.from(world.random(16)).toString('hex')))
  assert.equal(seen.size, 2_000)
})
