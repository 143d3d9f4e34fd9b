import { canonicalJson } from '../../kernel/canonical_json.ts'
import type { Currency } from '../../kernel/currency.ts'
import { type Id, newUuid } from '../../kernel/id.ts'
import { err, ok, type Result } from '../../kernel/result.ts'
import { type Day, type Instant, parseInstant, type World } from '../../kernel/world.ts'
import { present } from '../../kernel/assert.ts'
import type { Database, Db } from '../../platform/db/database.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { TenantId } from '../../platform/scope.ts'
import { coversBatch } from './by.ts'
import { type AccountEvent, accountMachine } from './account.machine.ts'
import type { AccountChange, NewAccount } from './account.ts'
import type { LogFault, LogFaultCode } from './log_line.ts'
import type { AccountState, LogRecordOf, TransferRecord } from './log_record.ts'
import * as accounts from './store_accounts.ts'
import * as monitors from './store_monitors.ts'
import * as periods from './store_periods.ts'
import { replayBatch } from './store_replay.ts'

export type ReplayDeps = {
  readonly db: Database
  readonly lane: Lane
  readonly world: World
  readonly tenant_id: TenantId
}
type Done = Result<null, LogFault>

const refuse = (line: number, code: LogFaultCode, detail: string) => err({ line, code, detail })
const timeOf = (at: string): Instant => present(parseInstant(at), 'a time that was checked')
const limit = (text: string | null): bigint | null => (text === null ? null : BigInt(text))
const tellingOf = ({ world }: ReplayDeps, by: unknown, count = 1) => ({
  fact_ids: Array.from({ length: count }, () => newUuid(world)),
  by: JSON.stringify(by === undefined ? {} : { by }),
})

/** Runs one step in a transaction; whatever PostgreSQL refuses is refused with the line that asked for it. */
async function step(
  deps: ReplayDeps,
  line: number,
  run: (tx: Db) => Promise<string | undefined>,
): Promise<Done> {
  try {
    const refusal = await deps.db.withTenant(deps.tenant_id, run)
    return refusal === undefined ? ok(null) : refuse(line, 'replay_refused', refusal)
  } catch (error) {
    return refuse(line, 'replay_refused', (error as Error).message)
  }
}

/** Accounts that were opened at the same time by the same caller are opened together. */
export function replayCreated(
  deps: ReplayDeps,
  group: readonly LogRecordOf<'account_created'>[],
): Promise<Done> {
  const { at, by, line } = present(group[0], 'a record')
  return step(deps, line, async (tx) => {
    const opened = group.map(({ body }) => newAccountOf(body))
    const telling = tellingOf(deps, by, group.length)
    const created = await accounts.createAccounts(tx, deps.tenant_id, timeOf(at), opened, telling)
    return created.every(({ is_new }) => is_new) ? undefined : 'an account is opened twice'
  })
}

const newAccountOf = (body: AccountState): NewAccount => ({
  id: body.id as Id<'acc'>,
  currency: body.currency as Currency,
  normal_side: body.normal_side,
  path: body.path,
  name: body.name,
  floor: limit(body.floor),
  ceiling: limit(body.ceiling),
  overdraft: BigInt(body.overdraft),
  metadata: body.metadata,
})

export function replayChanged(
  deps: ReplayDeps,
  { at, by, body, line }: LogRecordOf<'account_changed'>,
): Promise<Done> {
  return step(deps, line, async (tx) => {
    const change = changeOf(body.before, body)
    const [changed] = await accounts.changeAccounts(
      tx,
      deps.tenant_id,
      timeOf(at),
      [change],
      tellingOf(deps, by),
    )
    return changed?.refusal ?? undefined
  })
}

