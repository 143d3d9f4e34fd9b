import { Type as T } from 'typebox'
import { parseId } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { idField } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../../platform/http/lists.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { namedBy } from '../../../platform/http/named_by.ts'
import { outgoingFileErrors } from './errors.ts'
import { outgoingFileStates } from './outgoing_file.machine.ts'
import { type OutgoingFile, outgoingFileJson } from './outgoing_file.ts'
import { OutgoingFileReply } from './outgoing_file_schema.ts'
import type { OutgoingFiles } from './outgoing_files.ts'

const ResolveBody = T.Object(
  {
    outcome: T.Enum(['sent', 'not_sent'], {
      description: 'What the bank told you. `not_sent` has the file sent again.',
    }),
    because: T.String({ minLength: 1, maxLength: 200 }),
  },
  { $id: 'OutgoingFileDecision' },
)
const params = T.Object({ id: T.String() })
const common = { tag: 'Outgoing files', errors: outgoingFileErrors.table } as const
const reading = { ...common, method: 'GET', status: 200 } as const

const answer = (made: Result<OutgoingFile, Failure>) =>
  made.ok ? ok({ body: outgoingFileJson(made.value) }) : made
const withId = namedBy('ofl', () => outgoingFileErrors.fail('outgoing_file_not_found'))

const listRoute = (files: OutgoingFiles) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/outgoing-files',
    operation_id: 'listOutgoingFiles',
    summary: 'List files that go to banks, newest first.',
    scope: 'outgoing_files:read',
    query: listQuery({
      connection: T.Optional(idField('bcn')),
      state: T.Optional(T.Enum([...outgoingFileStates])),
    }),
    reply: listOf(OutgoingFileReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'outgoing_files', query)
      if (!asked.ok) return asked
      const before = parseId('ofl', String(asked.value.after?.[0] ?? ''))
      const filter = { connection: parseId('bcn', query.connection ?? ''), state: query.state }
      const found = await files.listOutgoingFiles(scope, filter, { before, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'outgoing_files', query, asked: asked.value }
      const page = pageOf(at, found, ({ id }) => [id])
      return ok({ body: { ...page, data: page.data.map(outgoingFileJson) } })
    },
  })

const getRoute = (files: OutgoingFiles) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/outgoing-files/{id}',
    operation_id: 'getOutgoingFile',
    summary: 'Get a file that goes to a bank: what it holds and where it stands.',
    scope: 'outgoing_files:read',
    params,
    reply: OutgoingFileReply,
    run: (scope, input) =>
      withId(input.params.id, async (id) => answer(await files.findOutgoingFile(scope, id))),
  })

const contentRoute = (files: OutgoingFiles) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/outgoing-files/{id}/content',
    operation_id: 'getOutgoingFileContent',
    summary: 'Get the bytes of a file as they go to the bank, in base 64.',
    description: 'The file holds the account numbers of its orders in plain text.',
    scope: 'outgoing_file_contents:read',
    is_report: true,
    params,
    reply: T.Object({ content: T.String({ description: 'Base 64.' }) }, { $id: 'OutgoingFileContent' }),
    run: (scope, input) =>
      withId(input.params.id, async (id) => {
        const opened = await files.openOutgoingFile(scope, id)
        return opened.ok
          ? ok({ body: { stream: contentJson(opened.value), content_type: 'application/json' } })
          : opened
      }),
  })

/** Base 64 takes three bytes at a time, so what is left of a piece waits for the next. */
async function* contentJson(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  let left = Buffer.alloc(0)
  yield '{"content":"'
  for await (const piece of pieces) {
    const all = Buffer.concat([left, piece])
    const whole = all.length - (all.length % 3)
    yield all.subarray(0, whole).toString('base64')
    left = all.subarray(whole)
  }
  yield `${left.toString('base64')}"}`
}

const resolveRoute = (files: OutgoingFiles) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'required',
    method: 'POST',
    path: '/v1/outgoing-files/{id}/resolve',
    operation_id: 'resolveOutgoingFile',
    summary: 'Say whether the bank has a file that nobody knows the fate of.',
    description:
      'Ask the bank first. A file that is said not to be sent is sent again; if the bank had it after all, it may be carried out twice.',
    scope: 'outgoing_files:write',
    moves_money: true,
    params,
    body: ResolveBody,
    status: 200,
    reply: OutgoingFileReply,
    example: { outcome: 'sent', because: 'Their desk has the file under number 4711.' },
    run: (scope, { params: { id: text }, body }) =>
      withId(text, async (id) => answer(await files.resolveOutgoingFile(scope, id, body))),
  })

export const outgoingFileRoutes = (files: OutgoingFiles): Route[] => [
  listRoute(files),
  getRoute(files),
  contentRoute(files),
  resolveRoute(files),
]
