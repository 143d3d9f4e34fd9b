import { ok } from '../../kernel/result.ts'
import {
  createEndpoint,
  type EndpointDeps,
  moveEndpoint,
  rotateEndpointSecret,
  updateEndpoint,
} from './endpoints.ts'
import { webhookErrors } from './errors.ts'
import type { Webhooks } from './index.ts'
import { recover, type RecoverDeps, redeliver } from './recover.ts'
import type { SendDeps } from './send.ts'
import { findEndpoint, listEndpoints } from './store_endpoints.ts'
import { testEndpoint } from './test_endpoint.ts'

type Calls = Pick<
  Webhooks,
  | 'createEndpoint'
  | 'findEndpoint'
  | 'listEndpoints'
  | 'updateEndpoint'
  | 'moveEndpoint'
  | 'rotateSecret'
  | 'testEndpoint'
  | 'recover'
  | 'redeliver'
>

/** The part of the face that is about endpoints and what was sent to them. */
export function createEndpointCalls(deps: EndpointDeps & SendDeps & RecoverDeps): Calls {
  const { db, versions } = deps
  return {
    createEndpoint: (scope, id, endpoint) =>
      createEndpoint(deps, scope, id, {
        ...endpoint,
        api_version: endpoint.api_version ?? versions.known[0] ?? '',
      }),
    async findEndpoint({ tenant_id }, id) {
      const found = await db.withTenant(tenant_id, (tx) => findEndpoint(tx, tenant_id, id))
      return found === undefined ? webhookErrors.fail('webhook_endpoint_not_found') : ok(found)
    },
    listEndpoints: ({ tenant_id }, page) =>
      db.withTenant(tenant_id, (tx) => listEndpoints(tx, tenant_id, page)),
    updateEndpoint: (scope, id, change) => updateEndpoint(deps, scope, id, change),
    moveEndpoint: (scope, id, state) => moveEndpoint(deps, scope, id, state),
    rotateSecret: (scope, id, overlap_ms) => rotateEndpointSecret(deps, scope, id, overlap_ms),
    testEndpoint: (scope, id) => testEndpoint(deps, scope, id),
    recover: (scope, id, order) => recover(deps, scope, id, order),
    redeliver: (scope, id) => redeliver(deps, scope, id),
  }
}
