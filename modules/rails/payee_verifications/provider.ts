import type { Id } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'

/** A contract with a provider of Verification of Payee as the platform knows it: without its secret. */
export type PayeeProvider = {
  readonly id: Id<'pvp'>
  readonly connector: string
  readonly name: string
  readonly url: string
  /** By which the provider knows us. */
  readonly client_id: string
  /** ISO 3166-1 alpha-2, of the accounts that it is asked about. Empty: of every country. */
  readonly countries: readonly string[]
  /** A disabled one is asked nothing new. */
  readonly state: 'enabled' | 'disabled'
  readonly created_at: Instant
}
export type SealedPayeeProvider = PayeeProvider & { readonly sealed_secret: string }

export const withoutSecret = ({ sealed_secret: _secret, ...provider }: SealedPayeeProvider): PayeeProvider =>
  provider

/** As callers see it. */
export const payeeProviderJson = ({ countries, created_at, ...provider }: PayeeProvider) => ({
  ...provider,
  countries: [...countries],
  created_at: instantText(created_at),
})
