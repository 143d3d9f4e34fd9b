import type { TenantId } from '../../platform/scope.ts'
import type { KeyDeps } from './sealing_keys.ts'
import { countWrappings } from './store_keys.ts'
import { type Rotation, selectRunning } from './store_rotation.ts'

/** Sealing keys under one key-encryption key: `newest` wraps from now on, `missing` is not at hand, so they are unreadable. */
export type KeyStatus = {
  readonly wrapped_by: string
  readonly keys: number
  readonly state: 'newest' | 'before' | 'missing'
}
export type RunningRotation = Rotation & { readonly tenant_id: TenantId }
export type VaultStatus = {
  readonly keys: readonly KeyStatus[]
  /** Of every tenant; the longest running hundred. */
  readonly running: readonly RunningRotation[]
}

const RUNNING_SHOWN_MAX = 100

/** What is under which key-encryption key, and which rotations run. Reads all tenants; changes nothing. */
export async function keyStatus({ db, providers }: KeyDeps): Promise<VaultStatus> {
  const counts = await db.scatter('vault.key_wrappings', countWrappings)
  const running = await db.scatter('vault.rotations_running', (tx) => selectRunning(tx, RUNNING_SHOWN_MAX))
  const at_hand = providers.map(({ id }, index): KeyStatus => {
    const keys = counts.find(({ wrapped_by }) => wrapped_by === id)?.keys ?? 0
    return { wrapped_by: id, keys, state: index === 0 ? 'newest' : 'before' }
  })
  const missing = counts.filter(({ wrapped_by }) => !providers.some(({ id }) => id === wrapped_by))
  return { keys: [...at_hand, ...missing.map((one): KeyStatus => ({ ...one, state: 'missing' }))], running }
}
