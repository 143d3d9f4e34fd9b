import { Type as T } from 'typebox'
import { ok } from '../../kernel/result.ts'
import { idField, Timestamp } from '../../platform/http/fields.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { tenantJson } from '../auth/index.ts'
import { sandboxErrors } from './errors.ts'
import type { Sandbox } from './index.ts'

const { sandbox_only, clock_advancing } = sandboxErrors.table
const Fresh = T.Object(
  {
    id: idField('ten'),
    organization_id: idField('org'),
    name: T.String(),
    mode: T.Enum(['live', 'sandbox']),
    created_at: Timestamp,
  },
  { $id: 'FreshSandbox' },
)

const resetRoute = (sandbox: Sandbox) =>
  route({
    kind: 'staged',
    idempotency: 'required',
    method: 'POST',
    path: '/v1/sandbox/reset',
    operation_id: 'resetSandbox',
    tag: 'Sandbox',
    summary: 'Start anew: an empty sandbox under the same keys.',
    description:
      'A new sandbox takes the name and all keys over. The old one’s clock stops, and what stood in it is not erased, but no key leads there any more: customers, payments, rules, webhook endpoints and events are gone from view.',
    scope: 'sandbox:write',
    status: 201,
    reply: Fresh,
    errors: { sandbox_only, clock_advancing },
    async run(scope, _input, stage) {
      const fresh = await sandbox.reset(scope, stage)
      return fresh.ok ? ok({ body: tenantJson(fresh.value) }) : fresh
    },
  })

export const resetRoutes = (sandbox: Sandbox): Route[] => [resetRoute(sandbox)]
