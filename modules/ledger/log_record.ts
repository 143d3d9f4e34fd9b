import { type Static, Type as T } from 'typebox'
import { idPattern } from '../../kernel/id.ts'
import { compileChecker } from '../../platform/http/checker.ts'
import { inputSchema } from '../../platform/http/input_schema.ts'
import type { Fault } from '../../kernel/result.ts'
import { BatchBy, By } from './by.ts'
import { monitorFields, monitorOperators } from './monitor.ts'
import { results } from './results.ts'
import { nullable } from './schemas.ts'
import { transferKinds } from './transfer.ts'

const Digits = T.String({ pattern: '^(0|-?[1-9][0-9]{0,18})$' })
const Acc = T.String({ pattern: idPattern('acc') })
const Trf = T.String({ pattern: idPattern('trf') })
const Text = T.String()
const Day = T.String({ format: 'date' })
const Time = T.String({ format: 'date-time' })
const Side = T.Enum(['debit', 'credit'])
const Texts = T.Record(Text, Text)
const position = { record: Text, line: T.Integer({ minimum: 1 }) }
/** `by` says who did it; it is repeated as it is. */
const told = { ...position, at: Time, object_id: nullable(Text), by: T.Optional(By) }

const LegRecord = T.Object({ version: Digits, net: Digits, debits_pending: Digits, credits_pending: Digits })
export type LegRecord = Static<typeof LegRecord>

/** One row as it was written, refused ones included. Amounts, like all digits here, are minor units. */
export const TransferRecord = T.Object({
  ...position,
  /** Transfers of one batch were posted at once, in this order; counts from 1. */
  batch: T.Integer({ minimum: 1 }),
  /** Of the first transfer of each batch: whose they all are. */
  by: T.Optional(BatchBy),
  at: Time,
  id: Trf,
  kind: T.Enum([...transferKinds]),
  result: T.Enum(Object.keys(results)),
  debit_account: nullable(Acc),
  credit_account: nullable(Acc),
  amount: Digits,
  is_max: T.Boolean(),
  at_most: nullable(Digits),
  currency: nullable(T.String({ pattern: '^[A-Z]{3}$' })),
  code: Text,
  effective_on: Day,
  pending_id: nullable(Trf),
  released: nullable(Digits),
  /** Whether a post was asked to end its hold. */
  is_final: T.Boolean(),
  /** Stands for the preconditions; a repeat of the id is compared by it. */
  conditions: nullable(T.String({ format: 'uuid' })),
  expires_at: nullable(Time),
  reversal_of: nullable(Trf),
  description: nullable(Text),
  metadata: Texts,
  debit: nullable(LegRecord),
  credit: nullable(LegRecord),
})
export type TransferRecord = Static<typeof TransferRecord>

const account = {
  id: Acc,
  currency: T.String({ pattern: '^[A-Z]{3}$' }),
  normal_side: Side,
  path: Text,
  name: nullable(Text),
  floor: nullable(Digits),
  ceiling: nullable(Digits),
  overdraft: Digits,
  state: T.Enum(['open', 'frozen_debits', 'frozen', 'closed']),
  metadata: Texts,
  version: Digits,
}
const AccountState = T.Object(account)
export type AccountState = Static<typeof AccountState>
const AccountCreated = T.Object({ ...told, body: AccountState })
const AccountChanged = T.Object({ ...told, body: T.Object({ ...account, before: AccountState }) })
const PeriodClosed = T.Object({
  ...told,
  body: T.Object({
    period_id: T.String({ pattern: idPattern('per') }),
    closed_through: Day,
    closed_before: nullable(Day),
    description: nullable(Text),
  }),
})
const MonitorState = T.Object({
  id: T.String({ pattern: idPattern('mon') }),
  account_id: Acc,
  field: T.Enum([...monitorFields]),
  operator: T.Enum([...monitorOperators]),
  threshold: Digits,
  hysteresis: Digits,
  is_triggered: T.Boolean(),
  metadata: Texts,
})
const MonitorTold = T.Object({ ...told, body: MonitorState })
/** What follows from a batch by itself: not replayed, but it must come out the same. */
const Crossing = T.Object({ ...told, body: T.Unknown() })
const LogHeader = T.Object({ ...position, format: Text, format_version: T.Integer() })
const LogTrailer = T.Object({
  ...position,
  count: T.Integer(),
  final_hash: Text,
  accounts: Digits,
  balances_hash: Text,
})

/** Every kind of line. An unknown one is refused: leaving it out would replay another history. */
const schemas = {
  header: LogHeader,
  transfer: TransferRecord,
  account_created: AccountCreated,
  account_changed: AccountChanged,
  period_closed: PeriodClosed,
  monitor_created: MonitorTold,
  monitor_deleted: MonitorTold,
  monitor_triggered: Crossing,
  monitor_cleared: Crossing,
  trailer: LogTrailer,
} as const
export type RecordName = keyof typeof schemas
export type LogRecordOf<N extends RecordName> = Static<(typeof schemas)[N]>

const checkers = new Map(
  Object.entries(schemas).map(([name, schema]) => [
    name,
    compileChecker(inputSchema(schema, `the log record ${name}`)),
  ]),
)
export const isRecordName = (name: string): name is RecordName => checkers.has(name)

/** What a record does not have as its kind must, field by field; none when it is as it must be. */
export function faultsOfRecord(name: RecordName, record: unknown): Fault[] {
  const checker = checkers.get(name)
  if (checker === undefined || checker.check(record)) return []
  const faults: Fault[] = []
  checker.explain(record, '', faults)
  return faults
}
