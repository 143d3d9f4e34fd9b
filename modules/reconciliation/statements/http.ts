import { Type as T } from 'typebox'
import { parseId } from '../../../kernel/id.ts'
import { ok } from '../../../kernel/result.ts'
import { instantText } from '../../../kernel/world.ts'
import { idField } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, placeInTime, readPage } from '../../../platform/http/lists.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { namedBy } from '../../../platform/http/named_by.ts'
import { bankFileErrors, bankFileJson, BankFileReply, bankFileStates } from '../../rails/index.ts'
import { reconciliationErrors } from '../errors.ts'
import { lineJson, statementJson, statementStates } from './bank_statement.ts'
import type { StatementsDeps } from './deps.ts'
import { BankLineReply, BankStatementReply } from './statement_schema.ts'
import type { Statements } from './statements.ts'

/** In base 64; larger files come by the command line or a transport. */
const CONTENT_CHARS_MAX = 8_000_000
const BASE64 = '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$'

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
      fault: 'must be the bytes of the file in base 64',
    }),
  },
  { $id: 'NewBankFile' },
)
const params = T.Object({ id: T.String() })
const files = { tag: 'Bank files', errors: bankFileErrors.table } as const
const statementErrors = { bank_statement_not_found: reconciliationErrors.table.bank_statement_not_found }
const statements = {
  tag: 'Bank statements',
  scope: 'bank_statements:read',
  method: 'GET',
  status: 200,
} as const

const withFile = namedBy('fil', () => bankFileErrors.fail('bank_file_not_found'))
const withStatement = namedBy('bst', () => reconciliationErrors.fail('bank_statement_not_found'))

const once = async function* (bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes
}

const bringRoute = (module: Statements) =>
  route({
    ...files,
    kind: 'staged',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/bank-files',
    operation_id: 'createBankFile',
    summary: 'Bring a file of bank statements: it is kept, read, and loaded statement by statement.',
    description:
      'camt.052, camt.053 and camt.054, MT940 to MT950, BAI2 and OFX. The same bytes again are the same file, whatever it is called, and load nothing twice. What does not add up is kept out, with its faults.',
    scope: 'bank_files:write',
    body: BringBody,
    body_bytes_max: CONTENT_CHARS_MAX + 1_000,
    status: 201,
    reply: BankFileReply,
    location: '/v1/bank-files/{id}',
    example: {
      name: 'november.sta',
      content: Buffer.from(
        ':20:1\n:25:20041010050500013M02606\n:28C:1\n:60F:C261101EUR10,00\n:61:2611021102C5,00NTRFNONREF\n:62F:C261130EUR15,00\n-\n',
      ).toString('base64'),
    },
    async run(scope, { body }) {
      const bytes = Buffer.from(body.content, 'base64')
      const brought = await module.bringFile(scope, {
        name: body.name,
        source: 'api',
        open: () => once(bytes),
      })
      return brought.ok ? ok({ status: 201 as const, body: bankFileJson(brought.value) }) : brought
    },
  })

const fileRoute = ({ rails }: Pick<StatementsDeps, 'db' | 'rails'>) =>
  route({
    ...files,
    kind: 'read',
    method: 'GET',
    path: '/v1/bank-files/{id}',
    operation_id: 'getBankFile',
    summary: 'Get a bank file: what it is, and what is wrong with it.',
    scope: 'bank_files:read',
    params,
    status: 200,
    reply: BankFileReply,
    run: (scope, input) =>
      withFile(input.params.id, async (id) => {
        const found = await rails.findFile(scope, id)
        return found.ok ? ok({ body: bankFileJson(found.value) }) : found
      }),
  })

const filesRoute = ({ rails }: Pick<StatementsDeps, 'db' | 'rails'>) =>
  route({
    ...files,
    kind: 'read',
    method: 'GET',
    path: '/v1/bank-files',
    operation_id: 'listBankFiles',
    summary: 'List bank files, latest first.',
    scope: 'bank_files:read',
    query: listQuery({ state: T.Optional(T.Enum([...bankFileStates])) }),
    status: 200,
    reply: listOf(BankFileReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'bank_files', query)
      if (!asked.ok) return asked
      const after = placeInTime('fil', 'received_at', asked.value)
      const found = await rails.listFiles(scope, { state: query.state }, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'bank_files', query, asked: asked.value }
      const page = pageOf(at, found, (one) => [instantText(one.received_at), one.id])
      return ok({ body: { ...page, data: page.data.map(bankFileJson) } })
    },
  })

