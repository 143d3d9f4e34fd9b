import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { TenantId } from '../../platform/scope.ts'

/**
 * Where checkpoints are kept outside the database, so that whoever rewrites the database cannot rewrite them
 * too. The sealer reads its last one before it extends a trail.
 */
export type Keeper = {
  /** The last checkpoint kept for the tenant; undefined when there is none. */
  last(tenant_id: TenantId): Promise<string | undefined>
  keep(tenant_id: TenantId, checkpoint: string): Promise<void>
}

/** One file per tenant in `directory`, replaced whole: a crash leaves the old one or the new one. */
export function fileKeeper(directory: string): Keeper {
  const fileOf = (tenant_id: TenantId): string => join(directory, `${tenant_id}.checkpoint`)
  return {
    async last(tenant_id) {
      try {
        return await readFile(fileOf(tenant_id), 'utf8')
      } catch (error) {
        if ((error as { code?: string }).code === 'ENOENT') return undefined
        throw error
      }
    },
    async keep(tenant_id, checkpoint) {
      const next = `${fileOf(tenant_id)}.next`
      const file = await open(next, 'w', 0o600)
      try {
        await file.writeFile(checkpoint)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(next, fileOf(tenant_id))
    },
  }
}
