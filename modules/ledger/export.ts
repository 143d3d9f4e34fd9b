import { present } from '../../kernel/assert.ts'
import { instantText } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import { bodyOf, type FeedFact, type Json } from '../../platform/outbox/fact.ts'
import { readFeed } from '../../platform/outbox/outbox.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import { LINES_PER_READ_MAX } from './limits.ts'
import { LOG_FORMAT, LOG_FORMAT_VERSION, type LogRecord, sealLine } from './log_line.ts'
import type { TransferRecord } from './log_record.ts'
import { readLogEnd, readTransferRows } from './store_log.ts'

type Unplaced = Omit<LogRecord, 'line'>
/** A line to be, or the uuid of the transfer it will be about. */
type Item = Unplaced | { readonly uuid: string; readonly batch: number; readonly by?: Json }

const MODULE = 'ledger.'
const BATCH = 'ledger.transfers_recorded'

/**
 * A tenant's ledger as an ordered log, one canonical JSON object a line: a header; every fact of the ledger in the
 * order of the feed, with every transfer row in full, refused ones included; and a trailer with the hash of all
 * balances. Each line carries a SHA-256 over itself and the hash before it. Nothing in it depends on the tenant or on
 * when it was exported, so equal histories give equal logs; `importLedger` replays one.
 *
 * Goes up to where the feed stood when it began. Memory is bounded, and a slow reader holds no transaction open:
 * facts and rows never change, so pages read one after the other fit together. Lines end with a line break.
 */
export async function* exportLedger(
  db: Database,
  { tenant_id }: Pick<OpenScope, 'tenant_id'>,
): AsyncGenerator<string, void, undefined> {
  const end = await db.withTenant(tenant_id, (tx) => readLogEnd(tx, tenant_id))
  let hash = ''
  let line = 0
  const seal = (record: Unplaced): string => {
    line += 1
    const sealed = sealLine(hash, { ...record, line } as LogRecord)
    hash = sealed.hash
    return `${sealed.text}\n`
  }
  yield seal({ record: 'header', format: LOG_FORMAT, format_version: LOG_FORMAT_VERSION })
  for await (const records of readRecords(db, tenant_id, end.through_seq)) yield records.map(seal).join('')
  yield seal({
    record: 'trailer',
    count: line - 1,
    final_hash: hash,
    accounts: String(end.accounts),
    balances_hash: end.balances_hash,
  })
}

/** All records in order, in slices of at most LINES_PER_READ_MAX. */
async function* readRecords(db: Database, tenant_id: TenantId, through: bigint): AsyncGenerator<Unplaced[]> {
  let after = 0n
  let batch = 0
  while (after < through) {
    const from = after
    const page = await db.withTenant(tenant_id, (tx) => readFeed(tx, tenant_id, from, LINES_PER_READ_MAX))
    const facts = page.filter(({ seq, type }) => seq <= through && type.startsWith(MODULE))
    const items = facts.flatMap((fact): Item[] => {
      if (fact.type !== BATCH) return [told(fact)]
      batch += 1
      const { by } = bodyOf(fact)
      return fact.refs.map((uuid, index) => ({
        uuid,
        batch,
        ...(index === 0 && by !== undefined ? { by } : {}),
      }))
    })
    for (let start = 0; start < items.length; start += LINES_PER_READ_MAX)
      yield await complete(db, tenant_id, items.slice(start, start + LINES_PER_READ_MAX))
    after = present(page.at(-1), 'a fact up to the head of the feed').seq
  }
}

/** A fact's body as it is, except that `by` stands beside it: it says who, not what. */
function told({ type, at, object_id, body }: FeedFact): Unplaced {
  const { by, ...rest } = bodyOf({ body })
  return {
    record: type.slice(MODULE.length),
    at: instantText(at),
    object_id,
    body: rest,
    ...(by === undefined ? {} : { by }),
  }
}

async function complete(db: Database, tenant_id: TenantId, items: readonly Item[]): Promise<Unplaced[]> {
  const uuids = items.flatMap((item) => ('uuid' in item ? [item.uuid as string] : []))
  const rows =
    uuids.length === 0
      ? new Map<string, Omit<TransferRecord, 'line' | 'batch'>>()
      : await db.withTenant(tenant_id, (tx) => readTransferRows(tx, tenant_id, uuids))
  return items.map((item): Unplaced => {
    if (!('uuid' in item)) return item
    const row = present(rows.get(item.uuid as string), 'the row of a transfer that was told')
    const { batch, by } = item
    return { ...row, batch, ...(by === undefined ? {} : { by }) }
  })
}
