import { type Id, newId } from '../../kernel/id.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { plusMs } from '../../kernel/world.ts'
import { boundedCache } from '../../platform/bounded_cache.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import type { AccountCache } from './account_cache.ts'
import type { CallbackNews } from './card_connector.ts'
import { type RailsFailure, railsErrors } from './errors.ts'
import type { RailsDeps } from './index.ts'
import { ADDRESSES_CACHED_MAX, SYSTEM_DEADLINE_MS } from './limits.ts'
import { type CallbackAddress, findAddress } from './store.ts'

export type CallbackMessage = {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** As it came: signatures are over these bytes. */
  readonly body: Buffer
}
export type Callback = {
  readonly tenant_id: TenantId
  readonly account: Id<'aca'>
  readonly news: readonly CallbackNews[]
}
export type ReadCallback = (
  address: string,
  message: CallbackMessage,
) => Promise<Result<Callback, RailsFailure>>

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * What an acquirer told, proven by its signature. Nothing is done about it here, and a repeat says the same again: its
 * `message_id` tells. Errors: `callback_address_unknown`, `callback_refused`.
 * How old a signature is counts by real time, also in a sandbox: it says when the message was sent, not what it is about.
 */
export function createReadCallback(deps: RailsDeps, cache: AccountCache): ReadCallback {
  const addresses = boundedCache<string, CallbackAddress>(ADDRESSES_CACHED_MAX)
  const lookUp = async (address: string): Promise<CallbackAddress | undefined> => {
    const known = addresses.get(address)
    if (known !== undefined || !UUID.test(address)) return known
    const found = await deps.db.system((db) => findAddress(db, address))
    if (found !== undefined) addresses.set(address, found)
    return found
  }
  return async (address, { headers, body }) => {
    const to = await lookUp(address)
    const sealed = to && (await cache.read(to.tenant_id)).get(to.account)
    if (to === undefined || sealed === undefined) return railsErrors.fail('callback_address_unknown')
    const connector = deps.connectors.find(({ name }) => name === sealed.connector)
    if (connector?.readCallback === undefined) return railsErrors.fail('callback_refused')
    const scope = systemScope(deps, to.tenant_id)
    const account = await cache.open(scope, sealed)
    const message = { headers, body: body.toString('latin1'), at: deps.world.now() }
    try {
      const news = connector.readCallback(account, message)
      return news === undefined
        ? railsErrors.fail('callback_refused')
        : ok({ tenant_id: to.tenant_id, account: to.account, news })
    } catch (error) {
      deps.log.error('connector_callback_failed', { kind: connector.name, error })
      return railsErrors.fail('callback_refused')
    }
  }
}

const systemScope = ({ world }: RailsDeps, tenant_id: TenantId): OpenScope => ({
  tenant_id,
  actor: { type: 'system', id: 'florin', authenticated_by: 'internal', on_behalf_of: null },
  deadline_at: plusMs(world.now(), SYSTEM_DEADLINE_MS),
  request_id: newId('req', world),
  world,
})
