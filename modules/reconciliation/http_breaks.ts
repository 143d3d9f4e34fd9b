import { Type as T } from 'typebox'
import { parseId } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import { instantText, parseInstant, plusMs, type World } from '../../kernel/world.ts'
import { idField, nullable } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { namedBy } from '../../platform/http/named_by.ts'
import { type Break, breakJson, breakTypes } from './break.ts'
import { breakStates } from './break.machine.ts'
import { errorRows, reconciliationErrors } from './errors.ts'
import type { Reconciliation } from './index.ts'
import { DAY_MS, NOTE_CHARS_MAX } from './limits.ts'
import { BreakReply } from './schemas.ts'

const AGE_DAYS_MAX = 10_000
const params = T.Object({ id: T.String() })
const Note = T.String({
  minLength: 1,
  maxLength: NOTE_CHARS_MAX,
  description: 'Why: kept with the break and in the audit trail.',
})
const Owner = T.String({ minLength: 1, maxLength: 200, description: 'Who looks after it, as you call them.' })
const reading = {
  method: 'GET',
  status: 200,
  tag: 'Reconciliation',
  scope: 'reconciliation:read',
} as const
const writing = {
  method: 'POST',
  status: 200,
  tag: 'Reconciliation',
  scope: 'reconciliation:write',
} as const

const withId = namedBy('brk', () => reconciliationErrors.fail('break_not_found'))
const answer = (found: Result<Break, Failure>, world: World) =>
  found.ok ? ok({ body: breakJson(found.value, world.now()) }) : found

type Asked = {
  readonly status?: Break['state']
  readonly type?: Break['type']
  readonly acquirer_account?: string
  readonly settlement?: string
  readonly merchant?: string
  readonly reconciliation_account?: string
  readonly owner?: string
  readonly age_days_min?: number
}
function filterOf(query: Asked, world: World) {
  const account = parseId('aca', query.acquirer_account ?? '')
  const settlement = parseId('stl', query.settlement ?? '')
  const merchant = parseId('mer', query.merchant ?? '')
  const binding = parseId('rca', query.reconciliation_account ?? '')
  const days = query.age_days_min
  return {
    ...(query.status === undefined ? {} : { state: query.status }),
    ...(query.type === undefined ? {} : { type: query.type }),
    ...(account === undefined ? {} : { account }),
    ...(settlement === undefined ? {} : { settlement }),
    ...(merchant === undefined ? {} : { merchant }),
    ...(binding === undefined ? {} : { binding }),
    ...(query.owner === undefined ? {} : { owner: query.owner }),
    ...(days === undefined ? {} : { opened_until: plusMs(world.now(), -days * DAY_MS) }),
  }
}

const listRoute = (reconciliation: Reconciliation) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/reconciliation/breaks',
    operation_id: 'listReconciliationBreaks',
    summary: 'List what does not match, oldest first.',
    query: listQuery({
      status: T.Optional(T.Enum([...breakStates])),
      type: T.Optional(T.Enum([...breakTypes])),
      acquirer_account: T.Optional(idField('aca')),
      settlement: T.Optional(idField('stl')),
      merchant: T.Optional(idField('mer')),
      reconciliation_account: T.Optional(idField('rca')),
      owner: T.Optional(Owner),
      age_days_min: T.Optional(
        T.Integer({ minimum: 0, maximum: AGE_DAYS_MAX, description: 'Opened at least so many days ago.' }),
      ),
    }),
    reply: listOf(BreakReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const list = 'reconciliation_breaks'
      const asked = readPage(scope.tenant_id, list, query)
      if (!asked.ok) return asked
      const [at, last] = asked.value.after ?? []
      const opened_at = parseInstant(String(at ?? ''))
      const id = parseId('brk', String(last ?? ''))
      const after = opened_at === undefined || id === undefined ? undefined : { opened_at, id }
      const page_asked = { after, limit: asked.value.rows }
      const found = await reconciliation.listBreaks(scope, filterOf(query, scope.world), page_asked)
      const place = { tenant_id: scope.tenant_id, list, query, asked: asked.value }
      const page = pageOf(place, found, (one) => [instantText(one.opened_at), one.id])
      const now = scope.world.now()
      return ok({ body: { ...page, data: page.data.map((one) => breakJson(one, now)) } })
    },
  })

const getRoute = (reconciliation: Reconciliation) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/reconciliation/breaks/{id}',
    operation_id: 'getReconciliationBreak',
    summary: 'Get a break.',
    params,
    reply: BreakReply,
    errors: errorRows('break_not_found'),
    run: (scope, input) =>
      withId(input.params.id, async (id) => answer(await reconciliation.findBreak(scope, id), scope.world)),
  })

const resolveRoute = (reconciliation: Reconciliation) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'accepted',
    path: '/v1/reconciliation/breaks/{id}/resolve',
    operation_id: 'resolveReconciliationBreak',
    summary: 'Say that a break is explained.',
    description: 'Only where no money waits in the suspense account; such a break is written off.',
    params,
    body: T.Object({ note: Note }, { $id: 'ResolveBreak' }),
    reply: BreakReply,
    errors: errorRows('break_not_found', 'break_closed', 'break_holds_money'),
    example: { note: 'The acquirer confirmed the higher scheme fee.' },
    run: (scope, { params: { id: text }, body }) =>
      withId(text, async (id) =>
        answer(await reconciliation.resolveBreak(scope, id, body.note), scope.world),
      ),
  })

const assignRoute = (reconciliation: Reconciliation) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'accepted',
    path: '/v1/reconciliation/breaks/{id}/assign',
    operation_id: 'assignReconciliationBreak',
    summary: 'Say who looks after a break; null is nobody.',
    params,
    body: T.Object({ owner: nullable(Owner) }, { $id: 'AssignBreak' }),
    reply: BreakReply,
    errors: errorRows('break_not_found', 'break_closed'),
    example: { owner: 'treasury@example.com' },
    run: (scope, { params: { id: text }, body }) =>
      withId(text, async (id) =>
        answer(await reconciliation.assignBreak(scope, id, body.owner), scope.world),
      ),
  })

const writeOffRoute = (reconciliation: Reconciliation) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'required',
    moves_money: true,
    path: '/v1/reconciliation/breaks/{id}/write-off',
    operation_id: 'writeOffReconciliationBreak',
    summary: 'Move what is left of a break to the ledger account that bears it.',
    description:
      'What waits in the merchant’s pending balance becomes available, unless that balance bears it.',
    params,
    body: T.Object({ note: Note, ledger_account: idField('acc') }, { $id: 'WriteOffBreak' }),
    example: { note: 'Too little to ask the bank about.', ledger_account: 'acc_01kdv0000000000000000000g0' },
    reply: BreakReply,
    errors: errorRows('break_not_found', 'break_closed', 'nothing_to_write_off', 'write_off_refused'),
    run: (scope, { params: { id: text }, body: { note, ledger_account } }) =>
      withId(text, async (id) => {
        const bearer = parseId('acc', ledger_account)
        if (bearer === undefined)
          return reconciliationErrors.fail('write_off_refused', { param: 'ledger_account' })
        const command = { note, ledger_account: bearer }
        return answer(await reconciliation.writeOffBreak(scope, id, command), scope.world)
      }),
  })

export const breakRoutes = (reconciliation: Reconciliation): Route[] => [
  listRoute(reconciliation),
  getRoute(reconciliation),
  resolveRoute(reconciliation),
  assignRoute(reconciliation),
  writeOffRoute(reconciliation),
]
