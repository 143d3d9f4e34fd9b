import { type Client, type Fetch, Florin } from '../../../sdk/typescript/index.ts'
import type { ReplayOptions } from '../commands_replay.ts'
import { vaultUrlOf } from '../connect.ts'
import { usage } from '../exits.ts'
import type { Means } from '../means.ts'
import type { Profile } from '../profiles.ts'

/** A server that starts anew is waited for this often: about a minute. */
const RETRIES_MAX = 12

/** The API and the vault, and how often something was tried again. */
export type Lines = {
  readonly client: Client
  /** Null: no card is made. */
  readonly vault: Client | null
  readonly retried: Readonly<Record<string, number>>
}

export function createLines(means: Means, profile: Profile, options: ReplayOptions, fetch: Fetch): Lines {
  const retried: Record<string, number> = {}
  const clientTo = (url: string, key: string): Client =>
    new Florin(key, {
      url,
      runtime: means.runtime,
      user_agent: 'florin-cli/0.1',
      max_retries: RETRIES_MAX,
      fetch: means.fetch ?? fetch,
      on_retry({ status }) {
        const name = String(status ?? 'no answer')
        retried[name] = (retried[name] ?? 0) + 1
      },
    })
  const client = clientTo(profile.url, profile.key)
  if (options.paymentMethod !== undefined) return { client, vault: null, retried }
  const key = options.publishableKey ?? means.env['FLORIN_PUBLISHABLE_KEY'] ?? profile.publishable_key
  if (key === undefined)
    throw usage(
      'each customer gets a card of its own, which needs a publishable key',
      'pass --publishable-key pk_test_…, or --payment-method pm_card_visa to pay all with one test card',
    )
  return {
    client,
    vault: clientTo(vaultUrlOf(means, profile, options.vaultUrl), key),
    retried,
  }
}
