import { Type as T } from 'typebox'
import { nullable } from '../../platform/http/fields.ts'
import { ok } from '../../kernel/result.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { sandboxErrors } from './errors.ts'
import type { Sandbox } from './index.ts'

const TriggerReply = T.Object(
  {
    type: T.String(),
    text: T.String(),
    is_triggerable: T.Boolean(),
    how: nullable(T.String({ description: 'What is done so that it happens.' })),
    objects: T.Array(T.String(), { description: 'Prefixes of ids that `object` may have.' }),
    needs_object: T.Boolean(),
    reason: nullable(T.String({ description: 'Why it cannot be triggered, and what leads to it.' })),
  },
  { $id: 'EventTrigger' },
)
const Triggered = T.Object(
  {
    type: T.String(),
    object: T.String({ description: 'What it happened to.' }),
    calls: T.Array(T.Object({ method: T.String(), path: T.String(), status: T.Integer() }), {
      description: 'The calls of this API that led to it: make them yourself for the same effect.',
    }),
  },
  { $id: 'TriggeredEvent' },
)
const { sandbox_only, simulator_unavailable, ...errors } = sandboxErrors.table
const { event_type_unknown, event_not_triggerable, trigger_object_wrong, trigger_failed } = errors
const common = { tag: 'Sandbox', path: '/v1/sandbox/simulate/events' } as const

const createRoute = (sandbox: Sandbox) =>
  route({
    ...common,
    kind: 'staged',
    idempotency: 'accepted',
    method: 'POST',
    operation_id: 'simulateSandboxEvent',
    summary: 'Make an event happen, to an object of yours or to one made for it.',
    description:
      'Nothing is made up: the calls are made that lead to the event, or the card world does what leads to it. The event follows as any other does.',
    scope: 'sandbox:write',
    body: T.Object({
      type: T.String({ minLength: 1, maxLength: 100, examples: ['payment.succeeded'] }),
      object: T.Optional(T.String({ minLength: 1, maxLength: 60, description: 'Its id.' })),
    }),
    status: 201,
    reply: Triggered,
    errors: {
      sandbox_only,
      simulator_unavailable,
      event_type_unknown,
      event_not_triggerable,
      trigger_object_wrong,
      trigger_failed,
    },
    example: { type: 'payment.reversed' },
    async run(scope, { body: { type, object = null } }, stage) {
      const done = await sandbox.trigger(scope, { type, object }, stage)
      return done.ok ? ok({ body: { ...done.value, calls: [...done.value.calls] } }) : done
    },
  })

const listRoute = (sandbox: Sandbox) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    operation_id: 'listSandboxTriggers',
    summary: 'List every type of event, and whether and how it can be triggered.',
    scope: 'sandbox:read',
    status: 200,
    reply: T.Object({ data: T.Array(TriggerReply) }),
    errors: { sandbox_only },
    async run(scope) {
      const found = await sandbox.listTriggers(scope)
      return found.ok
        ? ok({ body: { data: found.value.map((row) => ({ ...row, objects: [...row.objects] })) } })
        : found
    },
  })

export const eventRoutes = (sandbox: Sandbox): Route[] => [createRoute(sandbox), listRoute(sandbox)]
