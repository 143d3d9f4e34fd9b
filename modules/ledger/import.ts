import { present } from '../../kernel/assert.ts'
import { err, ok, type Result } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { exportLedger } from './export.ts'
import { ACCOUNTS_PER_CALL_MAX, TRANSFERS_PER_CALL_MAX } from './limits.ts'
import type { LogFault } from './log_line.ts'
import type { LogRecordOf, TransferRecord } from './log_record.ts'
import { type LogSource, type ReadRecord, readLog } from './read_log.ts'
import {
  type ReplayDeps,
  replayChanged,
  replayClosing,
  replayCreated,
  replayDeletion,
  replayMonitor,
  replayTransfers,
} from './replay.ts'
import { isEmpty } from './store_log.ts'

export type Imported = { readonly lines: number; readonly final_hash: string; readonly balances_hash: string }

/**
 * Replays an exported log into a tenant whose ledger is empty, through the same functions that recorded it: same ids,
 * same times, same results. Three readings of the log: the first checks every line and changes nothing; the second
 * replays, comparing results, versions and balances line by line; the third exports what came of it and compares
 * that, line by line and hash for hash.
 *
 * Refuses with the line and the reason. A refusal of the second or third reading leaves what was replayed so far:
 * such a log was not written by an export, and the tenant is best thrown away. A repeat is refused (not empty).
 */
export async function importLedger(
  deps: { readonly db: Database; readonly world: World },
  tenant_id: TenantId,
  source: LogSource,
): Promise<Result<Imported, LogFault>> {
  if (!(await deps.db.withTenant(tenant_id, (tx) => isEmpty(tx, tenant_id))))
    return err({ line: 0, code: 'tenant_not_empty', detail: 'a log is replayed into an empty ledger only' })
  const checked = await check(source)
  if (!checked.ok) return checked
  const lane = deps.db.lane('ledger-import')
  try {
    const replayed = await replay({ ...deps, lane, tenant_id }, source)
    if (!replayed.ok) return replayed
  } finally {
    await lane.close()
  }
  const differing = await compare(deps.db, tenant_id, source)
  return differing === undefined ? checked : err(differing)
}

async function check(source: LogSource): Promise<Result<Imported, LogFault>> {
  let trailer: LogRecordOf<'trailer'> | undefined
  for await (const read of readLog(source)) {
    if (!read.ok) return read
    if (read.value.name === 'trailer') trailer = read.value.record
  }
  const { line, final_hash, balances_hash } = present(trailer, 'the trailer of a whole log')
  return ok({ lines: line, final_hash, balances_hash })
}

async function replay(deps: ReplayDeps, source: LogSource): Promise<Result<null, LogFault>> {
  const groups = createGroups(deps)
  for await (const read of readLog(source)) {
    if (!read.ok) return read
    const done = await groups.take(read.value)
    if (!done.ok) return done
  }
  return groups.flush()
}

type Group =
  | { readonly key: string; readonly of: 'transfers'; readonly records: TransferRecord[] }
  | { readonly key: string; readonly of: 'accounts'; readonly records: LogRecordOf<'account_created'>[] }

/** Collects what was recorded together, so that it is recorded together again. */
function createGroups(deps: ReplayDeps) {
  let group: Group | undefined
  const flush = async (): Promise<Result<null, LogFault>> => {
    const full = group
    group = undefined
    if (full === undefined) return ok(null)
    return full.of === 'transfers' ? replayTransfers(deps, full.records) : replayCreated(deps, full.records)
  }
  const join = async (next: Group, max: number): Promise<Result<null, LogFault>> => {
    if (group?.key === next.key && group.records.length < max) {
      ;(group.records as unknown[]).push(...next.records)
      return ok(null)
    }
    const done = await flush()
    group = next
    return done
  }
  return {
    flush,
    async take(read: ReadRecord): Promise<Result<null, LogFault>> {
      if (read.name === 'transfer') {
        const { record } = read
        return join(
          { key: `batch ${record.batch}`, of: 'transfers', records: [record] },
          TRANSFERS_PER_CALL_MAX,
        )
      }
      if (read.name === 'account_created') {
        const { record } = read
        const key = `${record.at} ${JSON.stringify(record.by)}`
        return join({ key, of: 'accounts', records: [record] }, ACCOUNTS_PER_CALL_MAX)
      }
      const done = await flush()
      return done.ok ? replaySingle(deps, read) : done
    },
  }
}

async function replaySingle(deps: ReplayDeps, read: ReadRecord): Promise<Result<null, LogFault>> {
  switch (read.name) {
    case 'account_changed':
      return replayChanged(deps, read.record)
    case 'period_closed':
      return replayClosing(deps, read.record)
    case 'monitor_created':
      return replayMonitor(deps, read.record)
    case 'monitor_deleted':
      return replayDeletion(deps, read.record)
    default:
      // Headers say nothing, and crossings of monitors follow from the batch that comes next.
      return ok(null)
  }
}

/** The first line at which an export of the tenant differs from the log; undefined when they are the same. */
async function compare(db: Database, tenant_id: TenantId, source: LogSource): Promise<LogFault | undefined> {
  const exported = linesOf(exportLedger(db, { tenant_id }))
  for await (const read of readLog(source)) {
    if (!read.ok) return read.error
    const { line, text } = read.value
    const mine = await exported.next()
    if (mine.value !== text)
      return { line, code: 'replay_differs', detail: 'what was replayed exports as another line' }
  }
  return undefined
}

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string, undefined> {
  for await (const chunk of chunks) yield* chunk.trimEnd().split('\n')
}
