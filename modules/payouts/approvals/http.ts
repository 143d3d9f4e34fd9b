import { Type as T } from 'typebox'
import { type Id, parseId } from '../../../kernel/id.ts'
import { ok } from '../../../kernel/result.ts'
import { idField } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../../platform/http/lists.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { namedBy } from '../../../platform/http/named_by.ts'
import { bankAccountErrors } from '../../rails/index.ts'
import type { Payouts } from '../index.ts'
import { approvalStates } from './approval.machine.ts'
import { approvalJson, subjectTypes } from './approval.ts'
import { ApprovalReply, VoteBody } from './approval_schema.ts'
import { approvalErrors } from './errors.ts'

const params = T.Object({ id: T.String() })
const common = { tag: 'Approvals', errors: approvalErrors.table } as const
const reading = { ...common, method: 'GET', scope: 'approvals:read', status: 200 } as const

const withId = namedBy('apv', () => approvalErrors.fail('approval_not_found'))

const listRoute = (payouts: Payouts) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/approvals',
    operation_id: 'listApprovals',
    summary: 'List what others have to decide about, newest first.',
    query: listQuery({
      state: T.Optional(T.Enum([...approvalStates], { description: '`open`: what waits.' })),
      subject_type: T.Optional(T.Enum([...subjectTypes])),
      subject_id: T.Optional(T.String({ maxLength: 40 })),
    }),
    reply: listOf(ApprovalReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'approvals', query)
      if (!asked.ok) return asked
      const { state, subject_type, subject_id } = query
      const before = parseId('apv', String(asked.value.after?.[0] ?? ''))
      const filter = { state, subject_type, subject_id }
      const found = await payouts.listApprovals(scope, filter, { before, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'approvals', query, asked: asked.value }
      const page = pageOf(at, found, ({ approval }) => [approval.id])
      const rows = page.data.map(({ approval, votes }) => approvalJson(approval, votes))
      return ok({ body: { ...page, data: rows } })
    },
  })

const getRoute = (payouts: Payouts) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/approvals/{id}',
    operation_id: 'getApproval',
    summary: 'Get an approval, and who has decided.',
    params,
    reply: ApprovalReply,
    run: (scope, input) =>
      withId(input.params.id, async (id) => {
        const found = await payouts.findApproval(scope, id)
        return found.ok ? ok({ body: approvalJson(found.value.approval, found.value.votes) }) : found
      }),
  })

const votes = {
  approve: {
    summary: 'Agree to what was asked; with the last one who is needed it is done.',
    example: { because: 'checked with the invoice' },
  },
  deny: { summary: 'Refuse what was asked; one refusal ends it.', example: { because: 'no such invoice' } },
} as const

const voteRoute = (payouts: Payouts, decision: keyof typeof votes) =>
  route({
    ...common,
    kind: 'staged',
    idempotency: 'accepted',
    method: 'POST',
    path: `/v1/approvals/{id}/${decision}`,
    operation_id: `${decision}Approval`,
    summary: votes[decision].summary,
    description:
      'Whoever asked cannot decide, nobody decides twice, and a key that was made after the question cannot either. With `digest` nothing is decided about but what you looked at.',
    scope: 'payouts:approve',
    params,
    body: VoteBody,
    status: 200,
    reply: ApprovalReply,
    example: votes[decision].example,
    run: (scope, { params: { id: text }, body }, { is_resumed }) =>
      withId(text, async (id) => {
        const asked = { decision, because: body.because ?? null, digest: body.digest }
        const decided = await payouts.decideApproval(scope, id, asked, { is_repeat: is_resumed })
        return decided.ok ? ok({ body: approvalJson(decided.value.approval, decided.value.votes) }) : decided
      }),
  })

const destinationRoute = (payouts: Payouts) =>
  route({
    ...common,
    kind: 'staged',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/payout-destinations',
    operation_id: 'askForPayoutDestination',
    summary: 'Have somebody else look at the details of a bank account, so that payouts need not wait.',
    scope: 'payouts:write',
    body: T.Object({ destination: idField('bac') }, { $id: 'PayoutDestination' }),
    status: 201,
    reply: ApprovalReply,
    location: '/v1/approvals/{id}',
    errors: { ...approvalErrors.table, ...bankAccountErrors.table },
    example: { destination: 'bac_01kdv0000000000000000000g0' },
    async run(scope, { body }) {
      const asked = await payouts.askDestination(scope, body.destination as Id<'bac'>)
      return asked.ok ? ok({ status: 201 as const, body: approvalJson(asked.value, []) }) : asked
    },
  })

export const approvalRoutes = (payouts: Payouts): Route[] => [
  listRoute(payouts),
  getRoute(payouts),
  voteRoute(payouts, 'approve'),
  voteRoute(payouts, 'deny'),
  destinationRoute(payouts),
]
