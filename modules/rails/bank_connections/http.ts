import { createHash } from 'node:crypto'
import { type Static, Type as T } from 'typebox'
import { canonicalJson } from '../../../kernel/canonical_json.ts'
import { type Id, idFromBytes, parseId } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { secret } from '../../../kernel/secret.ts'
import { idField } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../../platform/http/lists.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { namedBy } from '../../../platform/http/named_by.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { Sealer } from '../index.ts'
import {
  type BankConnection,
  bankConnectionJson,
  type BankRules,
  CONNECTION_PURPOSE,
} from './bank_connection.ts'
import {
  BankConnectionReply,
  IdentityFields,
  RailFields,
  rulesFields,
  TransportFields,
} from './bank_connection_schema.ts'
import type { BankConnections } from './bank_connections.ts'
import type { ConnectionPatch } from './change_bank_connection.ts'
import { bankConnectionErrors } from './errors.ts'
import { FILE_ORDERS_DEFAULT, KEY_CHARS_MAX, LEAD_MINUTES_DEFAULT, SECRET_CHARS_MAX } from './limits.ts'

const Secrets = T.Object(
  {
    password: T.Optional(T.String({ minLength: 1, maxLength: SECRET_CHARS_MAX })),
    private_key: T.Optional(
      T.String({
        minLength: 1,
        maxLength: KEY_CHARS_MAX,
        description: 'Ed25519, ECDSA or RSA, in the form of OpenSSH or PEM.',
      }),
    ),
    passphrase: T.Optional(T.String({ minLength: 1, maxLength: SECRET_CHARS_MAX })),
    token: T.Optional(
      T.String({
        pattern: '^[!-~]+$',
        minLength: 1,
        maxLength: SECRET_CHARS_MAX,
        description: 'Sent as a bearer token over HTTPS.',
      }),
    ),
  },
  { $id: 'BankSecrets', description: 'Sealed, and never answered.' },
)
const Name = T.String({ minLength: 1, maxLength: 140 })
const Rules = T.Partial(T.Object(rulesFields))
const CreateBody = T.Object(
  {
    id: T.Optional(idField('bcn')),
    bank: T.String({ pattern: '^[a-z][a-z0-9_]{0,39}$', examples: ['larkfield'] }),
    name: Name,
    currency: T.Enum(['USD', 'EUR']),
    rails: RailFields,
    identity: IdentityFields,
    transport: TransportFields,
    secrets: T.Optional(Secrets),
    bank_account: idField('acc'),
    uncleared_account: idField('acc'),
    shortfall_account: idField('acc'),
    rules: T.Optional(Rules),
  },
  { $id: 'NewBankConnection' },
)
const PatchBody = T.Object(
  {
    name: T.Optional(Name),
    rails: T.Optional(RailFields),
    identity: T.Optional(IdentityFields),
    transport: T.Optional(TransportFields),
    secrets: T.Optional(Secrets),
    rules: T.Optional(T.Object(rulesFields)),
  },
  { $id: 'BankConnectionPatch', minProperties: 1 },
)
const params = T.Object({ id: T.String() })
const errors = bankConnectionErrors.table
const reading = { tag: 'Bank connections', scope: 'bank_connections:read', status: 200, errors } as const
const writing = { tag: 'Bank connections', scope: 'bank_connections:write', errors } as const

const answer = (made: Result<BankConnection, Failure>) =>
  made.ok ? ok({ body: bankConnectionJson(made.value) }) : made
const withId = namedBy('bcn', () => bankConnectionErrors.fail('bank_connection_not_found'))

/** What a repeat is compared by: nothing that somebody without the tenant's key could try secrets on. */
async function claimOf<B extends { readonly secrets?: Static<typeof Secrets> }>(
  sealer: Sealer,
  scope: OpenScope,
  { secrets = {}, ...rest }: B,
) {
  const hidden = secret(canonicalJson(secrets))
  return ok({ ...rest, secrets: await sealer.fingerprint(scope, CONNECTION_PURPOSE, hidden) })
}

const rulesOf = (given: Partial<BankRules> = {}): BankRules => ({
  lead_minutes: LEAD_MINUTES_DEFAULT,
  acknowledges: false,
  balanced: false,
  file_orders_max: FILE_ORDERS_DEFAULT,
  gauges_block: true,
  ...given,
})

const example = {
  bank: 'larkfield',
  name: 'Larkfield, US dollars',
  currency: 'USD',
  rails: ['ach'],
  identity: {
    ach: {
      immediate_destination: '099900001',
      immediate_destination_name: 'LARKFIELD BANK',
      immediate_origin: '1234567890',
      immediate_origin_name: 'ACME CORP',
      odfi_routing_number: '099900001',
      company_id: '1234567890',
      company_name: 'ACME CORP',
    },
  },
  transport: {
    kind: 'sftp',
    host: 'sftp.larkfield.example',
    port: 22,
    user: 'acme',
    host_keys: ['SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU'],
    inbound: 'inbound',
    outbound: 'outbound',
    archive: 'outbound/archive',
  },
  secrets: { password: 'given by the bank' },
  bank_account: 'acc_01kdv0000000000000000000g0',
  uncleared_account: 'acc_01kdv0000000000000000000g1',
  shortfall_account: 'acc_01kdv0000000000000000000g2',
}

