import { sql } from 'kysely'
import { Type as T } from 'typebox'
import { newUuid } from '../../../kernel/id.ts'
import { errors, ok } from '../../../kernel/result.ts'
import { instantText } from '../../../kernel/world.ts'
import type { Database } from '../../db/database.ts'
import { Amount, AmountInput, Metadata } from '../fields.ts'
import { expandField, listErrors, listOf, listQuery, pageOf, readExpand, readPage } from '../lists.ts'
import { type Route, route } from '../route.ts'

/** A module as small as can be, with a route of every kind: what the edge is tested on. */
const sampleErrors = errors({
  note_not_found: { status: 404, retry: 'never', text: 'No note has this id.' },
  move_refused: { status: 422, retry: 'new_key', text: 'The move is larger than a move may be.' },
  counterpart_silent: { status: 503, retry: 'same_key', text: 'The counterpart does not answer now.' },
})

/** The sample's own tables, as its first migration would make them. */
export const sampleSchema = `
  create schema sample;
  grant usage on schema sample to florin_app;
  create table sample.note (
    tenant_id bigint not null, id uuid not null, body text not null, amount bigint not null default 0,
    primary key (tenant_id, id));
  comment on table sample.note is 'scale:tenant — notes of the sample module';
  grant select, insert on sample.note to florin_app;
`

const Note = T.Object(
  { id: T.String(), text: T.String(), history: T.Optional(T.Array(T.String())) },
  { $id: 'Note', additionalProperties: false },
)
/** Rows read for each note when it is expanded. */
const expandCosts = { history: 20 }
const Move = T.Object(
  { id: T.String(), amount: Amount, metadata: Metadata },
  { $id: 'Move', additionalProperties: false },
)
const MoveBody = T.Object({
  amount: AmountInput,
  note: T.Optional(T.String({ minLength: 1, maxLength: 200 })),
  kind: T.Optional(T.Union([T.Literal('single'), T.Literal('pending')])),
  metadata: T.Optional(Metadata),
})
const example = { amount: { value: '1050', currency: 'USD' }, note: 'for coffee' }

export type SampleHooks = {
  /** Runs inside a move, after its row was written and before the answer is kept. */
  during_move?: (value: string) => Promise<void>
  /** Runs inside an order, outside any transaction. */
  during_order?: (is_resumed: boolean) => Promise<'done' | 'silent'>
}

const common = { tag: 'Sample', errors: { ...sampleErrors.table, ...listErrors.table } } as const
const MOVE_MAX = 1_000_000n

export const sampleRoutes = (db: Database, hooks: SampleHooks = {}): Route[] => [
  ...noteRoutes(db),
  createMove(hooks),
  createPost(db),
  createOrder(hooks),
  listReport(),
]

function noteRoutes(db: Database): Route[] {
  const createNote = route({
    ...common,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/notes',
    operation_id: 'createNote',
    summary: 'Write a note.',
    scope: 'sample.notes:write',
    body: T.Object({ text: T.String({ minLength: 1, maxLength: 100 }) }),
    status: 201,
    reply: Note,
    location: '/v1/notes/{id}',
    example: { text: 'hello' },
    async run(scope, { body }) {
      const id = newUuid(scope.world)
      await sql`insert into sample.note (tenant_id, id, body) values (${scope.tenant_id}, ${id}, ${body.text})`.execute(
        scope.db,
      )
      return ok({ body: { id, text: body.text } })
    },
  })
  const getNote = route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/notes/{id}',
    operation_id: 'getNote',
    summary: 'Get a note.',
    scope: 'sample.notes:read',
    params: T.Object({ id: T.String({ format: 'uuid' }) }),
    status: 200,
    reply: Note,
    async run(scope, { params }) {
      const found = await db.withTenant(scope.tenant_id, (tx) =>
        sql<{ id: string; text: string }>`select id, body as text from sample.note
          where tenant_id = ${scope.tenant_id} and id = ${params.id}`.execute(tx),
      )
      const [note] = found.rows
      return note === undefined ? sampleErrors.fail('note_not_found') : ok({ body: note })
    },
  })
  return [createNote, getNote, listNotes(db)]
}

