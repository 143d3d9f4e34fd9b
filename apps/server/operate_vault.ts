import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Tenant } from '../../modules/auth/index.ts'
import { addLocalKey, createVault, type Vault } from '../../modules/vault/index.ts'
import { createDatabase } from '../../platform/db/database.ts'
import { VAULT_ROLE } from '../../platform/db/session.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { type OperateDeps, withDatabaseUrl } from './operate.ts'
import { operatedTenant } from './operated_tenant.ts'
import { operatorsAccess } from './operators_auth.ts'
import { keysOf } from './vault.ts'

/** What is under which key-encryption key, and how far rotations of tenants' keys have come: a line each. */
export const vaultStatus = (deps: OperateDeps): Promise<string[]> =>
  withVault(deps, async ({ vault }) => {
    const { keys, running } = await vault.status()
    return [
      ...keys.map(({ wrapped_by, keys: count, state }) => `${state.padEnd(7)}  ${wrapped_by}  ${count} keys`),
      ...running.map(
        ({ tenant_id, purpose, epoch, rows_done, rows_total }) =>
          `rotating tenant ${tenant_id}  ${purpose} ${epoch}  ${rows_done} of ${rows_total} cards`,
      ),
    ]
  })

/**
 * Puts a new key-encryption key in front of those in `vault.key`. A repeat adds another one. Needs no database. Errors:
 * StartRefused where a passphrase gives the key, or there is no file yet.
 */
export async function addVaultKey({ config, world }: OperateDeps): Promise<string[]> {
  const file = join(config.data_dir, 'vault.key')
  if (config.vault_passphrase !== undefined)
    throw new StartRefused(
      'FLORIN_VAULT_PASSPHRASE gives the key of the vault, so a key in the file would wrap nothing; unset it to go over to a file',
    )
  if (!existsSync(file))
    throw new StartRefused(`there is no ${file} yet; the first start of the server makes it`)
  await addLocalKey({ file, world })
  return [
    `A new key stands in front in ${file}. Back the file up.`,
    'Give the file to every process of this installation and restart each; only then run: florin vault rewrap',
  ]
}

/**
 * Puts every sealing key under the newest key-encryption key; no card is touched. `tell` hears how far it is. Killed and run
 * again it does what is left. `ok` is false when some could not be opened.
 */
export const rewrapVault = (
  deps: OperateDeps,
  tell: (line: string) => void,
): Promise<{ lines: string[]; ok: boolean }> =>
  withVault(deps, async ({ vault }) => {
    const { keys } = await vault.status()
    const total = keys.filter(({ state }) => state !== 'newest').reduce((sum, one) => sum + one.keys, 0)
    const { rewrapped, unreadable } = await vault.rewrapKeys((so_far) =>
      tell(`${so_far.rewrapped + so_far.unreadable} of ${total} sealing keys`),
    )
    const lines = [`${rewrapped} sealing keys are under ${keys[0]?.wrapped_by} now.`]
    if (unreadable > 0) lines.push(`${unreadable} could not be opened: their key-encryption key is not here.`)
    else lines.push('Nothing is under the keys before: their lines in vault.key can be deleted.')
    return { lines, ok: unreadable === 0 }
  })

/** Destroys the sealing keys of a tenant, when `confirm` is its id. A repeat destroys nothing. Errors: StartRefused. */
export const shredTenant = (
  deps: OperateDeps & { readonly tenant: string; readonly confirm: string },
): Promise<string[]> =>
  withVault(deps, async ({ vault, find, scopeOf }) => {
    const tenant = await find(deps.tenant)
    const { id, mode, name } = tenant
    if (deps.confirm !== id)
      throw new StartRefused(
        `this makes every card and sealed secret of the ${mode} tenant “${name}” unreadable for ever; to do it, add --confirm ${id}`,
      )
    const destroyed = await vault.shred(await scopeOf(tenant))
    return [
      `${destroyed} sealing keys of ${id} were destroyed; backups of the database hold them still, until they expire.`,
    ]
  })

type Opened = {
  readonly vault: Vault
  find(name: string): Promise<Tenant>
  scopeOf(tenant: Tenant): ReturnType<Awaited<ReturnType<typeof operatorsAccess>>['auth']['systemScope']>
}

/** The vault as the server has it, but for sending: an operator's command sends no card anywhere. */
const withVault = <T>(deps: OperateDeps, fn: (opened: Opened) => Promise<T>): Promise<T> =>
  withDatabaseUrl(deps, async (url) => {
    const { config, world } = deps
    const db = createDatabase({ url, pool_max: 2, application_name: 'florin-vault-operator' })
    const vault_db = createDatabase({
      url,
      pool_max: 2,
      role: VAULT_ROLE,
      application_name: 'florin-vault-operator',
    })
    const { auth, audit } = await operatorsAccess(deps, db)
    const vault = createVault({
      db: vault_db,
      world,
      audit,
      keys: await keysOf(config, world),
      send: async () => ({ kind: 'not_sent', why: 'operators send no cards' }),
      isAllowed: () => false,
    })
    try {
      return await fn({
        vault,
        find: (name) => operatedTenant(db, name),
        scopeOf: ({ tenant_id }) => auth.systemScope(tenant_id),
      })
    } finally {
      await vault.close()
      await auth.close()
      await vault_db.close()
      await db.close()
    }
  })
