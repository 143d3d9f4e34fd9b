import { type Static, Type as T } from 'typebox'
import { type Currency, isCurrency } from '../../kernel/currency.ts'
import { newId, parseId } from '../../kernel/id.ts'
import { type Fault, ok } from '../../kernel/result.ts'
import { instantText, type World } from '../../kernel/world.ts'
import { Amount, AmountInput, idField, Metadata, Timestamp } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { errorRows, ledgerErrors } from './errors.ts'
import type { Ledger } from './index.ts'
import { type Monitor, monitorFields, monitorOperators, type NewMonitor } from './monitor.ts'
import { refuseFaults } from '../../platform/http/refuse_faults.ts'
import { minorOf, moneyReply, SignedAmountInput, unusableCurrency } from './schemas.ts'

const MonitorInput = T.Object(
  {
    id: T.Optional(idField('mon')),
    account_id: idField('acc'),
    field: T.Enum([...monitorFields]),
    operator: T.Enum([...monitorOperators]),
    threshold: SignedAmountInput,
    hysteresis: T.Optional(AmountInput),
    metadata: T.Optional(Metadata),
  },
  { $id: 'NewBalanceMonitor' },
)
const MonitorReply = T.Object(
  {
    id: idField('mon'),
    account_id: idField('acc'),
    field: T.Enum([...monitorFields]),
    operator: T.Enum([...monitorOperators]),
    threshold: Amount,
    hysteresis: Amount,
    is_triggered: T.Boolean(),
    metadata: Metadata,
    created_at: Timestamp,
    changed_at: T.String({ format: 'date-time', description: 'When it was last triggered or cleared.' }),
  },
  { $id: 'BalanceMonitor' },
)

const monitorJson = ({ currency, ...monitor }: Monitor): Static<typeof MonitorReply> => ({
  ...monitor,
  threshold: moneyReply(monitor.threshold, currency),
  hysteresis: moneyReply(monitor.hysteresis, currency),
  created_at: instantText(monitor.created_at),
  changed_at: instantText(monitor.changed_at),
})

function readMonitor(input: Static<typeof MonitorInput>, world: World, faults: Fault[]): NewMonitor {
  const { id, account_id, field, operator, threshold, hysteresis, metadata } = input
  const { currency } = threshold
  const add = (param: string, detail: string): void => void faults.push({ code: 'not_one_of', param, detail })
  if (!isCurrency(currency)) add('threshold.currency', unusableCurrency(currency))
  if (hysteresis !== undefined && hysteresis.currency !== currency)
    add('hysteresis.currency', `must be ${currency}, as the threshold`)
  return {
    id: parseId('mon', id ?? '') ?? newId('mon', world),
    account_id: account_id as NewMonitor['account_id'],
    field,
    operator,
    threshold: minorOf(threshold.value),
    currency: currency as Currency,
    ...(hysteresis === undefined ? {} : { hysteresis: minorOf(hysteresis.value) }),
    ...(metadata === undefined ? {} : { metadata }),
  }
}

const createRoute = (ledger: Ledger) =>
  route({
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/ledger/monitors',
    operation_id: 'createBalanceMonitor',
    tag: 'Ledger monitors',
    summary: 'Watch a balance of a ledger account.',
    description:
      'Raises `ledger.monitor_triggered` when the comparison begins to hold, `ledger.monitor_cleared` once the balance is back past the threshold by more than the hysteresis. One that holds already starts as triggered.',
    scope: 'ledger.monitors:write',
    body: MonitorInput,
    status: 201,
    reply: MonitorReply,
    location: '/v1/ledger/monitors/{id}',
    errors: errorRows(
      ...(['account_not_found', 'account_closed', 'monitor_differs', 'monitor_currency_mismatch'] as const),
      'too_many_monitors',
    ),
    example: {
      account_id: 'acc_01k0000000000000000000000a',
      field: 'available',
      operator: 'lt',
      threshold: { value: '10000', currency: 'USD' },
      hysteresis: { value: '1000', currency: 'USD' },
    },
    async run(scope, { body }) {
      const faults: Fault[] = []
      const monitor = readMonitor(body, scope.world, faults)
      if (faults.length > 0) return refuseFaults(faults)
      const created = await ledger.createMonitor(scope, monitor)
      return created.ok ? ok({ body: monitorJson(created.value) }) : created
    },
  })

const listRoute = (ledger: Ledger) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/ledger/monitors',
    operation_id: 'listBalanceMonitors',
    tag: 'Ledger monitors',
    summary: 'List balance monitors.',
    scope: 'ledger.monitors:read',
    query: listQuery({ account_id: T.Optional(idField('acc')) }),
    status: 200,
    reply: listOf(MonitorReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'ledger_monitors', query)
      if (!asked.ok) return asked
      const account_id = parseId('acc', query.account_id ?? '')
      const page = { after: parseId('mon', String(asked.value.after?.[0])), limit: asked.value.rows }
      const found = await ledger.listMonitors(scope, account_id === undefined ? {} : { account_id }, page)
      const at = { tenant_id: scope.tenant_id, list: 'ledger_monitors', query, asked: asked.value }
      const shown = pageOf(at, found, ({ id }) => [id])
      return ok({ body: { ...shown, data: shown.data.map(monitorJson) } })
    },
  })

const getRoute = (ledger: Ledger) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/ledger/monitors/{id}',
    operation_id: 'getBalanceMonitor',
    tag: 'Ledger monitors',
    summary: 'Get a balance monitor.',
    scope: 'ledger.monitors:read',
    params: T.Object({ id: T.String() }),
    status: 200,
    reply: MonitorReply,
    errors: errorRows('monitor_not_found'),
    async run(scope, { params }) {
      const id = parseId('mon', params.id)
      const found =
        id === undefined ? ledgerErrors.fail('monitor_not_found') : await ledger.findMonitor(scope, id)
      return found.ok ? ok({ body: monitorJson(found.value) }) : found
    },
  })

const deleteRoute = (ledger: Ledger) =>
  route({
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'DELETE',
    path: '/v1/ledger/monitors/{id}',
    operation_id: 'deleteBalanceMonitor',
    tag: 'Ledger monitors',
    summary: 'Stop watching a balance.',
    description: 'A repeat does nothing.',
    scope: 'ledger.monitors:write',
    params: T.Object({ id: T.String() }),
    status: 204,
    reply: T.Null(),
    errors: errorRows('monitor_not_found'),
    async run(scope, { params }) {
      const id = parseId('mon', params.id)
      if (id === undefined) return ledgerErrors.fail('monitor_not_found')
      const deleted = await ledger.deleteMonitor(scope, id)
      return deleted.ok ? ok({ body: null }) : deleted
    },
  })

export const monitorRoutes = (ledger: Ledger): Route[] => [
  createRoute(ledger),
  listRoute(ledger),
  getRoute(ledger),
  deleteRoute(ledger),
]
