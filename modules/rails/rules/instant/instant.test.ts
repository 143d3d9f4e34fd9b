// Goal: nobody is paid twice. Method: every answer at every moment, then random histories.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { InstantRail } from '../../codes/facts/instant_statuses.ts'
import { isBefore } from '../../calendars/zone.ts'
import { anyInstant, brussels, day, et, etText } from '../testing.ts'
import { acwpDue, instantClock, mayQuery } from './clock.ts'
import { railLimits } from './facts/limits.ts'
import { mayCarry, railLimitOn } from './limits.ts'
import { mayAnswerRfp, mayRequestReturn, returnAnswerDue, rfpExpiresAt } from './requests.ts'
import { type InstantAnswer, mayResend, whoMovedMoney } from './resend.ts'

const rails: readonly InstantRail[] = ['fednow', 'rtp', 'sct_inst']
const SENT = et('2026-11-20 12:00')
const after = (ms: number): Temporal.Instant => SENT.add({ milliseconds: ms })

test('clocks: 20, 15 and 10 seconds; the receiver has 5, 5 and 7', () => {
  const ms = rails.map((rail) => SENT.until(instantClock(rail, SENT).ends_at).total('milliseconds'))
  assert.deepEqual(ms, [20_000, 15_000, 10_000])
  assert.deepEqual(
    rails.map((rail) => instantClock(rail, SENT).receiver_answer_ms),
    [5_000, 5_000, 7_000],
  )
})

test('a status is asked for a few seconds after the clock, until the end of the day after', () => {
  const may = (at: Temporal.Instant, last_query_at: Temporal.Instant | null = null) =>
    mayQuery({ rail: 'fednow', sent_at: SENT, at, last_query_at })
  assert.equal(may(after(24_999)).rule, 'instant.fednow.clock')
  assert.equal(may(after(25_000)).allowed, true)
  assert.equal(may(after(30_000), after(25_000)).rule, 'instant.fednow.requery')
  assert.equal(may(after(55_000), after(25_000)).allowed, true)
  assert.equal(may(et('2026-11-21 23:59')).allowed, true)
  assert.equal(may(et('2026-11-22 00:00')).rule, 'instant.fednow.look_back')
  const late = may(after(25_000)).until
  assert.equal(late === null ? '' : etText(late), '2026-11-22 00:00')
})

test('the look-back is by the rail’s own wall: a day of 25 hours is one day', () => {
  const { query_until } = instantClock('rtp', et('2026-10-31 23:59'))
  assert.equal(query_until.toString(), et('2026-11-02 00:00').toString())
  const inst = instantClock('sct_inst', brussels('2026-03-28 12:00'))
  assert.equal(inst.query_until.toString(), brussels('2026-03-30 00:00').toString())
})

function resend(rail: InstantRail, answer: InstantAnswer, at = after(60_000)): string {
  const { allowed, message_id, next } = mayResend({ rail, sent_at: SENT, at, answer })
  return `${allowed ? 'yes' : 'no'} ${message_id ?? '-'} ${next}`
}

test('silence: wait, then ask, and never send again', () => {
  for (const rail of rails) {
    assert.equal(resend(rail, { kind: 'silence' }, after(9_000)), 'no - wait')
    assert.equal(resend(rail, { kind: 'silence' }), 'no - query')
    assert.equal(resend(rail, { kind: 'silence' }, et('2026-11-25 12:00')), 'no - review')
  }
})

test('not found: again with the same id, if it was asked after the clock and within the look-back', () => {
  for (const rail of rails) {
    assert.equal(resend(rail, { kind: 'not_found', asked_at: after(30_000) }), 'yes same resend')
    assert.equal(resend(rail, { kind: 'not_found', asked_at: after(9_000) }), 'no - query')
    assert.equal(resend(rail, { kind: 'not_found', asked_at: after(9_000) }, after(9_500)), 'no - wait')
    assert.equal(
      resend(rail, { kind: 'not_found', asked_at: after(30_000) }, et('2026-11-25 12:00')),
      'no - review',
    )
  }
})

