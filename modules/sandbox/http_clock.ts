import { Type as T } from 'typebox'
import { present } from '../../kernel/assert.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { instantText } from '../../kernel/world.ts'
import { readTime, timeInput, Timestamp } from '../../platform/http/fields.ts'
import { type Route, type RouteReply, route } from '../../platform/http/route.ts'
import { CLOCK_AHEAD_MS_MAX } from '../auth/index.ts'
import type { ClockNow } from './clock.ts'
import { sandboxErrors } from './errors.ts'
import type { Sandbox } from './index.ts'
import { ADVANCE_WAIT_MS } from './limits.ts'

const Clock = T.Object(
  {
    now: T.String({ description: 'What the sandbox takes for the present.' }),
    is_frozen: T.Boolean(),
    ahead_ms: T.Integer({ description: 'Ahead of real time; negative when it stands and was overtaken.' }),
    status: T.Enum(['ready', 'advancing'], {
      description:
        '`advancing`: it is on its way to `target`, and everything due on the way happens in order.',
    }),
    target: T.Union([Timestamp, T.Null()]),
    steps: T.Integer({
      description: 'Moments at which something was due so far; 0 when it is not advancing.',
    }),
    fault: T.Union([T.String(), T.Null()], { description: 'Why the last try stopped. It is tried again.' }),
  },
  { $id: 'SandboxClock', additionalProperties: false },
)
const { sandbox_only, clock_backwards, clock_too_far, clock_advancing } = sandboxErrors.table
const common = { tag: 'Sandbox', reply: Clock } as const

function clockJson({ now, is_frozen, ahead_ms, move }: ClockNow) {
  return {
    now: instantText(now),
    is_frozen,
    ahead_ms,
    status: move === null ? ('ready' as const) : ('advancing' as const),
    target: move === null ? null : instantText(move.target_at),
    steps: move?.steps ?? 0,
    fault: move?.fault ?? null,
  }
}
function clockReply<E>(found: Result<ClockNow, E>): Result<RouteReply<ReturnType<typeof clockJson>>, E> {
  if (!found.ok) return found
  return ok({ status: found.value.move === null ? 200 : 202, body: clockJson(found.value) })
}

const getRoute = (sandbox: Sandbox) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/sandbox/clock',
    operation_id: 'getSandboxClock',
    summary: 'Get the sandbox’s clock, and how far it has come when it is on its way.',
    scope: 'sandbox:read',
    status: 200,
    errors: { sandbox_only },
    async run(scope) {
      const found = await sandbox.readClock(scope)
      return found.ok ? ok({ body: clockJson(found.value) }) : found
    },
  })

const advanceRoute = (sandbox: Sandbox) =>
  route({
    ...common,
    kind: 'staged',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/sandbox/clock/advance',
    operation_id: 'advanceSandboxClock',
    summary: 'Move the sandbox’s clock forward, by a duration or to a time.',
    description:
      'The sandbox lives through that time in order: jobs, holds, inquiries, callbacks, settlements and disputes happen when they are due. 200 when it has arrived, 202 while it is on its way. Exactly one of `by_ms` and `to` is given.',
    scope: 'sandbox:write',
    body: T.Object(
      {
        by_ms: T.Optional(T.Integer({ minimum: 1, maximum: CLOCK_AHEAD_MS_MAX })),
        to: T.Optional(timeInput()),
      },
      { additionalProperties: false, minProperties: 1, maxProperties: 1 },
    ),
    status: 200,
    also_answers: [202],
    wait_ms_default: ADVANCE_WAIT_MS,
    location: '/v1/sandbox/clock',
    errors: { sandbox_only, clock_backwards, clock_too_far, clock_advancing },
    example: { by_ms: 86_400_000 },
    async run(scope, { body: { by_ms, to }, wait_ms }, stage) {
      const move = to === undefined ? { by_ms: present(by_ms, 'a duration') } : { to: readTime(to) }
      return clockReply(await sandbox.advance(scope, move, stage, wait_ms))
    },
  })

const runRoute = (sandbox: Sandbox, move: 'freeze' | 'resume', summary: string) =>
  route({
    ...common,
    kind: 'staged',
    idempotency: 'accepted',
    method: 'POST',
    path: `/v1/sandbox/clock/${move}`,
    operation_id: `${move}SandboxClock`,
    summary,
    scope: 'sandbox:write',
    status: 200,
    errors: { sandbox_only, clock_advancing },
    run: async (scope) => clockReply(await sandbox.setRunning(scope, move === 'resume')),
  })

export const clockRoutes = (sandbox: Sandbox): Route[] => [
  getRoute(sandbox),
  advanceRoute(sandbox),
  runRoute(sandbox, 'freeze', 'Stop the sandbox’s clock where it stands.'),
  runRoute(sandbox, 'resume', 'Let the sandbox’s clock run again.'),
]
