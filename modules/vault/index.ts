import type { Id } from '../../kernel/id.ts'
import type { Result } from '../../kernel/result.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { JobKind } from '../../platform/jobs/job.ts'
import type { Send, WireReply } from '../../platform/outbound/wire.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import type { Audit } from '../audit/index.ts'
import type { CardView, NewCard } from './card.ts'
import { createCards } from './cards.ts'
import { type CardClaim, createToken, prepareToken } from './create_token.ts'
import { createCvcs } from './cvcs.ts'
import { createSealingKeys } from './sealing_keys.ts'
import type { VaultFailure } from './errors.ts'
import type { KeyProvider } from './key_provider.ts'
import { keyStatus, type VaultStatus } from './key_status.ts'
import { rewrapJob } from './rewrap_job.ts'
import { type RewrappedKeys, refuseForeignKeys, rewrapKeys } from './rewrap_keys.ts'
import { rotate, shred } from './rotate.ts'
import { fingerprintSecret, sealSecret, unsealSecret } from './seal_secret.ts'
import { type CardCall, type IsAllowed, sendCard } from './send_card.ts'
import { type Rotation, selectRotations } from './store_rotation.ts'
import { createTestCards } from './test_card.ts'

/**
 * The only code that ever sees a card number. What each method does and refuses stands beside its function. Methods that
 * take an OpenScope are called outside of transactions: a key service may have to be asked.
 */
export type Vault = {
  /** Token metadata, in order; undefined for unknown ones. What is not in memory is read in one go with what others ask for. */
  describe(scope: OpenScope, tokens: readonly Id<'tok'>[]): Promise<readonly (CardView | undefined)[]>
  /** Fills the card's details in where the request has placeholders, sends it, and takes them out of the answer. */
  send(scope: OpenScope, call: CardCall): Promise<WireReply>
  /** Opens what `createToken` needs, and says what the card is compared by under an Idempotency-Key. */
  prepareToken(scope: OpenScope, card: NewCard): Promise<Result<CardClaim, VaultFailure>>
  createToken(scope: Scope, card: NewCard): Promise<Result<CardView, VaultFailure>>
  /** The token of a test card by its name (`pm_card_visa`); undefined for other names, and in live tenants. */
  testCard(scope: OpenScope, name: string): Promise<Id<'tok'> | undefined>
  /** Seals a secret for this tenant and purpose; the text names purpose, epoch and key. */
  seal(scope: OpenScope, purpose: string, plain: Secret): Promise<string>
  /** Throws Unreadable for what was changed, is another's, or whose key was destroyed. */
  unseal(scope: OpenScope, purpose: string, sealed: string): Promise<Secret>
  /** What a secret of another module is told apart by within the tenant: 32 hex digits, the same for the same text for ever. */
  fingerprint(scope: OpenScope, purpose: string, plain: Secret): Promise<string>
  rotate(scope: OpenScope, purpose: string): Promise<Result<Rotation, VaultFailure>>
  /** The newest hundred. */
  rotations(scope: OpenScope): Promise<readonly Rotation[]>
  /** Destroys the tenant's sealing keys: its cards and sealed secrets are unreadable for ever. Answers how many keys. */
  shred(scope: OpenScope): Promise<number>
  /** Puts every tenant's sealing keys under the newest key-encryption key. */
  rewrapKeys(tell?: (so_far: RewrappedKeys) => void): Promise<RewrappedKeys>
  /** See `key_status.ts`. */
  status(): Promise<VaultStatus>
  /** Throws StartRefused when data is under a key-encryption key that is not at hand. */
  checkKeys(): Promise<void>
  /** What a worker does for the vault. */
  readonly jobs: readonly JobKind[]
  /** Forgets every CVC, and waits for reads that are under way. */
  close(): Promise<void>
}

export type VaultDeps = {
  /** Connections in the role `florin_vault`; no other role reaches the vault's tables. */
  readonly db: Database
  /** The wall's world: keys and codes age in real time. */
  readonly world: World
  readonly audit: Audit
  /** Where key-encryption keys live; the first one wraps, all of them unwrap. */
  readonly keys: readonly KeyProvider[]
  /** Sends what was filled in (`platform/outbound`). */
  readonly send: Send
  readonly isAllowed: IsAllowed
}

export function createVault({ db, world, audit, keys: providers, send, isAllowed }: VaultDeps): Vault {
  const key_deps = { db, world, providers }
  const keys = createSealingKeys(key_deps)
  const cards = createCards({ db, world })
  const cvcs = createCvcs(world)
  const all = { db, world, audit, keys, cards, cvcs, send, isAllowed }
  const describeOne = async (scope: OpenScope, token: Id<'tok'>): Promise<CardView | undefined> => {
    const held = cards.held(scope.tenant_id, token) ?? (await cards.find(scope.tenant_id, token))
    if (held === undefined) return undefined
    return cvcs.has(token) ? held.view_with_cvc : held.view
  }
  return {
    describe: (scope, tokens) => Promise.all(tokens.map((token) => describeOne(scope, token))),
    send: (scope, call) => sendCard(all, scope, call),
    prepareToken: (scope, card) => prepareToken(all, scope, card),
    createToken: (scope, card) => createToken(all, scope, card),
    testCard: createTestCards(all),
    seal: (scope, purpose, plain) => sealSecret(all, scope, purpose, plain),
    unseal: (scope, purpose, sealed) => unsealSecret(all, scope, purpose, sealed),
    fingerprint: (scope, purpose, plain) => fingerprintSecret(all, scope, purpose, plain),
    rotate: (scope, purpose) => rotate(all, scope, purpose),
    rotations: ({ tenant_id }) => db.withTenant(tenant_id, (tx) => selectRotations(tx, tenant_id, 100)),
    async shred(scope) {
      const destroyed = await shred(all, scope)
      keys.forgetTenant(scope.tenant_id)
      return destroyed
    },
    rewrapKeys: (tell) => rewrapKeys(key_deps, tell),
    status: () => keyStatus(key_deps),
    checkKeys: () => refuseForeignKeys(key_deps),
    jobs: [rewrapJob(all)],
    async close() {
      cvcs.forgetAll()
      await cards.idle()
    },
  }
}

export {
  type CardFace,
  type CardFunding,
  type CardScheme,
  type CardView,
  cardPlaceholders,
  cardSchemes,
  type NewCard,
} from './card.ts'
export { issuerOf } from './check_card.ts'
export { Unreadable, vaultErrors } from './errors.ts'
export { vaultFacts } from './facts.ts'
export { routes } from './http.ts'
export type { KeyProvider } from './key_provider.ts'
export { addLocalKey, loadLocalKeys, passphraseKey } from './local_keys.ts'
export type { CardCall } from './send_card.ts'
export type { Rotation } from './store_rotation.ts'