/** The id comes from the idempotency key, so a run that died is found by the next one. */
const createRoute = (connections: BankConnections, sealer: Sealer) =>
  route({
    ...writing,
    kind: 'staged',
    idempotency: 'required',
    method: 'POST',
    path: '/v1/bank-connections',
    operation_id: 'createBankConnection',
    summary: 'Add a way to a bank: who you are there, and how files go to it and come from it.',
    description:
      'Everything that can be checked without asking the bank is checked at once. Secrets are sealed and never answered. Three ledger accounts mirror it: your money there, what was collected and may still come back, and what came back from somebody who had nothing left.',
    body: CreateBody,
    status: 201,
    reply: BankConnectionReply,
    location: '/v1/bank-connections/{id}',
    example,
    prepare: (scope, { body }) => claimOf(sealer, scope, body),
    async run(scope, { body }, { claim }) {
      const { id: given = '', secrets = {}, rules, ...rest } = body
      const id =
        parseId('bcn', given) ?? idFromBytes('bcn', createHash('sha256').update(claim.key_hash).digest())
      const made = await connections.createBankConnection(scope, {
        ...rest,
        id,
        secrets,
        rules: rulesOf(rules),
        bank_account: rest.bank_account as Id<'acc'>,
        uncleared_account: rest.uncleared_account as Id<'acc'>,
        shortfall_account: rest.shortfall_account as Id<'acc'>,
      })
      return made.ok ? ok({ status: 201 as const, body: bankConnectionJson(made.value) }) : made
    },
  })

const patchRoute = (connections: BankConnections, sealer: Sealer) =>
  route({
    ...writing,
    kind: 'staged',
    idempotency: 'accepted',
    method: 'PATCH',
    path: '/v1/bank-connections/{id}',
    operation_id: 'updateBankConnection',
    summary: 'Change how a bank is reached, what it knows you by, or the secrets.',
    description:
      'A field that is named replaces the whole field; `secrets` replaces all of them. While the bank changes its host key, name both fingerprints.',
    params,
    body: PatchBody,
    status: 200,
    reply: BankConnectionReply,
    example: { name: 'Larkfield, dollars' },
    prepare: (scope, { body }) => claimOf(sealer, scope, body),
    run: (scope, { params: { id: text }, body }) =>
      withId(text, async (id) => answer(await connections.patchConnection(scope, id, patchOf(body)))),
  })

/** A field that was not sent is not there, so that nothing is overwritten with it. */
const patchOf = (body: Static<typeof PatchBody>): ConnectionPatch =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))

const getRoute = (connections: BankConnections) =>
  route({
    ...reading,
    kind: 'read',
    method: 'GET',
    path: '/v1/bank-connections/{id}',
    operation_id: 'getBankConnection',
    summary: 'Get a bank connection, without its secrets.',
    params,
    reply: BankConnectionReply,
    run: (scope, input) =>
      withId(input.params.id, async (id) => answer(await connections.findBankConnection(scope, id))),
  })

const listRoute = (connections: BankConnections) =>
  route({
    ...reading,
    kind: 'read',
    method: 'GET',
    path: '/v1/bank-connections',
    operation_id: 'listBankConnections',
    summary: 'List bank connections; a sandbox has two of a simulated bank.',
    query: listQuery({}),
    reply: listOf(BankConnectionReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'bank_connections', query)
      if (!asked.ok) return asked
      const after = parseId('bcn', String(asked.value.after?.[0] ?? ''))
      const found = await connections.listBankConnections(scope, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'bank_connections', query, asked: asked.value }
      const page = pageOf(at, found, ({ id }) => [id])
      return ok({ body: { ...page, data: page.data.map(bankConnectionJson) } })
    },
  })

const states = {
  enable: { state: 'enabled', summary: 'Let files go to a bank and come from it again.' },
  disable: {
    state: 'disabled',
    summary: 'Let no file go to a bank or come from it; what waits is sent when it is enabled again.',
  },
} as const

const stateRoute = (connections: BankConnections, verb: keyof typeof states) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: `/v1/bank-connections/{id}/${verb}`,
    operation_id: `${verb}BankConnection`,
    summary: states[verb].summary,
    params,
    status: 200,
    reply: BankConnectionReply,
    run: (scope, input) =>
      withId(input.params.id, async (id) =>
        answer(await connections.changeConnectionState(scope, id, states[verb].state)),
      ),
  })

export const bankConnectionRoutes = (
  connections: BankConnections,
  { sealer }: { readonly sealer: Sealer },
): Route[] => [
  createRoute(connections, sealer),
  listRoute(connections),
  getRoute(connections),
  patchRoute(connections, sealer),
  stateRoute(connections, 'enable'),
  stateRoute(connections, 'disable'),
]
