import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Day, instant, parseInstant } from '../../../kernel/world.ts'
import {
  endOfWallDay,
  fromTemporal,
  instantAt,
  startOfWallDay,
  toTemporal,
  wallDay,
  type Zone,
} from './zone.ts'

const at = (day: string, time: string, zone: Zone, reading?: 'earlier' | 'later'): string =>
  instantAt(day as Day, time, zone, reading).toString()

test('a cut-off is a time on the wall, in winter and in summer', () => {
  assert.equal(at('2026-01-15', '10:30', 'America/New_York'), '2026-01-15T15:30:00Z')
  assert.equal(at('2026-07-15', '10:30', 'America/New_York'), '2026-07-15T14:30:00Z')
  assert.equal(at('2026-01-15', '17:00', 'Europe/Brussels'), '2026-01-15T16:00:00Z')
  assert.equal(at('2026-07-15', '17:00', 'Europe/Berlin'), '2026-07-15T15:00:00Z')
})

test('a cut-off that the clocks skip or show twice is the earlier one', () => {
  assert.equal(at('2026-03-08', '02:15', 'America/New_York'), '2026-03-08T06:15:00Z')
  assert.equal(at('2026-03-08', '02:15', 'America/New_York', 'later'), '2026-03-08T07:15:00Z')
  assert.equal(at('2026-11-01', '01:30', 'America/New_York'), '2026-11-01T05:30:00Z')
  assert.equal(at('2026-11-01', '01:30', 'America/New_York', 'later'), '2026-11-01T06:30:00Z')
  assert.equal(at('2026-03-29', '02:30', 'Europe/Brussels'), '2026-03-29T00:30:00Z')
  assert.equal(at('2026-10-25', '02:30', 'Europe/Brussels', 'later'), '2026-10-25T01:30:00Z')
})

test('a day has 23 hours in spring and 25 in autumn', () => {
  const hours = (day: string, zone: Zone): number =>
    startOfWallDay(day as Day, zone)
      .until(endOfWallDay(day as Day, zone))
      .total('hours')
  assert.equal(hours('2026-03-08', 'America/New_York'), 23)
  assert.equal(hours('2026-11-01', 'America/New_York'), 25)
  assert.equal(hours('2026-03-29', 'Europe/Brussels'), 23)
  assert.equal(hours('2026-10-25', 'Europe/Brussels'), 25)
  assert.equal(hours('2026-06-01', 'Europe/London'), 24)
})

test('one instant is two days on two walls', () => {
  const night = Temporal.Instant.from('2026-12-31T23:30:00Z')
  assert.equal(wallDay(night, 'America/New_York'), '2026-12-31')
  assert.equal(wallDay(night, 'Europe/Brussels'), '2027-01-01')
})

test('a time that is none is our bug', () => {
  for (const time of ['24:00', '9:00', '12:60', ''])
    assert.throws(() => at('2026-01-15', time, 'America/New_York'), /time of day/)
})

test('instants of World come back to the microsecond', () => {
  assert.equal(
    toTemporal(parseInstant('2026-11-21T02:46:00.123456Z') ?? instant(0)).toString(),
    '2026-11-21T02:46:00.123456Z',
  )
  fc.assert(
    fc.property(fc.integer({ min: -2_000_000_000_000_000, max: 7_000_000_000_000_000 }), (micros) => {
      assert.equal(fromTemporal(toTemporal(instant(micros))), micros)
    }),
  )
})
