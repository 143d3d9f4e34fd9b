// Goal: a recall is never sent again on a guess, never given up while it may arrive, and always ends somewhere.
// Method: the decisions one by one, then long random histories against the few sentences that must hold in all of them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Id } from '../../../../kernel/id.ts'
import { type Instant, parseInstant, plusMs } from '../../../../kernel/world.ts'
import { SENDS_MAX } from '../facts/query_schedule.ts'
import { decideRecall, type RecallDecision, type RecallInput } from './decide_recall.ts'
import { freshRecallSending, recallMessageId, type RecallSending } from './recall_sending.ts'

const START = parseInstant('2026-11-30T12:00:00Z') as Instant
const RECALL = 'rcl_01kdv0000000000000000000g0' as Id<'rcl'>
const fresh = freshRecallSending(RECALL, { message_id: 'PAY1', reference: 'PAY1' }, START)
const tick: RecallInput = { kind: 'tick', is_answered: false }
const later = (ms: number): Instant => plusMs(START, ms)
const notSent = (is_lasting: boolean): RecallInput => ({
  kind: 'not_sent',
  what: 'recall',
  why: 'refused',
  is_lasting,
})
const silent = (what: 'recall' | 'query'): RecallInput => ({ kind: 'no_answer', what })

/** After these inputs, each with the milliseconds since the start at which it came. */
function after(...inputs: readonly (readonly [ms: number, input: RecallInput])[]): RecallDecision {
  let last: RecallDecision = { after: fresh, event: null, send: null, fails: null, review: null }
  for (const [ms, input] of inputs) last = decideRecall(last.after, input, later(ms))
  return last
}

test('a recall is sent, and when the gateway has it nothing more is done', () => {
  const sent = after([0, tick])
  assert.deepEqual([sent.after.state, sent.send, sent.after.sends], ['sent', 'recall', 1])
  const there = after([0, tick], [100, { kind: 'there' }])
  assert.deepEqual([there.after.state, there.after.due_at], ['delivered', null])
  assert.equal(recallMessageId(RECALL), recallMessageId(RECALL))
})

test('silence is asked about when the clock of the rail has run out, and sends nothing', () => {
  const silence = after([0, tick], [9_000, silent('recall')])
  assert.deepEqual([silence.after.state, silence.send, silence.after.due_at], ['asking', null, later(15_000)])
  const early = after([0, tick], [9_000, silent('recall')], [14_999, tick])
  assert.equal(early.send, null)
  const asked = after([0, tick], [9_000, silent('recall')], [15_000, tick])
  assert.deepEqual([asked.send, asked.after.queries, asked.after.sends], ['query', 1, 1])
})

test('only "not known" sends it again, as often as a payment may be', () => {
  const asked = [
    [0, tick],
    [15_000, tick],
  ] as const
  const again = after(...asked, [15_100, { kind: 'not_found', asked_at: later(15_000) }])
  assert.deepEqual([again.send, again.after.sends, again.after.state], ['recall', 2, 'asking'])
  const too_early = after(...asked, [15_100, { kind: 'not_found', asked_at: later(14_000) }])
  assert.equal(too_early.send, null)
})

test('what surely did not leave waits and is sent later; what the gateway will never pass on has failed', () => {
  const spared = after([0, tick], [50, notSent(false)])
  assert.deepEqual([spared.after.state, spared.after.sends, spared.after.due_at], ['ready', 0, later(2_050)])
  const failed = after([0, tick], [50, notSent(true)])
  assert.deepEqual([failed.after.state, failed.fails], ['failed', 'It was never sent: refused'])
  const asked = after([0, tick], [15_000, tick], [15_100, notSent(true)])
  assert.deepEqual([asked.after.state, asked.fails], ['asking', null], 'the first one may have arrived')
})

test('when the rail looks back no further a person is asked; late word still counts', () => {
  const day = 86_400_000
  const given_up = after([0, tick], [15_000, tick], [2 * day, tick])
  assert.deepEqual([given_up.after.state, given_up.after.due_at], ['review', null])
  assert.ok(given_up.review !== null)
  const told = decideRecall(given_up.after, { kind: 'there' }, later(3 * day))
  assert.equal(told.after.state, 'delivered')
})

test('a payment that was answered for meanwhile is not asked about, and its recall does not leave', () => {
  const answered: RecallInput = { kind: 'tick', is_answered: true }
  assert.equal(after([0, answered]).after.state, 'dropped')
  assert.equal(after([0, tick], [15_000, answered]).after.state, 'delivered')
})

const inputs = (now: Instant, { last_query_at }: RecallSending): readonly RecallInput[] => [
  tick,
  tick,
  { kind: 'tick', is_answered: true },
  silent('recall'),
  silent('query'),
  notSent(false),
  notSent(true),
  { kind: 'not_sent', what: 'query', why: 'refused', is_lasting: true },
  { kind: 'there' },
  { kind: 'not_found', asked_at: last_query_at ?? now },
]

test('in every history it is sent a second time only when the gateway said that it does not know it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 7_200_000 })), { maxLength: 80 }),
      (choices) => {
        let now: Instant = START
        let held: RecallSending = fresh
        for (const [choice, ms] of choices) {
          now = plusMs(now, ms)
          const input: RecallInput = inputs(now, held)[choice] ?? tick
          const { after: next, send, fails } = decideRecall(held, input, now)
          const isFirst: boolean = held.state === 'ready' && input.kind === 'tick'
          if (send === 'recall') assert.ok(isFirst || input.kind === 'not_found')
          if (fails !== null) assert.equal(held.sends, 1, 'nothing that may have left has failed')
          assert.ok(next.sends <= SENDS_MAX)
          assert.equal(next.due_at === null, !['ready', 'sent', 'asking'].includes(next.state))
          held = next
        }
        for (let ticks = 0; held.due_at !== null && ticks < 200; ticks++) {
          now = held.due_at > now ? held.due_at : now
          held = decideRecall(held, tick, now).after
        }
        assert.equal(held.due_at, null, 'it ends')
      },
    ),
    { numRuns: 1_000 },
  )
})
