import type { Id } from '../../kernel/id.ts'
import type { WireReply, WireRequest } from '../../platform/outbound/wire.ts'
import type { DialPolicy } from '../../platform/outbound/safe_url.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { AccountCache } from './account_cache.ts'
import { AUTHENTICATION_TIMEOUT_MS } from './cards/facts/timeouts.ts'
import type { RailsDeps } from './index.ts'
import type { MakeReady } from './ready.ts'
import type { ThreeDsAccount, ThreeDsAnswer, ThreeDsConnector, ThreeDsRequest } from './three_ds_connector.ts'

/** Calls to directory servers of 3-D Secure. Neither throws for what the other side, a connector or the vault does. */
export type Authenticator = {
  /**
   * Begins an authentication of a card's holder, or finds the one that its `operation_reference` began. `token` names the
   * card whose number the vault puts in. `unavailable` when the account has no directory server; whatever goes wrong on
   * the way is `unknown`: ask again.
   */
  authenticate(
    scope: OpenScope,
    account: Id<'aca'>,
    token: Id<'tok'>,
    request: ThreeDsRequest,
  ): Promise<ThreeDsAnswer>
  /** What became of an authentication, by the directory server's own id of it. May be repeated. */
  authenticationResult(scope: OpenScope, account: Id<'aca'>, id: string): Promise<ThreeDsAnswer>
}

type Reached = {
  readonly connector: ThreeDsConnector
  readonly account: ThreeDsAccount
  readonly policy: DialPolicy
}

export function createAuthenticator(
  deps: RailsDeps,
  cache: AccountCache,
  makeReady: MakeReady,
): Authenticator {
  const reach = async (scope: OpenScope, id: Id<'aca'>): Promise<Reached | ThreeDsAnswer> => {
    const ready = await makeReady(scope, id)
    if ('why' in ready) return { kind: 'unknown', why: ready.why }
    const url = (await cache.read(scope.tenant_id)).get(id)?.three_ds_url ?? null
    if (deps.three_ds === undefined || url === null)
      return { kind: 'unavailable', why: 'the acquirer account names no directory server' }
    const { merchant_number, api_key } = ready.account
    return {
      connector: deps.three_ds,
      account: { merchant_number, api_key, url },
      policy: ready.policy,
    }
  }
  return {
    async authenticate(scope, id, token, request) {
      const reached = await reach(scope, id)
      if ('kind' in reached) return reached
      const { connector, account } = reached
      return exchange(deps, scope, reached, {
        token,
        write: () => connector.build(account, request),
        read: (answer) => connector.parse(answer),
      })
    },
    async authenticationResult(scope, id, authentication) {
      const reached = await reach(scope, id)
      if ('kind' in reached) return reached
      const { connector, account } = reached
      return exchange(deps, scope, reached, {
        token: null,
        write: () => connector.buildResult(account, authentication),
        read: (answer) => connector.parseResult(answer),
      })
    },
  }
}

type Exchange = {
  readonly token: Id<'tok'> | null
  readonly write: () => WireRequest
  readonly read: ThreeDsConnector['parse']
}

async function exchange(
  deps: RailsDeps,
  scope: OpenScope,
  { connector, account, policy }: Reached,
  { token, write, read }: Exchange,
): Promise<ThreeDsAnswer> {
  const dial = { url: account.url, timeout_ms: AUTHENTICATION_TIMEOUT_MS, policy }
  try {
    const request = write()
    const reply: WireReply =
      token === null ? await deps.send(dial, request) : await deps.vaultSend(scope, { token, dial, request })
    return reply.kind === 'answered' ? read(reply.answer) : { kind: 'unknown', why: reply.why }
  } catch (error) {
    const { request_id } = scope
    deps.log.error('authentication_call_failed', { request_id, kind: connector.name, error })
    return { kind: 'unknown', why: 'the call failed on our side' }
  }
}
