import { assert } from '../../kernel/assert.ts'
import { type Id, newId } from '../../kernel/id.ts'
import type { World } from '../../kernel/world.ts'
import type { Auth } from '../../modules/auth/index.ts'
import type { Ledger } from '../../modules/ledger/index.ts'
import type { TenantId } from '../../platform/scope.ts'
import { type KeptSandbox, readSandboxes, writeSandboxes } from './kept_sandboxes.ts'

/** What the banner needs for a first transfer that works when pasted. */
export type FirstPayment = {
  readonly secret_key: string
  readonly idempotency_key: string
  readonly debit_account: Id<'acc'>
  readonly credit_account: Id<'acc'>
}
type Deps = {
  readonly auth: Auth
  readonly ledger: Ledger
  readonly world: World
  readonly data_dir: string
}

/**
 * At the first start makes an organization with a sandbox, and in the sandbox a bank account and a customer's
 * account. The sandbox's key is kept in a file that only this user can read, so that later starts can print
 * it; keys of live tenants are never kept. It is kept before it counts, so a start that is killed or finds the
 * disk full loses no key, and the next one ends what it began.
 *
 * Undefined when no kept key opens this database: another data directory saw its first start, or the key was
 * revoked.
 */
export async function firstStart(deps: Deps): Promise<FirstPayment | undefined> {
  const kept = (await findOwn(deps)) ?? (await makeOwn(deps))
  if (kept === undefined) return undefined
  const { secret_key, debit_account, credit_account } = kept
  const idempotency_key = `first-${newId('req', deps.world).slice(-8)}`
  return { secret_key, debit_account, credit_account, idempotency_key }
}

/** Undefined when the database has its organization and none of the keys that were kept here opens it. */
async function makeOwn(deps: Deps): Promise<KeptSandbox | undefined> {
  const { auth, world, data_dir } = deps
  await auth.bootstrap(async ({ tenant, secret_key }) => {
    const fresh: KeptSandbox = {
      tenant: tenant.id,
      secret_key: secret_key.reveal(),
      debit_account: newId('acc', world),
      credit_account: newId('acc', world),
      has_accounts: false,
    }
    await writeSandboxes(data_dir, [fresh, ...(await readSandboxes(data_dir))])
  })
  return findOwn(deps)
}

/** The sandbox whose key opens this database: one data directory may have seen several. */
async function findOwn(deps: Deps): Promise<KeptSandbox | undefined> {
  const all = await readSandboxes(deps.data_dir)
  for (const kept of all) {
    const tenant_id = await deps.auth.tenantOfKey(kept.secret_key)
    if (tenant_id === undefined) continue
    if (kept.has_accounts) return kept
    await openAccounts(deps, tenant_id, kept)
    const done = { ...kept, has_accounts: true }
    await writeSandboxes(
      deps.data_dir,
      all.map((one) => (one === kept ? done : one)),
    )
    return done
  }
  return undefined
}

async function openAccounts({ auth, ledger }: Deps, tenant_id: TenantId, kept: KeptSandbox): Promise<void> {
  const opened = await auth.asSystem(tenant_id, (scope) =>
    ledger.createAccounts(scope, [
      {
        id: kept.debit_account,
        currency: 'USD',
        normal_side: 'debit',
        path: 'assets:bank:settlement',
        name: 'Sandbox bank',
      },
      {
        id: kept.credit_account,
        currency: 'USD',
        normal_side: 'credit',
        path: 'liabilities:customers:alice',
        name: 'Alice',
        floor: 0n,
      },
    ]),
  )
  // They differ when an earlier start opened them, was killed, and somebody has changed them since.
  assert(opened.ok || opened.error.code === 'account_differs', 'the first accounts can be opened')
}
