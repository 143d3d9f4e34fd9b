import { present } from '../../kernel/assert.ts'
import { secret } from '../../kernel/secret.ts'
import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { AuthOutcome } from '../../platform/http/principal.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { systemScope, testAudit } from '../audit/testing.ts'
import type { Sealer } from './members/deps.ts'
import { type Auth, createAuth, type TenantWithKeys } from './index.ts'

/** Scopes that tests may give to keys. */
export const testScopes = [
  'access.keys:read',
  'access.keys:write',
  'ledger.accounts:read',
  'ledger.transfers:write',
  'tokens:write',
]

/** One node: its own memory over a database that others may share. */
export const testAuth = (db: Database, world: World): Auth =>
  createAuth({
    db,
    world,
    audit: testAudit(db, world),
    scopes: () => testScopes,
    version: '2026-11-21',
    sealer: () => testSealer,
    public_url: 'https://pay.example.com',
  })

/** "Seals" by writing backwards: enough to see that what is stored is not the plaintext. */
const testSealer: Sealer = {
  seal: async (_scope, purpose, plain) => `${purpose}:${backwards(plain.reveal())}`,
  unseal: async (_scope, purpose, sealed) => secret(backwards(sealed.slice(purpose.length + 1))),
}
const backwards = (text: string): string => text.split('').reverse().join('')

/** A new organization with one tenant. */
export async function testTenant(auth: Auth, mode: 'live' | 'sandbox' = 'sandbox'): Promise<TenantWithKeys> {
  const { id } = await auth.createOrganization('Test organization')
  const made = await auth.createTenant({ organization_id: id, name: 'Test tenant', mode })
  return present(made.ok ? made.value : undefined, 'the tenant')
}

/** `good`, or the code of the refusal. */
export const verdictOf = async (outcome: AuthOutcome | Promise<AuthOutcome>): Promise<string> => {
  const settled = await outcome
  return settled.ok ? 'good' : settled.error.code
}

/** The scope of a request made with a credential. */
export async function scopeOf(auth: Auth, credential: string): Promise<OpenScope> {
  const outcome = await auth.authenticate(credential, '192.0.2.1')
  const principal = present(outcome.ok ? outcome.value : undefined, 'the principal')
  const { tenant_id, actor, world } = principal
  return { ...systemScope(tenant_id, world), actor, ip: '192.0.2.1' }
}