const listNotes = (db: Database): Route =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/notes',
    operation_id: 'listNotes',
    summary: 'List notes, oldest first.',
    scope: 'sample.notes:read',
    query: listQuery({
      contains: T.Optional(T.String({ minLength: 1, maxLength: 20 })),
      expand: expandField(['history']),
    }),
    status: 200,
    reply: listOf(Note),
    deprecated: { since: '2026-10-01', sunset: '2027-10-01', guide: '/docs/guides/notes' },
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'notes', query)
      if (!asked.ok) return asked
      const expanded = readExpand(expandCosts, query.expand, asked.value.limit)
      if (!expanded.ok) return expanded
      const after = asked.value.after?.[0] ?? '00000000-0000-0000-0000-000000000000'
      const found = await db.withTenant(scope.tenant_id, (tx) =>
        sql<{ id: string; text: string }>`select id, body as text from sample.note
          where tenant_id = ${scope.tenant_id} and id > ${after} and position(${query.contains ?? ''} in body) > 0
          order by id limit ${asked.value.rows}`.execute(tx),
      )
      const at = { tenant_id: scope.tenant_id, list: 'notes', query, asked: asked.value }
      const notes = expanded.value.has('history')
        ? found.rows.map((note) => ({ ...note, history: [] }))
        : found.rows
      return ok({ body: pageOf(at, notes, (note) => [note.id]) })
    },
  })

/** Writes first and refuses after, so that a refusal which left something behind would be seen. */
const createMove = (hooks: SampleHooks): Route =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'required',
    moves_money: true,
    method: 'POST',
    path: '/v1/moves',
    operation_id: 'createMove',
    summary: 'Move money.',
    scope: 'sample.moves:write',
    body: MoveBody,
    status: 201,
    reply: Move,
    limit_object: 'amount.currency',
    example,
    async run(scope, { body }) {
      const id = newUuid(scope.world)
      const value = String(body.amount.value)
      await sql`insert into sample.note (tenant_id, id, body, amount) values (${scope.tenant_id}, ${id}, 'move', ${value})`.execute(
        scope.db,
      )
      await hooks.during_move?.(value)
      if (BigInt(value) > MOVE_MAX) return sampleErrors.fail('move_refused', { param: 'amount.value' })
      return ok({
        body: { id, amount: { value, currency: body.amount.currency }, metadata: body.metadata ?? {} },
      })
    },
  })

/** State and key in one statement of its own, as the ledger does. */
const createPost = (db: Database): Route =>
  route({
    ...common,
    kind: 'joined',
    idempotency: 'required',
    moves_money: true,
    method: 'POST',
    path: '/v1/posts',
    operation_id: 'createPost',
    summary: 'Post in one statement.',
    scope: 'sample.moves:write',
    body: MoveBody,
    status: 201,
    reply: Move,
    example,
    async run(scope, { body }, claim) {
      const id = newUuid(scope.world)
      const { currency } = body.amount
      const value = String(body.amount.value)
      await db.withTenant(scope.tenant_id, (tx) =>
        sql`insert into sample.note (tenant_id, id, body, amount)
          values (${scope.tenant_id}, ${id}, ${`${claim.key} ${instantText(scope.world.now())}`}, ${value})`.execute(
          tx,
        ),
      )
      const rendered = JSON.stringify({ id, amount: { value, currency }, metadata: body.metadata ?? {} })
      return ok({ body: { rendered } })
    },
  })

const createOrder = (hooks: SampleHooks): Route =>
  route({
    ...common,
    kind: 'staged',
    idempotency: 'required',
    moves_money: true,
    method: 'POST',
    path: '/v1/orders/{market}',
    operation_id: 'createOrder',
    summary: 'Order from a counterpart.',
    scope: 'sample.moves:write',
    params: T.Object({ market: T.Union([T.Literal('home'), T.Literal('away')]) }),
    body: T.Object({ text: T.String({ minLength: 1, maxLength: 20 }) }),
    status: 201,
    also_answers: [202],
    reply: T.Object({ market: T.String(), text: T.String(), is_resumed: T.Boolean(), wait_ms: T.Integer() }),
    wait_ms_default: 10_000,
    example: { text: 'two' },
    async run(_scope, { params, body, wait_ms }, { is_resumed }) {
      if ((await hooks.during_order?.(is_resumed)) === 'silent')
        return sampleErrors.fail('counterpart_silent', { retry_after_ms: 2_000 })
      const status = wait_ms === 0 ? 202 : 201
      return ok({ status, body: { market: params.market, text: body.text, is_resumed, wait_ms } })
    },
  })

const listReport = (): Route =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/reports',
    operation_id: 'getReport',
    summary: 'Get a report as JSON or CSV.',
    scope: 'sample.reports:read',
    is_report: true,
    query: T.Object({
      format: T.Optional(T.Enum(['json', 'csv'])),
      metadata: T.Optional(T.Record(T.String({ pattern: '^[a-z]{1,10}$' }), T.String({ maxLength: 10 }))),
      days: T.Optional(T.Integer({ minimum: 1, maximum: 31 })),
    }),
    status: 200,
    reply: T.Object({ rows: T.Integer(), tags: T.Record(T.String(), T.String()) }),
    also_produces: ['text/csv'],
    async run(_scope, { query }) {
      if (query.format === 'csv') return ok({ body: { text: 'rows\n0\n', content_type: 'text/csv' } })
      return ok({ body: { rows: query.days ?? 0, tags: query.metadata ?? {} } })
    },
  })
