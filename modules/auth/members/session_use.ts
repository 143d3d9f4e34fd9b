import { type Id, parseId } from '../../../kernel/id.ts'
import { type Cancel, type Instant, plusMs, type World } from '../../../kernel/world.ts'
import type { Database } from '../../../platform/db/database.ts'
import { SESSION_FLUSH_MS, SESSION_TOUCH_MS, SESSIONS_PENDING_MAX } from './limits.ts'
import type { Session } from './session.ts'
import { touchSessions } from './store_sessions.ts'

/** When sessions were last used: at most once a minute each, written some seconds later, all in one statement. */
export type SessionUse = {
  /** The session with what this node knows of its last use. */
  latest<S extends Pick<Session, 'id' | 'last_seen_at'>>(session: S): S
  note(session: Pick<Session, 'id' | 'last_seen_at'>): void
  /** Writes what is noted; answers how many. What cannot be written stays noted. */
  flush(): Promise<number>
  close(): Promise<void>
}

export function createSessionUse({ db, world }: { db: Database; world: World }): SessionUse {
  const pending = new Map<string, Instant>()
  let cancel: Cancel | undefined
  let isClosed = false

  const plan = (): void => {
    if (cancel !== undefined || isClosed) return
    cancel = world.after(SESSION_FLUSH_MS, () => {
      cancel = undefined
      void flush()
    })
  }
  const flush = async (): Promise<number> => {
    const taken = [...pending]
    // In the order of ids, so that two nodes that write the same ones never wait for each other in a ring.
    const uses = taken
      .map(([text, at]) => ({ id: parseId('ses', text) as Id<'ses'>, at }))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
    if (uses.length === 0) return 0
    try {
      await db.system((tx) => touchSessions(tx, uses))
    } catch {
      plan()
      return 0
    }
    // Until it is written it is known here only, so it is forgotten afterwards and not before.
    for (const [id, at] of taken) if (pending.get(id) === at) pending.delete(id)
    return uses.length
  }
  return {
    latest(session) {
      const noted = pending.get(session.id)
      return noted !== undefined && noted > session.last_seen_at
        ? { ...session, last_seen_at: noted }
        : session
    },
    note({ id, last_seen_at }) {
      const now = world.now()
      if (plusMs(last_seen_at, SESSION_TOUCH_MS) > now || pending.size >= SESSIONS_PENDING_MAX) return
      pending.set(id, now)
      plan()
    },
    flush,
    async close() {
      isClosed = true
      cancel?.()
      await flush()
    },
  }
}
