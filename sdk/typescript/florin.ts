import { createClient } from './client.ts'
import type { Client, FlorinOptions } from './client_types.ts'
import { FlorinError } from './errors.ts'
import type { Resources } from './generated/resources.gen.ts'
import { createResources } from './resources.ts'
import { isBrowser, systemRuntime } from './runtime.ts'

const URL_OF_A_FIRST_START = 'http://127.0.0.1:4010'

/** The API for one key: its resources, and below them the plain requests of `Client`. It holds nothing to be closed. */
export type Florin = Client & Resources

/**
 * The API as an object.
 *
 *     const florin = new Florin('sk_test_…')
 *     const payment = await florin.payments.create({ amount: { value: '1050', currency: 'USD' }, payment_method: 'pm_card_visa' })
 *
 * Errors: FlorinError for an address that is none, and for a secret key in a browser, where everybody could read it.
 */
export const Florin = function florin(key: string, options: FlorinOptions = {}): Florin {
  if (isBrowser() && !key.startsWith('pk_'))
    throw new FlorinError(
      'Only a publishable key (pk_…) belongs into a browser: whoever opens the page can read it. Keep secret and restricted keys on your server, and replace this one if the page was public.',
    )
  const { url = URL_OF_A_FIRST_START, vault_url = vaultUrlBeside(url), ...more } = options
  const runtime = options.runtime ?? systemRuntime()
  const client = createClient({ ...more, url, key, runtime })
  const vault = createClient({ ...more, url: vault_url, key, runtime })
  return Object.assign(client, createResources({ client, vault, runtime }))
} as unknown as new (
  key: string,
  options?: FlorinOptions,
) => Florin

/** Where the vault listens unless somebody says otherwise: the port after the API's. What is no address is refused by the client. */
export function vaultUrlBeside(url: string): string {
  if (!URL.canParse(url)) return url
  const next = new URL(url)
  const port = next.port === '' ? (next.protocol === 'https:' ? 443 : 80) : Number(next.port)
  next.port = String(port + 1)
  return next.origin
}