const statementRoute = (module: Statements) =>
  route({
    ...statements,
    kind: 'read',
    path: '/v1/bank-statements/{id}',
    operation_id: 'getBankStatement',
    summary: 'Get a bank statement.',
    params,
    reply: BankStatementReply,
    errors: statementErrors,
    run: (scope, input) =>
      withStatement(input.params.id, async (id) => {
        const found = await module.findStatement(scope, id)
        return found.ok ? ok({ body: statementJson(found.value) }) : found
      }),
  })

const statementsRoute = (module: Statements) =>
  route({
    ...statements,
    kind: 'read',
    path: '/v1/bank-statements',
    operation_id: 'listBankStatements',
    summary: 'List bank statements, the last loaded first.',
    query: listQuery({
      file: T.Optional(idField('fil')),
      account_key: T.Optional(T.String({ pattern: '^[0-9a-f]{64}$', fault: 'must be an account key' })),
      state: T.Optional(T.Enum(statementStates.filter((state) => state !== 'loading'))),
    }),
    reply: listOf(BankStatementReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'bank_statements', query)
      if (!asked.ok) return asked
      const after = placeInTime('bst', 'loaded_at', asked.value)
      const { account_key, state } = query
      const filter = { file: parseId('fil', query.file ?? ''), account_key, state }
      const found = await module.listStatements(scope, filter, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'bank_statements', query, asked: asked.value }
      const page = pageOf(at, found, (one) => [instantText(one.loaded_at), one.id])
      return ok({ body: { ...page, data: page.data.map(statementJson) } })
    },
  })

const releaseRoute = (module: Statements) =>
  route({
    kind: 'staged',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/bank-statements/{id}/release',
    operation_id: 'releaseBankStatement',
    summary: 'Load a bank statement although the one before it is missing.',
    description:
      'For a statement that is kept out for its place alone. When what is missing comes after all, release that one too: until then the proof says what it amounts to.',
    tag: 'Bank statements',
    scope: 'bank_statements:write',
    params,
    body: T.Object(
      {
        because: T.String({
          minLength: 1,
          maxLength: 500,
          description: 'Why: kept in the audit trail.',
        }),
      },
      { $id: 'BankStatementRelease' },
    ),
    status: 200,
    reply: BankStatementReply,
    errors: {
      ...statementErrors,
      bank_statement_not_releasable: reconciliationErrors.table.bank_statement_not_releasable,
    },
    example: { because: 'The bank cannot send the statement of 22 December again.' },
    run: (scope, { params: { id: text }, body }) =>
      withStatement(text, async (id) => {
        const released = await module.releaseStatement(scope, id, body.because)
        return released.ok ? ok({ body: statementJson(released.value) }) : released
      }),
  })

const linesRoute = (module: Statements) =>
  route({
    ...statements,
    kind: 'read',
    path: '/v1/bank-statements/{id}/lines',
    operation_id: 'listBankStatementLines',
    summary: 'List the lines of a bank statement, in their order.',
    params,
    query: listQuery({}),
    reply: listOf(BankLineReply),
    errors: { ...listErrors.table, ...statementErrors },
    run: (scope, { params: { id: text }, query }) =>
      withStatement(text, async (id) => {
        const asked = readPage(scope.tenant_id, `bank_statement_lines ${id}`, query)
        if (!asked.ok) return asked
        const found = await module.findStatement(scope, id)
        if (!found.ok) return found
        const after = Number(asked.value.after?.[0] ?? 0)
        const lines = await module.listStatementLines(scope, id, { after, limit: asked.value.rows })
        const list = `bank_statement_lines ${id}`
        const page = pageOf(
          { tenant_id: scope.tenant_id, list, query, asked: asked.value },
          lines,
          (line) => [line.number],
        )
        return ok({ body: { ...page, data: page.data.map(lineJson) } })
      }),
  })

export const statementRoutes = (module: Statements, deps: Pick<StatementsDeps, 'db' | 'rails'>): Route[] => [
  bringRoute(module),
  filesRoute(deps),
  fileRoute(deps),
  statementsRoute(module),
  statementRoute(module),
  linesRoute(module),
  releaseRoute(module),
]