test('rejected for time: ask, and when that is confirmed again with a new id', () => {
  const code = { fednow: 'DS24', rtp: 'DS24', sct_inst: 'AB05' }
  for (const rail of rails) {
    assert.equal(resend(rail, { kind: 'rejected', code: code[rail], is_confirmed: false }), 'no - query')
    assert.equal(resend(rail, { kind: 'rejected', code: code[rail], is_confirmed: true }), 'yes new resend')
  }
})

test('other rejects: what their code says', () => {
  const cases: readonly (readonly [InstantRail, string, string])[] = [
    ['fednow', '9910', 'yes new resend'],
    ['fednow', '9948', 'no - other_rail'],
    ['fednow', 'AG01', 'no - other_rail'],
    ['fednow', 'AC04', 'no - review'],
    ['fednow', 'DUPL', 'no - query'],
    ['rtp', 'E123', 'no - review'],
    ['sct_inst', 'AB08', 'no - other_rail'],
    ['sct_inst', 'AC01', 'no - review'],
    ['sct_inst', 'AB09', 'yes new resend'],
    ['sct_inst', 'FRAD', 'no - review'],
  ]
  for (const [rail, code, expected] of cases)
    assert.equal(resend(rail, { kind: 'rejected', code, is_confirmed: true }), expected, code)
})

test('accepted, pending and unknown: never again', () => {
  for (const rail of rails) {
    assert.equal(resend(rail, { kind: 'accepted' }), 'no - done')
    assert.equal(resend(rail, { kind: 'pending' }), 'no - wait')
    assert.equal(resend(rail, { kind: 'unknown' }), 'no - review')
  }
})

test('whatever was heard: the same id only for what is not known, a new one only for what was rejected', () => {
  const anyMs = fc.integer({ min: 0, max: 200_000_000 })
  const asked = fc.record({
    rail: fc.constantFrom(...rails),
    sent_at: anyInstant,
    at_ms: anyMs,
    asked_ms: anyMs,
    kind: fc.constantFrom('silence', 'not_found', 'pending', 'accepted', 'rejected', 'unknown'),
    code: fc.oneof(
      fc.string({ maxLength: 4 }),
      fc.constantFrom('DS24', 'AB05', '9910', 'AC04', 'DUPL', 'AM02'),
    ),
    is_confirmed: fc.boolean(),
  })
  fc.assert(
    fc.property(asked, ({ rail, sent_at, at_ms, asked_ms, kind, code, is_confirmed }) => {
      const asked_at = sent_at.add({ milliseconds: asked_ms })
      const answer: InstantAnswer =
        kind === 'not_found'
          ? { kind, asked_at }
          : kind === 'rejected'
            ? { kind, code, is_confirmed }
            : { kind }
      const at = sent_at.add({ milliseconds: at_ms })
      const found = mayResend({ rail, sent_at, at, answer })
      assert.equal(found.allowed, found.message_id !== null)
      assert.equal(found.allowed, found.next === 'resend')
      if (found.message_id === 'new') assert.equal(answer.kind, 'rejected')
      if (found.message_id !== 'same') return
      const { query_from, query_until } = instantClock(rail, sent_at)
      assert.equal(answer.kind, 'not_found')
      assert.ok(!isBefore(asked_at, query_from) && !isBefore(at, asked_at) && isBefore(at, query_until))
    }),
    { numRuns: 500 },
  )
})

test('accepted without posting: answered by the midnight that ends the next business day', () => {
  const due = (rail: InstantRail, at: Temporal.Instant): string | null => {
    const found = acwpDue(rail, at)
    return found === null ? null : etText(found)
  }
  assert.equal(due('fednow', et('2026-11-23 15:00')), '2026-11-25 00:00')
  assert.equal(due('fednow', et('2026-11-25 15:00')), '2026-11-28 00:00')
  assert.equal(due('rtp', et('2026-11-21 15:00')), '2026-11-24 00:00')
  assert.equal(due('sct_inst', SENT), null)
})

