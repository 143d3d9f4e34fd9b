import type { Id } from '../../kernel/id.ts'
import type { Result } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import type { OpenScope, Scope, TenantId } from '../../platform/scope.ts'
import { appendEvents } from './append_events.ts'
import type { AuditEntry, AuditEvent } from './event.ts'
import type { Keeper } from './keeper.ts'
import { SEAL_TENANTS_MAX } from './limits.ts'
import { type Broken, type Sealed, sealTenant } from './seal_tenant.ts'
import { parseTrustedKey, type Signer, type TrustedKey } from './signer.ts'
import { type ProofPlace, proveTrail, type TrailProof } from './prove.ts'
import {
  type AuditPage,
  type EventFilter,
  findEvent,
  lastBlock,
  listEvents,
  unsealedTenants,
} from './store.ts'
import { type Verification, verifyTenant } from './verify.ts'

/** The trail of who did what. Every method but `append` opens its own short transactions. */
export type Audit = {
  /** Writes entries in the caller's transaction, after its other writes and before its facts; answers the first number. */
  append(scope: Scope, entries: readonly AuditEntry[]): Promise<void>
  /** Newest first, from below `before_seq`; at most `limit`, and of at most LOOKED_AT_MAX events for a `resource_type`. */
  list(
    scope: OpenScope,
    filter: EventFilter,
    page: { before_seq: number | undefined; limit: number },
  ): Promise<AuditPage>
  find(scope: OpenScope, id: Id<'aud'>): Promise<AuditEvent | undefined>
  /** The newest signed checkpoint as text, to be kept elsewhere; undefined when nothing is sealed. */
  checkpoint(scope: OpenScope): Promise<string | undefined>
  /** Seals what is new in one tenant's trail. Errors: `trail_broken`. A repeat does nothing. */
  sealTenant(tenant_id: TenantId): Promise<Result<Sealed, Broken>>
  /** Seals every tenant that has something new; a broken trail does not keep the others waiting. */
  sealDue(): Promise<{ sealed: number; broken: { tenant_id: TenantId; detail: string }[] }>
  /**
   * Recomputes one page of the trail, from behind `after`, up to its first fault. The last page holds the trail against the
   * checkpoint that is kept here.
   */
  prove(scope: OpenScope, after: ProofPlace | undefined): Promise<TrailProof>
  /** Recomputes the whole trail; `checkpoint` is a note kept elsewhere. */
  verify(tenant_id: TenantId, options?: { checkpoint?: string | undefined }): Promise<Verification>
}

export type AuditDeps = {
  readonly db: Database
  /** The wall's world: blocks are sealed in real time, also those of a sandbox. */
  readonly world: World
  readonly signer: Signer
  /** Public keys of earlier signers, so that old blocks stay good after the key was changed. */
  readonly trusted_keys?: readonly string[]
  /** Where checkpoints are kept outside the database. Without it, rewriting is found by checkpoints you took yourself. */
  readonly keeper?: Keeper
}

export function createAudit(deps: AuditDeps): Audit {
  const { db, world, signer, keeper } = deps
  const trusted = [signer.key_text, ...(deps.trusted_keys ?? [])].map(trustedKey)
  const seal = { db, world, signer, trusted, keeper }
  // Each run goes on where the one before stopped, so that broken trails cannot use up every run's share.
  let seen = 0n as TenantId
  return {
    append: appendEvents,
    list: (scope, filter, page) =>
      db.withTenant(scope.tenant_id, (tx) => listEvents(tx, scope.tenant_id, filter, page)),
    find: (scope, id) => db.withTenant(scope.tenant_id, (tx) => findEvent(tx, scope.tenant_id, id)),
    async checkpoint(scope) {
      const block = await db.withTenant(scope.tenant_id, (tx) => lastBlock(tx, scope.tenant_id))
      return block?.checkpoint
    },
    sealTenant: (tenant_id) => sealTenant(seal, tenant_id),
    async sealDue() {
      const broken: { tenant_id: TenantId; detail: string }[] = []
      const due = await unsealedTenants(db, seen, SEAL_TENANTS_MAX)
      seen = due.length < SEAL_TENANTS_MAX ? (0n as TenantId) : (due.at(-1) ?? seen)
      let sealed = 0
      for (const tenant_id of due) {
        const outcome = await sealTenant(seal, tenant_id)
        if (outcome.ok) sealed += outcome.value.blocks
        else broken.push({ tenant_id, detail: outcome.error.detail })
      }
      return { sealed, broken }
    },
    prove: async ({ tenant_id }, after) =>
      proveTrail({ db, trusted }, tenant_id, { after, checkpoint: await keeper?.last(tenant_id) }),
    verify: (tenant_id, options) => verifyTenant({ db, trusted }, tenant_id, options),
  }
}

function trustedKey(text: string): TrustedKey {
  const key = parseTrustedKey(text)
  if (key === undefined)
    throw new StartRefused(
      `"${text}" is no public key of a signer of the audit trail; npm run florin -- audit key prints one.`,
    )
  return key
}

export { parseCheckpoint, type Checkpoint } from './checkpoint.ts'
export type { AuditEntry, AuditEvent } from './event.ts'
export { routes } from './http.ts'
export { fileKeeper, type Keeper } from './keeper.ts'
export { loadSigner, localSigner, type Signer } from './signer.ts'
export type { AuditFault } from './verify_block.ts'
export type { Verification } from './verify.ts'
export { followLedger } from './on_ledger_changed.ts'
export { verificationLines, verifyAudit } from './verify_audit.ts'
