import { Type as T } from 'typebox'
import { facts } from '../../platform/outbox/fact.ts'

const Digits = T.String({ pattern: '^-?[0-9]{1,19}$' })
const nullable = <S extends ReturnType<typeof T.String>>(schema: S) => T.Union([schema, T.Null()])

/**
 * The whole public state of an account after what happened. An export replays these, and the proof reads from
 * them which limits were in force at which version, so every change of limits or state tells one.
 */
const AccountBody = T.Object({
  id: T.String(),
  currency: T.String(),
  normal_side: T.Union([T.Literal('debit'), T.Literal('credit')]),
  path: T.String(),
  name: nullable(T.String()),
  floor: nullable(Digits),
  ceiling: nullable(Digits),
  overdraft: Digits,
  state: T.Union(['open', 'frozen_debits', 'frozen', 'closed'].map((state) => T.Literal(state))),
  metadata: T.Record(T.String(), T.String()),
  /** Of the account when it happened: legs with a greater version came later. */
  version: Digits,
})
const MonitorBody = T.Object({
  id: T.String(),
  account_id: T.String(),
  field: T.String(),
  operator: T.String(),
  threshold: Digits,
  hysteresis: Digits,
  is_triggered: T.Boolean(),
  metadata: T.Record(T.String(), T.String()),
})
/** Told by `ledger.check_monitors`; ids are UUIDs, as SQL has them. */
const CrossingBody = T.Object({
  monitor_id: T.String(),
  account_id: T.String(),
  field: T.String(),
  operator: T.String(),
  threshold: Digits,
  value: Digits,
  version: Digits,
  is_triggered: T.Boolean(),
})

/** What the ledger tells. `object_id` is the public id of the account or monitor; none for batches and periods. */
export const ledgerFacts = facts({
  'ledger.transfers_recorded': {
    text: 'A batch of transfers was recorded; `refs` names them in order, refused ones included.',
    body: T.Object({ count: T.Integer() }),
  },
  'ledger.account_created': { text: 'An account was opened.', body: AccountBody },
  'ledger.account_changed': {
    text: 'Limits, state or description of an account changed.',
    body: AccountBody,
  },
  'ledger.period_closed': {
    text: 'Effective dates up to this day take no more entries.',
    body: T.Object({ closed_through: T.String() }),
  },
  'ledger.monitor_created': { text: 'A balance monitor was set up.', body: MonitorBody },
  'ledger.monitor_changed': { text: 'A balance monitor was changed.', body: MonitorBody },
  'ledger.monitor_deleted': { text: 'A balance monitor was removed.', body: MonitorBody },
  'ledger.monitor_triggered': { text: 'A balance began to meet a monitor’s condition.', body: CrossingBody },
  'ledger.monitor_cleared': { text: 'A balance stopped meeting a monitor’s condition.', body: CrossingBody },
})
