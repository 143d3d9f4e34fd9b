import { Type as T } from 'typebox'
import { facts } from '../../platform/outbox/fact.ts'
import { accountStates } from './account.machine.ts'
import { BatchBy, By } from './by.ts'
import { changeForm, objectForm } from './event_forms.ts'
import { monitorFields, monitorOperators } from './monitor.ts'

const Digits = T.String({ pattern: '^-?[0-9]{1,19}$' })
const nullable = <S extends ReturnType<typeof T.String>>(schema: S) => T.Union([schema, T.Null()])

/**
 * The whole public state of an account after what happened. An export replays these, and the proof reads from
 * them which limits were in force at which version, so every change of limits or state tells one.
 */
const account = {
  id: T.String(),
  currency: T.String(),
  normal_side: T.Union([T.Literal('debit'), T.Literal('credit')]),
  path: T.String(),
  name: nullable(T.String()),
  floor: nullable(Digits),
  ceiling: nullable(Digits),
  overdraft: Digits,
  state: T.Enum([...accountStates]),
  metadata: T.Record(T.String(), T.String()),
  /** Of the account when it happened: legs with a greater version came later. */
  version: Digits,
}
const monitor = {
  id: T.String(),
  account_id: T.String(),
  field: T.Enum([...monitorFields]),
  operator: T.Enum([...monitorOperators]),
  threshold: Digits,
  hysteresis: Digits,
  is_triggered: T.Boolean(),
  metadata: T.Record(T.String(), T.String()),
}
const period = {
  period_id: T.String(),
  closed_through: T.String(),
  closed_before: nullable(T.String()),
  description: nullable(T.String()),
}
/** Told by `ledger.check_monitors`, in the transaction of the batch that crossed the threshold. */
const CrossingBody = T.Object({
  monitor_id: T.String(),
  account_id: T.String(),
  field: T.Enum([...monitorFields]),
  operator: T.Enum([...monitorOperators]),
  threshold: Digits,
  value: Digits,
  version: Digits,
  is_triggered: T.Boolean(),
})

/**
 * What the ledger tells, always from SQL, in the transaction that made it true. `object_id` is the public id of the
 * account, monitor or closing; a batch has none.
 */
export const ledgerFacts = facts({
  'ledger.transfers_recorded': {
    text: 'A batch of transfers was recorded; `refs` names them in order, refused ones included; `by`, whose they are.',
    body: T.Object({ count: T.Integer(), by: BatchBy }),
  },
  'ledger.account_created': {
    text: 'An account was opened.',
    event: 'ledger_account.created',
    form: objectForm(T.Object(account)),
    body: T.Object({ by: By, ...account }),
  },
  'ledger.account_changed': {
    text: 'Name, limits, metadata or state of an account changed; `before` is how it was.',
    event: 'ledger_account.changed',
    form: changeForm(T.Object(account)),
    body: T.Object({ by: By, ...account, before: T.Object(account) }),
  },
  'ledger.period_closed': {
    text: 'Effective dates up to this day take no more entries.',
    event: 'ledger_period.closed',
    form: objectForm(T.Object(period)),
    body: T.Object({ by: By, ...period }),
  },
  'ledger.monitor_created': {
    text: 'A balance is watched.',
    event: 'ledger_monitor.created',
    form: objectForm(T.Object(monitor)),
    body: T.Object({ by: By, ...monitor }),
  },
  'ledger.monitor_deleted': {
    text: 'A balance is not watched any more.',
    event: 'ledger_monitor.deleted',
    form: objectForm(T.Object(monitor)),
    body: T.Object({ by: By, ...monitor }),
  },
  'ledger.monitor_triggered': {
    text: 'A balance began to meet a monitor’s condition.',
    event: 'ledger_monitor.triggered',
    form: objectForm(CrossingBody),
    body: CrossingBody,
  },
  'ledger.monitor_cleared': {
    text: 'A balance stopped meeting a monitor’s condition.',
    event: 'ledger_monitor.cleared',
    form: objectForm(CrossingBody),
    body: CrossingBody,
  },
})
