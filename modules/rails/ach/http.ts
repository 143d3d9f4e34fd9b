import { Type as T } from 'typebox'
import { parseId } from '../../../kernel/id.ts'
import { ok } from '../../../kernel/result.ts'
import { instantText } from '../../../kernel/world.ts'
import { idField } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, placeInTime, readPage } from '../../../platform/http/lists.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { bankConnectionErrors } from '../bank_connections/errors.ts'
import type { Ach } from './ach.ts'
import { bankNoticeJson } from './bank_notice.ts'
import { changeNoticeJson, changeNoticeStates } from './change_notice.ts'
import { achErrors } from './errors.ts'
import { returnRateJson } from './gauges.ts'
import { achOrderRoutes } from './http_orders.ts'
import { BankNoticeReply, ChangeNoticeReply, ReturnRateReply } from './schemas.ts'

const params = T.Object({ id: T.String() })

const noticesRoute = (ach: Ach) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/bank-notices',
    operation_id: 'listBankNotices',
    tag: 'Bank notices',
    scope: 'bank_notices:read',
    summary:
      'List what banks said that nothing of yours answers to, or that somebody has to act on; newest first.',
    query: listQuery({ state: T.Optional(T.Enum(['open', 'closed'])) }),
    status: 200,
    reply: listOf(BankNoticeReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'bank_notices', query)
      if (!asked.ok) return asked
      const after = placeInTime('bnt', 'created_at', asked.value)
      const found = await ach.listBankNotices(scope, query, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'bank_notices', query, asked: asked.value }
      const page = pageOf(at, found, (one) => [instantText(one.created_at), one.id])
      return ok({ body: { ...page, data: page.data.map(bankNoticeJson) } })
    },
  })

const closeRoute = (ach: Ach) =>
  route({
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/bank-notices/{id}/close',
    operation_id: 'closeBankNotice',
    tag: 'Bank notices',
    scope: 'bank_notices:write',
    summary: 'Say that somebody has dealt with a bank notice, and how.',
    params,
    body: T.Object({ because: T.String({ minLength: 1, maxLength: 200 }) }, { $id: 'BankNoticeReason' }),
    status: 200,
    reply: BankNoticeReply,
    errors: achErrors.table,
    example: { because: 'The bank dishonoured the return with R67.' },
    async run(scope, { params: { id: text }, body }) {
      const id = parseId('bnt', text)
      if (id === undefined) return achErrors.fail('bank_notice_not_found')
      const closed = await ach.closeBankNotice(scope, id, body.because)
      return closed.ok ? ok({ body: bankNoticeJson(closed.value) }) : closed
    },
  })

const changesRoute = (ach: Ach) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/notifications-of-change',
    operation_id: 'listNotificationsOfChange',
    tag: 'Bank notices',
    scope: 'bank_notices:read',
    summary: 'List corrections of bank accounts that banks asked for, newest first.',
    query: listQuery({
      state: T.Optional(T.Enum([...changeNoticeStates])),
      bank_account: T.Optional(idField('bac')),
    }),
    status: 200,
    reply: listOf(ChangeNoticeReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'notifications_of_change', query)
      if (!asked.ok) return asked
      const after = placeInTime('chn', 'created_at', asked.value)
      const filter = { state: query.state, bank_account: parseId('bac', query.bank_account ?? '') }
      const found = await ach.listChangeNotices(scope, filter, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'notifications_of_change', query, asked: asked.value }
      const page = pageOf(at, found, (one) => [instantText(one.created_at), one.id])
      return ok({ body: { ...page, data: page.data.map(changeNoticeJson) } })
    },
  })

const ratesRoute = (ach: Ach) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/bank-connections/{id}/return-rates',
    operation_id: 'getReturnRates',
    tag: 'Bank connections',
    scope: 'bank_connections:read',
    summary: 'How many debits over a connection came back in the last 60 days, beside what Nacha tolerates.',
    params,
    status: 200,
    reply: T.Object({ data: T.Array(ReturnRateReply) }, { $id: 'ReturnRates' }),
    errors: bankConnectionErrors.table,
    async run(scope, input) {
      const id = parseId('bcn', input.params.id)
      if (id === undefined) return bankConnectionErrors.fail('bank_connection_not_found')
      const rates = await ach.returnRates(scope, id)
      if (!rates.ok) return rates
      const { gauges, ...period } = rates.value
      return ok({ body: { data: gauges.map((gauge) => returnRateJson(period, gauge)) } })
    },
  })

export const achRoutes = (ach: Ach): Route[] => [
  ...achOrderRoutes(ach),
  noticesRoute(ach),
  closeRoute(ach),
  changesRoute(ach),
  ratesRoute(ach),
]
