import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assert } from '../../kernel/assert.ts'
import { newId } from '../../kernel/id.ts'
import type { World } from '../../kernel/world.ts'
import type { Auth, Bootstrapped } from '../../modules/auth/index.ts'
import type { Ledger } from '../../modules/ledger/index.ts'

/** What the banner needs for a first transfer that works when pasted. */
export type FirstPayment = {
  readonly secret_key: string
  readonly idempotency_key: string
  readonly debit_account: string
  readonly credit_account: string
}

type Kept = Omit<FirstPayment, 'idempotency_key'> & { readonly tenant: string }

/**
 * At the first start makes an organization with a sandbox, and in the sandbox a bank account and a customer's
 * account. The sandbox's key is kept in a file that only this user can read, so that later starts can print
 * it; keys of live tenants are never kept. Undefined when another data directory saw the first start.
 */
export async function firstStart(deps: {
  auth: Auth
  ledger: Ledger
  world: World
  data_dir: string
}): Promise<FirstPayment | undefined> {
  const file = join(deps.data_dir, 'sandbox.json')
  const made = await deps.auth.bootstrap()
  if (made !== undefined) await keep(file, await openSandbox(deps, made))
  const kept = await readKept(file)
  if (kept === undefined) return undefined
  const { secret_key, debit_account, credit_account } = kept
  return {
    secret_key,
    debit_account,
    credit_account,
    idempotency_key: `first-${newId('req', deps.world).slice(-8)}`,
  }
}

async function openSandbox(
  deps: { auth: Auth; ledger: Ledger; world: World },
  made: Bootstrapped,
): Promise<Kept> {
  const [bank, alice] = [newId('acc', deps.world), newId('acc', deps.world)]
  const opened = await deps.auth.asSystem(made.tenant.tenant_id, (scope) =>
    deps.ledger.createAccounts(scope, [
      {
        id: bank,
        currency: 'USD',
        normal_side: 'debit',
        path: 'assets:bank:settlement',
        name: 'Sandbox bank',
      },
      {
        id: alice,
        currency: 'USD',
        normal_side: 'credit',
        path: 'liabilities:customers:alice',
        name: 'Alice',
        floor: 0n,
      },
    ]),
  )
  assert(opened.ok, 'the first accounts can be opened')
  return {
    tenant: made.tenant.id,
    secret_key: made.secret_key.reveal(),
    debit_account: bank,
    credit_account: alice,
  }
}

async function keep(file: string, kept: Kept): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true })
  const fresh = `${file}.new`
  await writeFile(fresh, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 })
  await chmod(fresh, 0o600)
  await rename(fresh, file)
}

async function readKept(file: string): Promise<Kept | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Kept
  } catch {
    return undefined
  }
}
