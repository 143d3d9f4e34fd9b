import { present } from '../../kernel/assert.ts'
import { err, ok, type Result } from '../../kernel/result.ts'
import { type Instant, parseInstant, type World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Lease } from '../../platform/jobs/lease.ts'
import type { TenantId } from '../../platform/scope.ts'
import { exportLedger } from './export.ts'
import { importLease } from './import_lease.ts'
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

export type Imported = {
  readonly lines: number
  readonly final_hash: string
  readonly balances_hash: string
  /** The latest time in the log: a clock that shows an earlier one lags behind these books. Null for an empty log. */
  readonly last_at: Instant | null
}
/** `is_empty` when the tenant's ledger is as empty as before; else what was replayed up to the fault stays. */
export type ImportFault = LogFault & { readonly is_empty: boolean }
export type ImportOptions = {
  /** A log with a later time is refused: a live tenant's clock cannot be moved there. */
  readonly latest_at?: Instant
}
type Deps = { readonly db: Database; readonly world: World }

/**
 * Replays an exported log into a tenant whose ledger is empty, through the same functions that recorded it: same ids,
 * same times, same results. Three readings of the log: the first checks every line and changes nothing; the second
 * replays, comparing results, versions and balances line by line; the third exports what came of it and compares
 * that, line by line and hash for hash. Meanwhile a lease keeps the sweeper of holds and other importers out.
 *
 * Refuses with the line and the reason. A log that was cut, reordered or changed is refused by the first reading. One
 * whose hashes were made anew is refused by the second or third, and what was replayed up to there stays, because
 * nothing in a ledger is deleted: such a tenant is best thrown away. A repeat is refused (not empty).
 */
export async function importLedger(
  deps: Deps,
  tenant_id: TenantId,
  source: LogSource,
  options: ImportOptions = {},
): Promise<Result<Imported, ImportFault>> {
  const lookEmpty = () => deps.db.withTenant(tenant_id, (tx) => isEmpty(tx, tenant_id))
  if (!(await lookEmpty())) return err({ ...notEmpty, is_empty: false })
  const checked = await check(source, options)
  if (!checked.ok) return err({ ...checked.error, is_empty: true })
  const lease = importLease(deps, tenant_id)
  try {
    const fault = await replayAlone({ ...deps, tenant_id, lease }, source)
    return fault === undefined ? checked : err({ ...fault, is_empty: await lookEmpty() })
  } finally {
    await lease.release()
  }
}

const notEmpty: LogFault = {
  line: 0,
  code: 'tenant_not_empty',
  detail: 'a log is replayed into an empty ledger only',
}

async function check(source: LogSource, { latest_at }: ImportOptions): Promise<Result<Imported, LogFault>> {
  let trailer: LogRecordOf<'trailer'> | undefined
  let last_at: Instant | null = null
  for await (const read of readLog(source)) {
    if (!read.ok) return read
    const { record, line } = read.value
    if (read.value.name === 'trailer') trailer = read.value.record
    const at = 'at' in record ? present(parseInstant(record.at), 'a time that was checked') : undefined
    if (at === undefined) continue
    if (latest_at !== undefined && at > latest_at)
      return err({ line, code: 'log_from_the_future', detail: 'its time is later than the tenant’s clock' })
    if (last_at === null || at > last_at) last_at = at
  }
  const { line, final_hash, balances_hash } = present(trailer, 'the trailer of a whole log')
  return ok({ lines: line, final_hash, balances_hash, last_at })
}

type Holder = Deps & { readonly tenant_id: TenantId; readonly lease: Lease }

/** The fault when another importer has this tenant; undefined while it is ours. */
async function keep({ lease }: Holder, line: number): Promise<LogFault | undefined> {
  if ((await lease.ensure()) !== undefined) return undefined
  return { line, code: 'tenant_taken', detail: 'another import is under way in this tenant' }
}

async function replayAlone(deps: Holder, source: LogSource): Promise<LogFault | undefined> {
  const taken = await keep(deps, 0)
  if (taken !== undefined) return taken
  // Looked at again, now that nobody else can begin: the first reading may have taken long.
  if (!(await deps.db.withTenant(deps.tenant_id, (tx) => isEmpty(tx, deps.tenant_id)))) return notEmpty
  const lane = deps.db.lane('ledger-import')
  try {
    const replayed = await replay({ ...deps, lane }, source)
    if (!replayed.ok) return replayed.error
  } finally {
    await lane.close()
  }
  return compare(deps, source)
}

async function replay(deps: ReplayDeps & Holder, source: LogSource): Promise<Result<null, LogFault>> {
  const groups = createGroups(deps)
  for await (const read of readLog(source)) {
    if (!read.ok) return read
    const lost = await keep(deps, read.value.line)
    if (lost !== undefined) return err(lost)
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
async function compare(deps: Holder, source: LogSource): Promise<LogFault | undefined> {
  const exported = linesOf(exportLedger(deps.db, deps))
  for await (const read of readLog(source)) {
    if (!read.ok) return read.error
    const { line, text } = read.value
    const lost = await keep(deps, line)
    if (lost !== undefined) return lost
    const mine = await exported.next()
    if (mine.value !== text)
      return { line, code: 'replay_differs', detail: 'what was replayed exports as another line' }
  }
  return undefined
}

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string, undefined> {
  for await (const chunk of chunks) yield* chunk.trimEnd().split('\n')
}
