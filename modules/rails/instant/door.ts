import { boundedCache } from '../../../platform/bounded_cache.ts'
import type { Door, DoorAnswer } from '../../../platform/http/doors.ts'
import type { OpenScope, TenantId } from '../../../platform/scope.ts'
import type { InstantDeps } from './deps.ts'
import type { ReachGateway } from './gateway.ts'
import { hearMail } from './hear.ts'
import { ADDRESSES_CACHED_MAX } from './limits.ts'
import { findInstantAddress, type InstantAddress } from './store_gateways.ts'

/** The tenant's own clock and name, for what comes in without a key. */
export type ScopeOf = (tenant_id: TenantId, request_id: string) => Promise<OpenScope>

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Where gateways for instant payments bring messages. The address names the connection, the signature over the raw bytes
 * proves the gateway. It is answered when everything is written down; until then the gateway brings the message again, and
 * a repeat changes nothing. How old a signature is counts by real time, also in a sandbox whose clock was moved.
 */
export function createInstantDoor(
  deps: InstantDeps & { readonly reach: ReachGateway },
): (scopeOf: ScopeOf) => Door {
  const addresses = boundedCache<string, InstantAddress>(ADDRESSES_CACHED_MAX)
  const lookUp = async (address: string): Promise<InstantAddress | undefined> => {
    const known = addresses.get(address)
    if (known !== undefined || !UUID.test(address)) return known
    const found = await deps.db.system((db) => findInstantAddress(db, address))
    if (found !== undefined) addresses.set(address, found)
    return found
  }
  return (scopeOf) => ({
    method: 'POST',
    path: '/v1/instant-messages/{address}',
    async open({ params, headers, body, request_id }): Promise<DoorAnswer> {
      const to = await lookUp(params['address'] ?? '')
      if (to === undefined) return REFUSED
      const scope = await scopeOf(to.tenant_id, request_id)
      const open = await deps.reach(scope, to.connection)
      if (typeof open === 'string') return REFUSED
      const mail = await open.connector.read(open.gate, { headers, body, at: deps.world.now() })
      if (mail === undefined) return REFUSED
      return open.connector.answer(await hearMail(deps, scope, { open, mail, body }))
    },
  })
}

/** Not here, not signed, and no message look the same. */
const REFUSED: DoorAnswer = { status: 401, body: '{"error":"not signed by this gateway"}' }
