import { type Id, newId } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import type { Database } from '../../platform/db/database.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Endpoint } from './endpoint.ts'
import { webhookErrors } from './errors.ts'
import { attempt, type SendDeps } from './send.ts'
import { findEndpoint } from './store_endpoints.ts'
import type { AttemptResult, Claimed } from './store_sending.ts'

export type Tested = Pick<AttemptResult, 'status' | 'fault' | 'took_ms' | 'response_body'> & {
  readonly event_id: Id<'evt'>
}

/**
 * Sends a signed event that says nothing, of the type `webhook_endpoint.test`, and what came of it. It is not kept: it is no
 * fact. A repeat sends another one. Errors: `webhook_endpoint_not_found`.
 */
export async function testEndpoint(
  deps: SendDeps & { readonly db: Database },
  scope: OpenScope,
  id: Id<'whe'>,
): Promise<Result<Tested, Failure>> {
  const { tenant_id } = scope
  const endpoint = await deps.db.withTenant(tenant_id, (tx) => findEndpoint(tx, tenant_id, id))
  if (endpoint === undefined) return webhookErrors.fail('webhook_endpoint_not_found')
  const claimed = testOf(scope, endpoint, deps.versions.known[0] ?? endpoint.api_version)
  const { status, fault, took_ms, response_body } = await attempt(deps, tenant_id, claimed, new Map())
  return ok({ event_id: claimed.event.id, status, fault, took_ms, response_body })
}

const testOf = ({ world, request_id }: OpenScope, endpoint: Endpoint, api_version: string): Claimed => ({
  ...endpoint,
  id: newId('dlv', world),
  endpoint_id: endpoint.id,
  number: 1,
  tries: 1,
  is_failing: false,
  event: {
    seq: 0n,
    id: newId('evt', world),
    type: 'webhook_endpoint.test',
    object_id: endpoint.id,
    sequence: 1,
    previous_id: null,
    created_at: world.now(),
    api_version,
    correlation_id: request_id,
    told: JSON.stringify({ object: { id: endpoint.id } }),
  },
})
