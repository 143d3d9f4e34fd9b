import type { Id } from '../../kernel/id.ts'
import type { DialPolicy } from '../../platform/outbound/safe_url.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { AccountCache } from './account_cache.ts'
import type { AcquirerAccount, CardConnector } from './card_connector.ts'
import type { RailsDeps } from './index.ts'

/** An account that can be called, opened, and who speaks for it. */
export type Ready = {
  readonly account: AcquirerAccount
  readonly connector: CardConnector
  /** Where its addresses may lead. */
  readonly policy: DialPolicy
}
export type NotReady = { readonly why: string }
export type MakeReady = (scope: OpenScope, id: Id<'aca'>) => Promise<Ready | NotReady>

/** Finds and opens an account, and prepares it once per process. Never throws: nothing has been sent yet. */
export function createMakeReady(deps: RailsDeps, cache: AccountCache): MakeReady {
  const prepared = new Map<Id<'aca'>, Promise<void>>()
  const prepare = (scope: OpenScope, account: AcquirerAccount): Promise<void> | undefined => {
    const known = prepared.get(account.id)
    if (known !== undefined || deps.prepare === undefined) return known
    const done = deps.prepare(scope, account)
    prepared.set(account.id, done)
    done.catch(() => prepared.delete(account.id))
    return done
  }
  return async (scope, id) => {
    try {
      const found = (await cache.read(scope.tenant_id)).get(id)
      if (found === undefined) return { why: 'there is no such acquirer account' }
      const connector = deps.connectors.find(({ name }) => name === found.connector)
      if (connector === undefined) return { why: `no connector is named ${found.connector}` }
      const account = await cache.open(scope, found)
      await prepare(scope, account)
      return { account, connector, policy: await deps.destinations.policyOf(scope.tenant_id) }
    } catch (error) {
      deps.log.error('acquirer_account_not_ready', { request_id: scope.request_id, error })
      return { why: 'the acquirer account could not be made ready' }
    }
  }
}
