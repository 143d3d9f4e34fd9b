import type { Database } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { parseTrustedKey } from './signer.ts'
import { auditedTenants } from './store.ts'
import { type Verification, verifyTenant } from './verify.ts'

const TENANTS_PAGE = 500

/**
 * What `florin audit verify` runs: the named tenants, or all of them and every tenant a checkpoint speaks of.
 *
 * `keys` are public keys as `signer.key_text` writes them, `checkpoints` are kept notes in any order. Throws
 * nothing about the trail itself: look at `ok`. A key or note that cannot be read is named in `unreadable`.
 */
export async function verifyAudit(options: {
  db: Database
  keys: readonly string[]
  tenants?: readonly TenantId[]
  checkpoints?: readonly string[]
}): Promise<{ ok: boolean; tenants: Verification[]; unreadable: string[] }> {
  const { db, keys, checkpoints = [] } = options
  const unreadable: string[] = []
  const trusted = keys.flatMap((text) => parseTrustedKey(text) ?? (unreadable.push(text), []))
  const notes = checkpoints.flatMap((text) => {
    const said = parseCheckpoint(text)
    if (said === undefined) unreadable.push(text)
    return said === undefined ? [] : [{ said, text }]
  })
  const named = options.tenants ?? [
    ...new Set([...(await allTenants(db)), ...notes.map(({ said }) => said.tenant_id)]),
  ]
  const tenants: Verification[] = []
  for (const tenant_id of named) {
    // The newest note covers the older ones: each block holds the hash of the one before.
    const newest = notes
      .filter(({ said }) => said.tenant_id === tenant_id)
      .reduce<{ block: number; text: string | undefined }>(
        (best, { said, text }) => (said.block > best.block ? { block: said.block, text } : best),
        { block: 0, text: undefined },
      )
    tenants.push(await verifyTenant({ db, trusted }, tenant_id, { checkpoint: newest.text }))
  }
  return { ok: unreadable.length === 0 && tenants.every(({ ok }) => ok), tenants, unreadable }
}

async function allTenants(db: Database): Promise<TenantId[]> {
  const found: TenantId[] = []
  for (;;) {
    const page = await auditedTenants(db, found.at(-1) ?? (0n as TenantId), TENANTS_PAGE)
    found.push(...page)
    if (page.length < TENANTS_PAGE) return found
  }
}

/** One tenant's result as lines of plain text: the summary, then a line per fault. */
export function verificationLines(found: Verification): string[] {
  const { tenant_id, ok, events, blocks, sealed_through, faults } = found
  const what = `${events} events, ${blocks} blocks, sealed through ${sealed_through}`
  return [
    `tenant ${tenant_id}: ${ok ? 'intact' : `${faults.length} faults`} (${what})`,
    ...faults.map(({ kind, detail }) => `  ${kind}: ${detail}`),
  ]
}
