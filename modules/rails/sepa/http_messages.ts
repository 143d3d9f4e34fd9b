import { createHash } from 'node:crypto'
import { Type as T } from 'typebox'
import { type Id, idFromBytes, parseId } from '../../../kernel/id.ts'
import { ok } from '../../../kernel/result.ts'
import { instantText, parseInstant } from '../../../kernel/world.ts'
import { idField } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../../platform/http/lists.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { namedBy } from '../../../platform/http/named_by.ts'
import { bankFileErrors } from '../bank_files/errors.ts'
import { sepaErrors } from './errors.ts'
import { isoMessageJson, isoMessageStates } from './iso_message.ts'
import { IsoMessageReply } from './schemas.ts'
import type { Sepa } from './sepa.ts'

/** In base 64: some ten thousand payments. */
const CONTENT_CHARS_MAX = 24_000_000
const BASE64 = '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$'

const { iso_message_not_found, iso_message_not_read, iso_message_not_valid } = sepaErrors.table
const { bank_file_empty, bank_file_too_large } = bankFileErrors.table
const params = T.Object({ id: T.String() })
const common = { tag: 'ISO 20022 messages', errors: { iso_message_not_found } } as const
const reading = { ...common, method: 'GET', scope: 'payment_orders:read', status: 200 } as const

const BringBody = T.Object(
  {
    name: T.String({
      minLength: 1,
      maxLength: 255,
      pattern: '^[^/\\\\\\p{Cc}]+$',
      fault: 'must be the name of a file, without a path',
    }),
    content: T.String({
      minLength: 4,
      maxLength: CONTENT_CHARS_MAX,
      pattern: BASE64,
      fault: 'must be the bytes of the message in base 64',
    }),
    connection: idField('bcn'),
    account: T.String({
      pattern: '^acc_[0-9a-z]{26}$',
      fault: 'must be an id that begins with acc_',
      description: 'Ledger account: whose money is paid, or who gets what is collected.',
    }),
  },
  { $id: 'NewIsoMessage' },
)

const withId = namedBy('ism', () => sepaErrors.fail('iso_message_not_found'))

const bringRoute = (sepa: Sepa) =>
  route({
    ...common,
    kind: 'staged',
    idempotency: 'required',
    method: 'POST',
    path: '/v1/iso20022/messages',
    operation_id: 'createIsoMessage',
    summary: 'Order payments by a pain.001, or collections by a pain.008.',
    description:
      'The message is kept and read next; each of its payments becomes a payment order, or is refused with a reason in the pain.002. A message with the same id of the same initiating party counts once.',
    scope: 'payment_orders:write',
    errors: { iso_message_not_valid, bank_file_empty, bank_file_too_large },
    body: BringBody,
    body_bytes_max: CONTENT_CHARS_MAX + 1_000,
    status: 201,
    reply: IsoMessageReply,
    location: '/v1/iso20022/messages/{id}',
    example: {
      name: 'payroll.xml',
      content: Buffer.from('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"/>').toString(
        'base64',
      ),
      connection: 'bcn_01kdv0000000000000000000g0',
      account: 'acc_01kdv0000000000000000000g0',
    },
    async run(scope, { body }, { claim }) {
      const id = idFromBytes('ism', createHash('sha256').update(claim.key_hash).digest())
      const brought = await sepa.bringIsoMessage(scope, {
        id,
        name: body.name,
        content: Buffer.from(body.content, 'base64'),
        connection: body.connection as Id<'bcn'>,
        account: body.account as Id<'acc'>,
      })
      return brought.ok ? ok({ status: 201 as const, body: isoMessageJson(brought.value) }) : brought
    },
  })

const getRoute = (sepa: Sepa) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/iso20022/messages/{id}',
    operation_id: 'getIsoMessage',
    summary: 'Get a message: what it was, and how many of its payments were ordered.',
    params,
    reply: IsoMessageReply,
    run: (scope, input) =>
      withId(input.params.id, async (id) => {
        const found = await sepa.findIsoMessage(scope, id)
        return found.ok ? ok({ body: isoMessageJson(found.value) }) : found
      }),
  })

const listRoute = (sepa: Sepa) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/iso20022/messages',
    operation_id: 'listIsoMessages',
    summary: 'List messages of ISO 20022, newest first.',
    query: listQuery({ state: T.Optional(T.Enum([...isoMessageStates])) }),
    reply: listOf(IsoMessageReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'iso_messages', query)
      if (!asked.ok) return asked
      const [at_text = '', id_text = ''] = (asked.value.after ?? []).map(String)
      const [created_at, id] = [parseInstant(at_text), parseId('ism', id_text)]
      const before = created_at === undefined || id === undefined ? undefined : { created_at, id }
      const found = await sepa.listIsoMessages(
        scope,
        { state: query.state },
        { before, limit: asked.value.rows },
      )
      const at = { tenant_id: scope.tenant_id, list: 'iso_messages', query, asked: asked.value }
      const page = pageOf(at, found, (one) => [instantText(one.created_at), one.id])
      return ok({ body: { ...page, data: page.data.map(isoMessageJson) } })
    },
  })

const reportRoute = (sepa: Sepa) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/iso20022/messages/{id}/pain-002',
    operation_id: 'getIsoMessageReport',
    summary: 'Get the pain.002 of a message: which payments were taken, and why others were not.',
    errors: { ...common.errors, iso_message_not_read },
    params,
    query: T.Object({
      statuses: T.Optional(
        T.Enum(['as_read', 'now'], {
          description:
            '`as_read` (when absent) is always the same; `now` tells what became of the payments since.',
        }),
      ),
    }),
    reply: T.Object(
      { content: T.String({ description: 'The XML of the pain.002, in base 64.' }) },
      { $id: 'IsoMessageReport' },
    ),
    run: (scope, input) =>
      withId(input.params.id, async (id) => {
        const made = await sepa.reportIsoMessage(scope, id, input.query.statuses ?? 'as_read')
        return made.ok ? ok({ body: { content: Buffer.from(made.value).toString('base64') } }) : made
      }),
  })

export const isoMessageRoutes = (sepa: Sepa): Route[] => [
  bringRoute(sepa),
  listRoute(sepa),
  getRoute(sepa),
  reportRoute(sepa),
]
