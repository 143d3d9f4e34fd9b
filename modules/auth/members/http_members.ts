import { Type as T } from 'typebox'
import { type Id, parseId } from '../../../kernel/id.ts'
import { ok, type Result } from '../../../kernel/result.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../../platform/http/lists.ts'
import { namedBy } from '../../../platform/http/named_by.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { memberErrors, type MemberFailure } from './errors.ts'
import { MemberSchema, MemberWithLinkSchema } from './http_schemas.ts'
import type { MemberWithLink } from './invite.ts'
import { EmailInput, type Member, memberJson, NameInput, RoleSchema } from './member.ts'
import type { Members } from './members.ts'

const { table } = memberErrors
const { member_not_found, last_owner, proof_too_old } = table
const common = { tag: 'Members', callers: 'members' } as const
const writes = {
  ...common,
  method: 'POST',
  scope: 'members:write',
} as const
const params = T.Object({ id: T.String() })
const byMember = namedBy('mem', () => memberErrors.fail('member_not_found'))

/** The answer with the link, and the one without it that is kept for replays. */
function shownOnce(members: Members, { member, link }: MemberWithLink) {
  const shown = memberJson(member)
  return {
    body: { ...shown, setup_url: members.linkOf(link) },
    kept: { ...shown, setup_url: null },
  }
}

const inviteRoute = (members: Members) =>
  route({
    ...writes,
    kind: 'transaction',
    idempotency: 'accepted',
    path: '/v1/members',
    operation_id: 'inviteMember',
    summary: 'Invite somebody into the organization; answers the link to send to them.',
    body: T.Object({ email: EmailInput, name: NameInput, role: RoleSchema }),
    status: 201,
    reply: MemberWithLinkSchema,
    location: '/v1/members/{id}',
    example: { email: 'anna@example.com', name: 'Anna Jones', role: 'analyst' },
    errors: {
      email_invalid: table.email_invalid,
      member_exists: table.member_exists,
      member_limit_reached: table.member_limit_reached,
      proof_too_old,
    },
    async run(scope, { body }) {
      const invited = await members.invite(scope, body)
      return invited.ok ? ok({ status: 201, ...shownOnce(members, invited.value) }) : invited
    },
  })

const listRoute = (members: Members) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/members',
    operation_id: 'listMembers',
    summary: 'List the members of the organization, newest first.',
    scope: 'members:read',
    query: listQuery({}),
    status: 200,
    reply: listOf(MemberSchema),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'members', query)
      if (!asked.ok) return asked
      const before = parseId('mem', String(asked.value.after?.[0] ?? ''))
      const found = await members.list(scope, { before, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'members', query, asked: asked.value }
      const page = pageOf(at, found, ({ id }) => [id])
      return ok({ body: { ...page, data: page.data.map(memberJson) } })
    },
  })

const getRoute = (members: Members) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/members/{id}',
    operation_id: 'getMember',
    summary: 'Get one member of the organization.',
    scope: 'members:read',
    params,
    status: 200,
    reply: MemberSchema,
    errors: { member_not_found },
    run: (scope, input) =>
      byMember(input.params.id, async (id) => {
        const found = await members.find(scope, id)
        return found === undefined ? memberErrors.fail('member_not_found') : ok({ body: memberJson(found) })
      }),
  })

const roleRoute = (members: Members) =>
  route({
    ...writes,
    kind: 'transaction',
    idempotency: 'accepted',
    path: '/v1/members/{id}/role',
    operation_id: 'setMemberRole',
    summary: 'Give a member another role; their sessions end.',
    params,
    body: T.Object({ role: RoleSchema }),
    status: 200,
    reply: MemberSchema,
    example: { role: 'operator' },
    errors: { member_not_found, last_owner, proof_too_old },
    run: async (scope, input) =>
      changed(input.params.id, (id) => members.setRole(scope, id, input.body.role)),
  })

const changed = (text: string, fn: (id: Id<'mem'>) => Promise<Result<Member, MemberFailure>>) =>
  byMember(text, async (id) => {
    const done = await fn(id)
    return done.ok ? ok({ body: memberJson(done.value) }) : done
  })

const disableRoute = (members: Members) =>
  route({
    ...writes,
    kind: 'transaction',
    idempotency: 'accepted',
    path: '/v1/members/{id}/disable',
    operation_id: 'disableMember',
    summary: 'Shut a member out at once; enable lets them in again.',
    params,
    status: 200,
    reply: MemberSchema,
    errors: { member_not_found, last_owner, proof_too_old },
    run: async (scope, input) => changed(input.params.id, (id) => members.disable(scope, id)),
  })

const enableRoute = (members: Members) =>
  route({
    ...writes,
    kind: 'transaction',
    idempotency: 'accepted',
    path: '/v1/members/{id}/enable',
    operation_id: 'enableMember',
    summary: 'Let a disabled member in again, as what they were.',
    params,
    status: 200,
    reply: MemberSchema,
    errors: { member_not_found, proof_too_old },
    run: async (scope, input) => changed(input.params.id, (id) => members.enable(scope, id)),
  })

const resetRoute = (members: Members) =>
  route({
    ...writes,
    kind: 'transaction',
    idempotency: 'accepted',
    path: '/v1/members/{id}/reset',
    operation_id: 'resetMember',
    summary: 'Take password and second factors of a member away; answers a new link to send to them.',
    params,
    status: 200,
    reply: MemberWithLinkSchema,
    errors: { member_not_found, last_owner, proof_too_old, member_state_wrong: table.member_state_wrong },
    run: (scope, input) =>
      byMember(input.params.id, async (id) => {
        const done = await members.reset(scope, id)
        return done.ok ? ok(shownOnce(members, done.value)) : done
      }),
  })

export const memberRoutes = (members: Members): Route[] =>
  [inviteRoute, listRoute, getRoute, roleRoute, disableRoute, enableRoute, resetRoute].map((make) =>
    make(members),
  )