test('who moved money: operator and bank do not agree', () => {
  assert.deepEqual(
    [
      whoMovedMoney('no_answer_reached_it', false),
      whoMovedMoney('accepted', false),
      whoMovedMoney('rejected', true),
      whoMovedMoney('accepted', true),
      whoMovedMoney('rejected', false),
    ].map(({ moved, next }) => `${moved} ${next}`),
    ['false resolve_as_unsent', 'true bank_must_post', 'false return_request', 'true done', 'false done'],
  )
})

test('return requests: 60 days on FedNow, 95 for a warranty, no end for fraud; SCT Inst as SEPA recalls', () => {
  const may = (rail: InstantRail, reason: string, on: string): boolean =>
    mayRequestReturn({ rail, reason, settled_on: day('2026-03-30'), on: day(on), is_requested: false })
      .allowed
  assert.equal(may('fednow', 'DUPL', '2026-05-29'), true)
  assert.equal(may('fednow', 'DUPL', '2026-05-30'), false)
  assert.equal(may('fednow', 'rfp_warranty', '2026-07-03'), true)
  assert.equal(may('fednow', 'rfp_warranty', '2026-07-04'), false)
  assert.equal(may('fednow', 'fraud', '2029-01-01'), true)
  assert.equal(may('rtp', 'DUPL', '2029-01-01'), true)
  assert.equal(may('sct_inst', 'DUPL', '2026-04-15'), true)
  assert.equal(may('sct_inst', 'DUPL', '2026-04-16'), false)
  assert.equal(may('sct_inst', 'fraud', '2027-04-30'), true)
  assert.equal(may('sct_inst', 'fraud', '2027-05-01'), false)
})

test('return requests are answered at once, and finally after 10, 15 or 20 banking days', () => {
  const due = (rail: InstantRail, is_warranty_claim = false): string => {
    const { first_by, final_by } = returnAnswerDue({
      rail,
      received_on: day('2026-11-23'),
      is_warranty_claim,
    })
    return `${first_by === null ? '-' : etText(first_by)} ${etText(final_by)}`
  }
  assert.equal(due('fednow'), '2026-11-25 00:00 2026-12-09 00:00')
  assert.equal(due('fednow', true), '2026-11-25 00:00 2026-12-23 00:00')
  assert.equal(due('rtp'), '- 2026-12-09 00:00')
  assert.equal(due('sct_inst'), '- 2026-12-14 18:00')
})

test('a request for payment with a date expires at the midnight ET that ends it', () => {
  assert.equal(rfpExpiresAt(day('2026-11-20')).toString(), et('2026-11-21 00:00').toString())
  assert.equal(rfpExpiresAt(SENT).toString(), SENT.toString())
  assert.equal(mayAnswerRfp(day('2026-11-20'), et('2026-11-20 23:59')).allowed, true)
  assert.equal(mayAnswerRfp(day('2026-11-20'), et('2026-11-21 00:00')).allowed, false)
})

test('limits by day: FedNow and RTP up to ten million dollars, SCT Inst without one', () => {
  const cases: readonly (readonly [InstantRail, string, bigint | null])[] = [
    ['fednow', '2025-06-23', 50_000_000n],
    ['fednow', '2025-06-24', 100_000_000n],
    ['fednow', '2026-01-01', 1_000_000_000n],
    ['rtp', '2025-02-08', 100_000_000n],
    ['rtp', '2025-02-09', 1_000_000_000n],
    ['sct_inst', '2025-10-04', 10_000_000n],
    ['sct_inst', '2025-10-05', null],
  ]
  for (const [rail, on, limit] of cases)
    assert.equal(railLimitOn(rail, day(on)).amount_max, limit, `${rail} ${on}`)
  assert.equal(mayCarry('fednow', 1_000_000_000n, day('2026-11-20')).allowed, true)
  assert.equal(mayCarry('fednow', 1_000_000_001n, day('2026-11-20')).allowed, false)
  assert.equal(mayCarry('sct_inst', 10n ** 12n, day('2026-11-20')).allowed, true)
  assert.equal(mayCarry('rtp', 0n, day('2026-11-20')).allowed, false)
  assert.deepEqual(
    rails.map((rail) => railLimits[rail].length),
    [3, 4, 3],
  )
})
