import { present } from '../../kernel/assert.ts'
import { parseId } from '../../kernel/id.ts'
import { type Cancel, plusMs, type World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Call } from '../../platform/http/call.ts'
import type { Finished } from '../../platform/http/edge_types.ts'
import type { Principal } from '../../platform/http/principal.ts'
import type { TenantId } from '../../platform/scope.ts'
import { keptFaults, keptPath, keptQueryFields, objectIdOf, productsOf } from './kept.ts'
import { FLUSH_MS } from './limits.ts'
import { createNotes, leaveOut, type Notes, type TenantNotes } from './notes.ts'
import { LOGS_TAG, type RequestLog } from './request_log.ts'
import { addTallies, insertRequestLogs } from './store.ts'

/** Takes notes of finished requests in memory, and writes them a second later, one statement per tenant. */
export type Recorder = {
  /** For the edge. Keeps a request, or counts it when what is kept is full; waits for nothing. */
  readonly finished: Finished
  /** Writes what waits. Rows that cannot be written are counted as not kept; counts wait for the next write. */
  flush(): Promise<void>
  /** Writes what waits and stops. */
  close(): Promise<void>
}

export type RecorderDeps = {
  readonly db: Database
  /** The wall's world: requests are made in real time, also to a sandbox. */
  readonly world: World
  /** Told how many requests were not kept. */
  readonly on_unkept: (count: number) => void
  /** Told why something could not be written. */
  readonly on_failed: (error: unknown) => void
}

export function createRecorder(deps: RecorderDeps): Recorder {
  const { world, on_unkept } = deps
  const notes = createNotes(on_unkept)
  let cancel: Cancel | undefined
  let isClosed = false
  let flushing = Promise.resolve()

  const flush = (): Promise<void> => {
    cancel?.()
    cancel = undefined
    flushing = flushing.then(async () => {
      for (const [tenant_id, taken] of notes.take()) {
        await writeRows(deps, tenant_id, taken)
        await writeTallies(deps, tenant_id, taken, notes)
      }
    })
    return flushing
  }
  return {
    finished(call, status, duration_ms) {
      const { principal, served } = call
      if (principal === null || principal.kind === 'anyone') return
      // The dashboard reads by the dozen: that would push what programs ask out of the log.
      // So would whoever follows the log, of itself.
      const { method, tag } = call.route.route
      if (status < 400 && method === 'GET' && (principal.kind === 'member' || tag === LOGS_TAG)) return
      if (cancel === undefined && !isClosed) cancel = world.after(FLUSH_MS, () => void flush())
      const version = served?.version ?? ''
      const kept = notes.count(principal.tenant_id, principal.actor.id, version, status >= 400)
      if (kept !== undefined) notes.keep(kept, rowOf(world, call, principal, { status, duration_ms }))
    },
    flush,
    async close() {
      isClosed = true
      await flush()
    },
  }
}

async function writeRows(deps: RecorderDeps, tenant_id: TenantId, { rows, tallies }: TenantNotes) {
  if (rows.length === 0) return
  try {
    await deps.db.withTenant(tenant_id, (tx) => insertRequestLogs(tx, tenant_id, rows))
  } catch (error) {
    deps.on_failed(error)
    deps.on_unkept(rows.length)
    for (const { actor_id, api_version, status } of rows)
      leaveOut(present(tallies.get(actor_id)?.get(api_version ?? ''), 'the count of a row'), status >= 400)
  }
}

/** In a transaction of its own: another process may begin the same hour, and then only the counts come again. */
async function writeTallies(deps: RecorderDeps, tenant_id: TenantId, taken: TenantNotes, notes: Notes) {
  const { db, world, on_failed } = deps
  const tallies = [...taken.tallies.values()].flatMap((versions) => [...versions.values()])
  try {
    await db.withTenant(tenant_id, (tx) => addTallies(tx, tenant_id, tallies, world.now()))
  } catch (error) {
    on_failed(error)
    notes.giveBack(tenant_id, tallies)
  }
}

function rowOf(
  world: World,
  call: Call,
  { actor }: Principal,
  { status, duration_ms }: { readonly status: number; readonly duration_ms: number },
): RequestLog {
  const { route: compiled, problem, served } = call
  const { method, path, operation_id } = compiled.route
  return {
    id: present(parseId('req', call.request_id), 'the id of a request'),
    created_at: plusMs(world.now(), -duration_ms),
    actor_type: actor.type,
    actor_id: actor.id,
    method,
    path: keptPath(path, call),
    route: path,
    operation_id,
    query_fields: keptQueryFields(compiled, call.query_text),
    status,
    error_code: problem?.code ?? null,
    error_title: problem?.text ?? null,
    faults: problem === null ? [] : keptFaults(compiled, problem),
    object_id: objectIdOf(call),
    api_version: served?.version ?? null,
    user_agent: productsOf(call.request.headers['user-agent']),
    duration_ms: Math.round(duration_ms * 10) / 10,
    is_replay: call.is_replay,
  }
}
