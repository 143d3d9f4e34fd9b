import { newId } from '../../kernel/id.ts'
import type { Secret } from '../../kernel/secret.ts'
import { plusMs, type World } from '../../kernel/world.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import { ANSWER_MS_MAX } from './limits.ts'

/** Envelope encryption of secrets, as the vault does it. Called outside of transactions: it may ask a key service. */
export type Sealer = {
  seal(scope: OpenScope, purpose: string, plain: Secret): Promise<string>
  unseal(scope: OpenScope, purpose: string, sealed: string): Promise<Secret>
}
export const PURPOSE = 'webhook_secret'

/** What this module does without being asked, it does in the system's name. */
export const systemScope = (tenant_id: TenantId, world: World): OpenScope => ({
  tenant_id,
  actor: { type: 'system', id: 'webhooks', authenticated_by: 'internal', on_behalf_of: null },
  deadline_at: plusMs(world.now(), ANSWER_MS_MAX),
  request_id: newId('req', world),
  world,
})
