import type { World } from '../../kernel/world.ts'
import type { Database } from '../db/database.ts'

export type Readiness = {
  readonly is_ready: boolean
  /** Why not, in words an operator can act on. */
  readonly because: string | null
}

export type Health = {
  /** The process runs its event loop. Asks nothing: a database that is away must not get the process killed. */
  live(): { readonly is_live: true }
  /** This server can do its work now: a transaction commits, the schema is the one it needs, it is not stopping. */
  ready(): Promise<Readiness>
  /** From now on not ready: the load balancer sends no more, while what runs is finished. */
  drain(): void
}

/** An answer is kept this long: probes, however many, cost the database one commit in that time. */
export const READY_KEPT_MS = 1_000
/** A database that says nothing is no database: probes get their answer after this, whatever it does. */
export const READY_MS_MAX = 2_000

/**
 * Liveness and readiness. `isSchemaCurrent` says whether this release's migrations have run (see
 * `schemaCheck`); once true it is not asked again, because a schema only moves forward.
 */
export function createHealth(options: {
  db: Pick<Database, 'canCommit'>
  world: World
  isSchemaCurrent: () => Promise<boolean>
}): Health {
  const { db, world } = options
  let kept: { readiness: Readiness; at_ms: number } | undefined
  let asking: Promise<Readiness> | undefined
  let isCurrent = false
  let isDraining = false

  const ask = async (): Promise<Readiness> => {
    if (!(await db.canCommit())) return refused('the database does not commit')
    isCurrent ||= await options.isSchemaCurrent().catch(() => false)
    return isCurrent ? { is_ready: true, because: null } : refused('migrations of this release have not run')
  }
  return {
    live: () => ({ is_live: true }),
    async ready() {
      if (isDraining) return refused('the server is stopping')
      if (kept !== undefined && world.elapsed_ms() - kept.at_ms < READY_KEPT_MS) return kept.readiness
      asking ??= ask().finally(() => {
        asking = undefined
      })
      const readiness = await inTime(world, asking)
      kept = { readiness, at_ms: world.elapsed_ms() }
      return isDraining ? refused('the server is stopping') : readiness
    },
    drain() {
      isDraining = true
    },
  }
}

function inTime(world: World, asking: Promise<Readiness>): Promise<Readiness> {
  return new Promise((resolve, reject) => {
    const cancel = world.after(READY_MS_MAX, () => resolve(refused('the database does not answer in time')))
    asking.finally(cancel).then(resolve, reject)
  })
}

const refused = (because: string): Readiness => ({ is_ready: false, because })
