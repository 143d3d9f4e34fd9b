import type { Day } from '../../../kernel/world.ts'
import { parseDay } from '../../../kernel/world.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { BankFile } from '../bank_files/bank_file.ts'
import { createBankFiles, type FileEnd } from '../bank_files/bank_files.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import { daysBetween } from '../calendars/days.ts'
import { toTemporal, wallDay } from '../calendars/zone.ts'
import type { FileFault } from '../files/fault.ts'
import { type AchEvent, notificationOf, readAch, returnOf } from '../nacha/public.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import { ACH_ZONE } from '../rules/ach/zone.ts'
import { applyChanges, type ChangeItem } from './apply_changes.ts'
import { applyReturns, type Reading } from './apply_returns.ts'
import type { ReturnItem } from './match_return.ts'

const CHUNK_ENTRIES = 1_000
/** A file that says an older day, or none, is taken to be of today. */
const DAYS_OLD_MAX = 10

/**
 * Reads what a bank sent about entries of ours, record by record, and does what it says in chunks of 1,000: returns,
 * dishonoured and contested ones (`applyReturns`), notifications of change and refused ones (`applyChanges`).
 *
 * Each entry stands for itself: it counts only for an order with its trace number, amount and bank, so the entries of a file
 * whose sums are wrong are taken too, and the faults say that somebody must look. A record that cannot be read is a fault, and
 * the rest is applied. A run that died is begun anew: a repeat moves nothing twice.
 */
export async function readAchFile(
  deps: OrderDeps,
  scope: OpenScope,
  connection: BankConnection,
  file: BankFile,
): Promise<FileEnd> {
  const gathering = openGathering(deps, scope, connection, file)
  const source = createBankFiles(deps).openFile(scope, file.id)
  for await (const event of readAch(source)) await gathering.take(event)
  return gathering.end()
}

type Counts = { returns: number; changes: number; others: number }

/** Gathers what a file says until there is enough for a transaction. */
function openGathering(
  deps: OrderDeps,
  scope: OpenScope,
  { id: connection }: BankConnection,
  file: BankFile,
) {
  const today = wallDay(toTemporal(scope.world.now()), ACH_ZONE)
  const faults: FileFault[] = []
  const counts: Counts = { returns: 0, changes: 0, others: 0 }
  let reading: Reading = {
    connection,
    file: file.id,
    file_name: file.name,
    on: today,
    spoken_of: new Set(),
  }
  let returns: ReturnItem[] = []
  let changes: ChangeItem[] = []
  const flush = async (): Promise<void> => {
    const [some, notes] = [returns, changes]
    returns = []
    changes = []
    await applyReturns(deps, scope, reading, some)
    await applyChanges(deps, scope, reading, notes)
  }
  const takeEntry = async ({ line, entry }: Extract<AchEvent, { kind: 'entry' }>): Promise<void> => {
    const answer = returnOf(entry)
    const note = answer === undefined ? notificationOf(entry) : undefined
    if (answer !== undefined) returns.push({ line, answer })
    else if (note !== undefined) changes.push({ line, note })
    counts[answer !== undefined ? 'returns' : note !== undefined ? 'changes' : 'others']++
    if (returns.length + changes.length >= CHUNK_ENTRIES) await flush()
  }
  return {
    async take(event: AchEvent): Promise<void> {
      if (event.kind === 'fault') faults.push(event.fault)
      else if (event.kind === 'entry' && !event.is_refused) await takeEntry(event)
      else if (event.kind === 'file_header') {
        await flush()
        reading = { ...reading, on: dayOfFile(event.header.file_creation_date, today) }
      }
    },
    async end(): Promise<FileEnd> {
      await flush()
      return endOf(counts, faults)
    },
  }
}

/** The day that the bank wrote into the file, where it can be: not after today, nor long ago. */
function dayOfFile(text: string, today: Day): Day {
  const said = parseDay(text)
  return said !== undefined && said <= today && daysBetween(said, today) <= DAYS_OLD_MAX ? said : today
}

function endOf({ returns, changes, others }: Counts, faults: readonly FileFault[]): FileEnd {
  const isFaulty = faults.some(({ severity }) => severity === 'refused')
  const isEmpty = returns + changes + others === 0
  const title = `${returns} returns, ${changes} notifications of change${others === 0 ? '' : `, ${others} other entries that were passed over`}`
  return {
    state: !isFaulty ? 'loaded' : isEmpty ? 'refused' : 'quarantined',
    format: 'nacha',
    title,
    faults,
  }
}
