import { Type as T } from 'typebox'
import { parseId } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import { type Route, route, type Stage } from '../../platform/http/route.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Dispute } from './dispute.ts'
import { DisputeReply } from './dispute_schema.ts'
import { disputeErrors, errorRows } from './errors.ts'
import type { EvidenceChange } from './evidence.ts'
import { EvidenceInput } from './evidence_schema.ts'
import type { Disputes } from './index.ts'
import { disputeJson } from './render_dispute.ts'

const common = {
  idempotency: 'required',
  method: 'POST',
  tag: 'Disputes',
  scope: 'disputes:write',
  params: T.Object({ id: T.String() }),
  status: 200,
  reply: DisputeReply,
} as const
const usual = ['dispute_not_found', 'dispute_not_open', 'response_too_late', 'response_under_way'] as const

const giveRoute = (disputes: Disputes) =>
  route({
    ...common,
    kind: 'transaction',
    path: '/v1/disputes/{id}/evidence',
    operation_id: 'giveDisputeEvidence',
    summary: 'Write evidence down; nothing is sent yet.',
    description:
      'Parts that are absent stay as they are, null takes one away. Files are named by their content.',
    body: EvidenceInput,
    errors: errorRows(...usual),
    example: {
      product_description: 'Walking shoes, size 42',
      delivery: {
        carrier: 'DHL',
        tracking_number: '00340434161094042557',
        delivered_at: '2026-11-20T10:00:00Z',
      },
    },
    async run(scope, { params, body }) {
      const id = parseId('dsp', params.id)
      if (id === undefined) return disputeErrors.fail('dispute_not_found')
      const given = await disputes.giveEvidence(scope, id, body as EvidenceChange)
      return given.ok ? ok({ body: disputeJson(given.value) }) : given
    },
  })

/** 200, or 202 while nobody knows whether it arrived. */
async function answered(
  disputes: Disputes,
  scope: OpenScope,
  text: string,
  kind: 'submit' | 'accept',
  stage: Stage,
): Promise<Result<{ status: 200 | 202; body: ReturnType<typeof disputeJson> }, Failure>> {
  const id = parseId('dsp', text)
  const done: Result<Dispute, Failure> =
    id === undefined ? disputeErrors.fail('dispute_not_found') : await disputes.answer(scope, id, kind, stage)
  if (!done.ok) return done
  return ok({ status: done.value.open_operation === null ? 200 : 202, body: disputeJson(done.value) })
}

const submitRoute = (disputes: Disputes) =>
  route({
    ...common,
    kind: 'staged',
    also_answers: [202],
    path: '/v1/disputes/{id}/submit',
    operation_id: 'submitDisputeEvidence',
    summary: 'Send the evidence to the acquirer.',
    description:
      'Once per stage: with what was given goes what is known of the payment, and Compelling Evidence 3.0 when it is met. 202 while it is not known whether it arrived.',
    errors: errorRows(
      ...usual,
      'evidence_empty',
      'evidence_too_large',
      'response_refused',
      'response_not_sent',
    ),
    run: (scope, { params }, stage) => answered(disputes, scope, params.id, 'submit', stage),
  })

const acceptRoute = (disputes: Disputes) =>
  route({
    ...common,
    kind: 'staged',
    also_answers: [202],
    path: '/v1/disputes/{id}/accept',
    operation_id: 'acceptDispute',
    summary: 'Give in: the cardholder keeps the money.',
    description: 'It cannot be taken back. 202 while it is not known whether it arrived.',
    errors: errorRows(...usual, 'response_refused', 'response_not_sent'),
    run: (scope, { params }, stage) => answered(disputes, scope, params.id, 'accept', stage),
  })

export const answerRoutes = (disputes: Disputes): Route[] => [
  giveRoute(disputes),
  submitRoute(disputes),
  acceptRoute(disputes),
]