/** What must have been asked for to come from one state to the other. */
function changeOf(before: AccountState, after: AccountState): AccountChange {
  const events = Object.entries(accountMachine.table[before.state]) as [AccountEvent, string][]
  const event = events.find(([, target]) => target === after.state)?.[0]
  const gone = Object.keys(before.metadata).filter((key) => !Object.hasOwn(after.metadata, key))
  const metadata = { ...Object.fromEntries(gone.map((key) => [key, null])), ...after.metadata }
  const isSame = canonicalJson(before.metadata) === canonicalJson(after.metadata)
  return {
    id: after.id as Id<'acc'>,
    ...(event === undefined || before.state === after.state ? {} : { event }),
    patch: {
      ...(before.name === after.name ? {} : { name: after.name }),
      ...(before.floor === after.floor ? {} : { floor: limit(after.floor) }),
      ...(before.ceiling === after.ceiling ? {} : { ceiling: limit(after.ceiling) }),
      ...(before.overdraft === after.overdraft ? {} : { overdraft: BigInt(after.overdraft) }),
      ...(isSame ? {} : { metadata }),
    },
  }
}

export function replayClosing(
  deps: ReplayDeps,
  { at, by, body, line }: LogRecordOf<'period_closed'>,
): Promise<Done> {
  return step(deps, line, async (tx) => {
    const period = {
      id: body.period_id as Id<'per'>,
      closed_through: body.closed_through as Day,
      ...(body.description === null ? {} : { description: body.description }),
    }
    const outcome = await periods.closePeriod(tx, deps.tenant_id, timeOf(at), period, tellingOf(deps, by))
    return outcome === 'closed' ? undefined : outcome
  })
}

export function replayMonitor(
  deps: ReplayDeps,
  { at, by, body, line }: LogRecordOf<'monitor_created'>,
): Promise<Done> {
  return step(deps, line, async (tx) => {
    const account_id = body.account_id as Id<'acc'>
    const account = (await accounts.findAccounts(tx, deps.tenant_id, [account_id])).get(account_id)
    if (account === undefined) return 'account_not_found'
    const monitor = {
      id: body.id as Id<'mon'>,
      account_id,
      field: body.field,
      operator: body.operator,
      threshold: BigInt(body.threshold),
      hysteresis: BigInt(body.hysteresis),
      currency: account.currency,
      metadata: body.metadata,
    }
    const outcome = await monitors.createMonitor(tx, deps.tenant_id, timeOf(at), monitor, tellingOf(deps, by))
    return outcome === 'created' ? undefined : outcome
  })
}

export function replayDeletion(
  deps: ReplayDeps,
  { at, by, body, line }: LogRecordOf<'monitor_deleted'>,
): Promise<Done> {
  return step(deps, line, async (tx) => {
    const telling = tellingOf(deps, by)
    const wasThere = await monitors.deleteMonitor(
      tx,
      deps.tenant_id,
      timeOf(at),
      body.id as Id<'mon'>,
      telling,
    )
    return wasThere ? undefined : 'monitor_not_found'
  })
}

/** Posts a batch again; each transfer must come to the result, versions and balances that the log says. */
export async function replayTransfers(deps: ReplayDeps, batch: readonly TransferRecord[]): Promise<Done> {
  const first = present(batch[0], 'a record')
  if (first.by === undefined || !coversBatch(first.by, batch.length))
    return refuse(first.line, 'replay_refused', 'the first transfer of a batch says under `by` whose each is')
  try {
    const replayed = await replayBatch(deps.lane, deps.tenant_id, deps.world, batch)
    for (const [index, came] of replayed.entries()) {
      const record = batch[index] as TransferRecord
      const { at, result, amount, released, debit, credit } = record
      const told = canonicalJson({ at, result, amount, released, debit, credit })
      if (canonicalJson(came) !== told)
        return refuse(
          record.line,
          'replay_differs',
          `the transfer came out as ${canonicalJson(came)}, not ${told}`,
        )
    }
    return ok(null)
  } catch (error) {
    return refuse(first.line, 'replay_refused', (error as Error).message)
  }
}
