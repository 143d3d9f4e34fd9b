import { boundedCache } from '../../platform/bounded_cache.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { SEAL_PURPOSE } from './accounts.ts'
import type { SealedAccount } from './acquirer_account.ts'
import type { AcquirerAccount } from './card_connector.ts'
import type { RailsDeps } from './index.ts'
import { SECRETS_CACHED_MAX } from './limits.ts'

export type OpenAccount = (scope: OpenScope, account: SealedAccount) => Promise<AcquirerAccount>
type Opened = { readonly api_key: () => string; readonly callback_secrets: () => readonly string[] }

/** Opened secrets are remembered by what they were sealed as, and wrapped, so that nothing prints them. */
export function createOpener({ sealer, callbackUrl }: RailsDeps): OpenAccount {
  const opened = boundedCache<string, Promise<Opened>>(SECRETS_CACHED_MAX)

  const unseal = async (scope: OpenScope, account: SealedAccount): Promise<Opened> => {
    const open = (text: string) => sealer.unseal(scope, SEAL_PURPOSE, text)
    const key = await open(account.sealed_api_key)
    const secrets = await Promise.all(account.sealed_callback_secrets.map(open))
    return { api_key: () => key.reveal(), callback_secrets: () => secrets.map((one) => one.reveal()) }
  }
  const remembered = (scope: OpenScope, account: SealedAccount): Promise<Opened> => {
    const { id, sealed_api_key, sealed_callback_secrets } = account
    const key = `${scope.tenant_id}\n${id}\n${sealed_api_key}\n${sealed_callback_secrets.join('\n')}`
    const known = opened.get(key)
    if (known !== undefined) return known
    const secrets = unseal(scope, account)
    opened.set(key, secrets)
    secrets.catch(() => opened.delete(key))
    return secrets
  }
  return async (scope, account) => {
    const { api_key, callback_secrets } = await remembered(scope, account)
    const { id, connector, merchant_number, url, report_url, callback_address } = account
    return {
      id,
      connector,
      merchant_number,
      url,
      report_url,
      api_key: api_key(),
      callback_secrets: callback_secrets(),
      callback_url: callbackUrl(callback_address),
    }
  }
}
