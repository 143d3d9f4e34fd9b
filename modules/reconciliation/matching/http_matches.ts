import { type Static, Type as T } from 'typebox'
import { type Id, parseId, uuidOf } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { instantText } from '../../../kernel/world.ts'
import { idField } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, placeInTime, readPage } from '../../../platform/http/lists.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { namedBy } from '../../../platform/http/named_by.ts'
import { errorRows, reconciliationErrors } from '../errors.ts'
import { NOTE_CHARS_MAX } from '../limits.ts'
import type { HandMatch } from './change_match.ts'
import { ITEMS_BY_HAND_MAX } from './limits.ts'
import { type FoundMatch, matchJson } from './match.ts'
import type { Matching } from './matching.ts'
import { MatchReply } from './matching_schema.ts'
import { passes } from './rules.ts'

const Note = T.String({ minLength: 1, maxLength: NOTE_CHARS_MAX, description: 'Why: kept with the match.' })
const DifferenceAccount = T.String({
  ...idField('acc'),
  description:
    'Bears what the bank shows more or less than the ledger; without it only a tolerated difference is taken.',
})
const HandBody = T.Object(
  {
    reconciliation_account: idField('rca'),
    lines: T.Array(
      T.Object({ statement: idField('bst'), line: T.Integer({ minimum: 1, maximum: 2_147_483_647 }) }),
      {
        maxItems: ITEMS_BY_HAND_MAX,
      },
    ),
    transfers: T.Array(idField('trf'), { maxItems: ITEMS_BY_HAND_MAX, minItems: 0 }),
    difference_account: T.Optional(DifferenceAccount),
    note: T.Optional(Note),
  },
  { $id: 'NewReconciliationMatch' },
)
const ConfirmBody = T.Object(
  { difference_account: T.Optional(DifferenceAccount), note: T.Optional(Note) },
  { $id: 'ConfirmMatch' },
)
const UndoBody = T.Object({ note: T.Optional(Note) }, { $id: 'UndoMatch' })
const params = T.Object({ id: T.String() })
const reading = {
  method: 'GET',
  status: 200,
  tag: 'Reconciliation',
  scope: 'reconciliation:read',
} as const
const writing = {
  method: 'POST',
  tag: 'Reconciliation',
  scope: 'reconciliation:write',
  idempotency: 'required',
  moves_money: true,
  reply: MatchReply,
} as const
const making = [
  'reconciliation_account_closed',
  'reconciliation_item_not_found',
  'reconciliation_item_matched',
  'match_does_not_balance',
  'match_posting_refused',
] as const

const withId = namedBy('mtc', () => reconciliationErrors.fail('match_not_found'))
const answer = (found: Result<FoundMatch, Failure>) =>
  found.ok ? ok({ body: matchJson(found.value) }) : found

const readHand = (body: Static<typeof HandBody>): HandMatch => ({
  binding: body.reconciliation_account as Id<'rca'>,
  lines: body.lines.map(({ statement, line }) => ({ id: uuidOf(statement), number: line })),
  transfers: body.transfers.map((transfer) => ({ id: uuidOf(transfer), number: 0 })),
  difference_account: parseId('acc', body.difference_account ?? ''),
  note: body.note ?? null,
})

const createRoute = (matching: Matching) =>
  route({
    ...writing,
    kind: 'transaction',
    path: '/v1/reconciliation/matches',
    operation_id: 'createReconciliationMatch',
    summary: 'Say which lines and transfers are the same money.',
    description:
      'Lines alone can be matched when they come to nothing, or when an account bears them, such as one of fees.',
    body: HandBody,
    status: 201,
    location: '/v1/reconciliation/matches/{id}',
    errors: errorRows('reconciliation_account_not_found', ...making),
    example: {
      reconciliation_account: 'rca_01kdv0000000000000000000g0',
      lines: [{ statement: 'bst_01kdv0000000000000000000g0', line: 3 }],
      transfers: ['trf_01kdv0000000000000000000g0', 'trf_01kdv0000000000000000000g1'],
      note: 'One transfer of the bank pays both invoices.',
    },
    async run(scope, { body }) {
      if (body.lines.length + body.transfers.length === 0)
        return reconciliationErrors.fail('reconciliation_item_not_found', { param: 'lines' })
      return answer(await matching.matchByHand(scope, readHand(body)))
    },
  })

const getRoute = (matching: Matching) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/reconciliation/matches/{id}',
    operation_id: 'getReconciliationMatch',
    summary: 'Get a match, or a proposal.',
    params,
    reply: MatchReply,
    errors: errorRows('match_not_found'),
    run: (scope, input) => withId(input.params.id, async (id) => answer(await matching.findMatch(scope, id))),
  })

const listRoute = (matching: Matching) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/reconciliation/matches',
    operation_id: 'listReconciliationMatches',
    summary: 'List matches and proposals, the latest first.',
    query: listQuery({
      reconciliation_account: T.Optional(idField('rca')),
      kind: T.Optional(T.Enum(['match', 'proposal'])),
      made_by_pass: T.Optional(T.Enum([...passes])),
      is_current: T.Optional(
        T.Boolean({ description: 'Only those that hold, or wait for an answer; false: only the others.' }),
      ),
    }),
    reply: listOf(MatchReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const list = 'reconciliation_matches'
      const asked = readPage(scope.tenant_id, list, query)
      if (!asked.ok) return asked
      const after = placeInTime('mtc', 'made_at', asked.value)
      const binding = parseId('rca', query.reconciliation_account ?? '')
      const filter = { binding, kind: query.kind, pass: query.made_by_pass, is_current: query.is_current }
      const found = await matching.listMatches(scope, filter, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list, query, asked: asked.value }
      const page = pageOf(at, found, (one) => [instantText(one.made_at), one.id])
      return ok({ body: { ...page, data: page.data.map(matchJson) } })
    },
  })

const confirmRoute = (matching: Matching) =>
  route({
    ...writing,
    kind: 'transaction',
    path: '/v1/reconciliation/matches/{id}/confirm',
    operation_id: 'confirmReconciliationMatch',
    summary: 'Say yes to a proposal: answers the match that it becomes.',
    params,
    body: ConfirmBody,
    status: 200,
    errors: errorRows('match_not_found', 'match_not_proposed', ...making),
    example: { note: 'The customer split the invoice.' },
    run: (scope, { params: { id: text }, body: { difference_account, note } }) =>
      withId(text, async (id) => {
        const more = { difference_account: parseId('acc', difference_account ?? ''), note: note ?? null }
        return answer(await matching.confirmMatch(scope, id, more))
      }),
  })

const undoRoute = (matching: Matching) =>
  route({
    ...writing,
    kind: 'transaction',
    path: '/v1/reconciliation/matches/{id}/undo',
    operation_id: 'undoReconciliationMatch',
    summary: 'Undo a match, or say no to a proposal.',
    description: 'Lines and transfers are unmatched again, and no rule makes the same match once more.',
    params,
    body: UndoBody,
    status: 200,
    errors: errorRows(
      'match_not_found',
      'match_superseded',
      'match_posting_refused',
      'reconciliation_account_closed',
    ),
    example: { note: 'Two invoices have the same number.' },
    run: (scope, { params: { id: text }, body }) =>
      withId(text, async (id) => answer(await matching.undoMatch(scope, id, body.note ?? null))),
  })

export const matchRoutes = (matching: Matching): Route[] => [
  createRoute(matching),
  listRoute(matching),
  getRoute(matching),
  confirmRoute(matching),
  undoRoute(matching),
]
