// Goal: whatever acquirers say, in whatever order and however often, a dispute ends where the last word leaves it.
// Method: properties over sequences of pictures of a case; the machine and the amounts are checked at every step.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { newId } from '../../kernel/id.ts'
import { money } from '../../kernel/money.ts'
import { instant, simWorld } from '../../kernel/world.ts'
import {
  type CaseStage,
  caseStages,
  type CaseStatus,
  caseStatuses,
  type DisputeCase,
} from '../rails/index.ts'
import type { Dispute } from './dispute.ts'
import { learn, rankOf } from './learn.ts'
import { disputeStep } from './steps.ts'

const world = simWorld(5n)
const at = world.now()
const told = (stage: CaseStage, status: CaseStatus): DisputeCase => ({
  case_reference: 'CB1',
  operation_reference: 'o1',
  acquirer_reference: null,
  reason_code: '13.1',
  stage,
  status,
  amount: money(100n, 'USD'),
  fee: null,
  opened_at: at,
  respond_by: null,
  changed_at: at,
})
const opened = (stage: CaseStage = 'chargeback'): Dispute => ({
  id: newId('dsp', world),
  payment: newId('pay', world),
  merchant: newId('mer', world),
  account: newId('aca', world),
  state: 'needs_response',
  version: 1,
  stage,
  currency: 'USD',
  case_reference: 'CB1',
  operation_reference: 'o1',
  scheme: 'visa',
  reason_code: '13.1',
  category: 'product_not_received',
  heard: rankOf({ stage, status: 'open' }),
  amount: 100,
  amount_withdrawn: 100,
  fee: 0,
  contradiction: null,
  open_operation: null,
  open_kind: null,
  due_at: instant(at + 1),
  act_before: at,
  opened_at: at,
  stage_at: at,
  evidence: {},
  evidence_at: null,
  settled_at: null,
  created_at: at,
  updated_at: at,
})

/** What `hear.ts` does with the lessons, without a database. */
function hear(now: Dispute, news: DisputeCase, turns = 0): Dispute {
  assert.ok(turns < 10, 'it comes to an end')
  const lesson = learn(now, news)
  if (lesson.kind === 'known') return now
  if (lesson.kind === 'noted') {
    const contradiction = lesson.contradiction ?? now.contradiction
    return hear({ ...now, heard: Math.max(now.heard, rankOf(news)), contradiction }, news, turns + 1)
  }
  const { state } = disputeStep(now.state, lesson.event)
  const stage = lesson.event === 'escalate' ? news.stage : now.stage
  const heard = lesson.isLast
    ? rankOf(news)
    : lesson.event === 'escalate'
      ? rankOf({ stage, status: 'open' })
      : now.heard
  const amount_withdrawn =
    lesson.event === 'escalate' ? 100 : lesson.event === 'win' ? 0 : now.amount_withdrawn
  return hear({ ...now, state, stage, heard, amount_withdrawn }, news, turns + 1)
}

const pictures = fc.array(
  fc.record({ stage: fc.constantFrom(...caseStages), status: fc.constantFrom(...caseStatuses) }),
  { maxLength: 12 },
)

test('every sequence of pictures comes to an end, and money is with the merchant exactly when it was won', () => {
  fc.assert(
    fc.property(pictures, (sequence) => {
      let dispute = opened()
      for (const { stage, status } of sequence) {
        dispute = hear(dispute, told(stage, status))
        assert.equal(dispute.amount_withdrawn === 0, dispute.state === 'won')
      }
    }),
  )
})

test('a picture that comes twice, or after a newer one, changes nothing', () => {
  fc.assert(
    fc.property(pictures, (sequence) => {
      let dispute = opened()
      for (const { stage, status } of sequence) {
        dispute = hear(dispute, told(stage, status))
        const again = hear(dispute, told(stage, status))
        assert.deepEqual(again, dispute)
        assert.deepEqual(hear(again, told('chargeback', 'open')), again)
      }
    }),
  )
})

test('an inquiry takes the next stage without having been won', () => {
  const escalated = hear(opened('inquiry'), told('chargeback', 'open'))
  assert.deepEqual([escalated.stage, escalated.state], ['chargeback', 'needs_response'])
})

test('what was lost stays lost, and the contradiction is kept for a person', () => {
  const lost = hear(opened(), told('chargeback', 'lost'))
  const told_otherwise = hear(lost, told('chargeback', 'won'))
  assert.equal(told_otherwise.state, 'lost')
  assert.match(told_otherwise.contradiction ?? '', /lost first and won later/)
})
