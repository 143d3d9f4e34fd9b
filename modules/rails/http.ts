import { createHash } from 'node:crypto'
import { type Static, Type as T } from 'typebox'
import { idFromBytes, idPattern, parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { secret } from '../../kernel/secret.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { accountJson } from './acquirer_account.ts'
import { cardSchemes } from './card_connector.ts'
import { achRoutes } from './ach/http.ts'
import { bankAccountRoutes } from './bank_accounts/http.ts'
import { bankConnectionRoutes } from './bank_connections/http.ts'
import { capabilityRoutes } from './capabilities/http.ts'
import { railsErrors } from './errors.ts'
import { instantRoutes } from './instant/http.ts'
import { mandateRoutes } from './mandates/http.ts'
import { outgoingFileRoutes } from './outgoing_files/http.ts'
import { paymentOrderRoutes } from './payment_orders/http.ts'
import { isoMessageRoutes } from './sepa/http_messages.ts'
import { recallRoutes } from './sepa/http_recalls.ts'
import { payeeVerificationRoutes } from './payee_verifications/http.ts'
import { payeeProviderRoutes } from './payee_verifications/http_providers.ts'
import type { Rails, RailsDeps } from './index.ts'
import {
  CALLBACK_SECRETS_MAX,
  MERCHANT_NUMBER_CHARS,
  NAME_CHARS_MAX,
  PLAN_CURRENCIES_MAX,
  PLAN_FIXED_MAX,
  PLAN_PPM_MAX,
  PRIORITY_DEFAULT,
  PRIORITY_MAX,
  SECRET_CHARS_MAX,
  URL_CHARS_MAX,
} from './limits.ts'

const CurrencyCode = T.String({ pattern: '^[A-Z]{3}$', fault: 'must be an ISO 4217 code such as USD' })
const Country = T.String({ pattern: '^[A-Z]{2}$', fault: 'must be an ISO 3166-1 alpha-2 code such as DE' })
const Scheme = T.Enum([...cardSchemes])
const FeePlanFields = T.Object(
  {
    kind: T.Union([T.Literal('interchange_plus'), T.Literal('blended')]),
    ppm: T.Integer({
      minimum: 0,
      maximum: PLAN_PPM_MAX,
      description: 'Millionths of the amount: 1,500 is 0.15 %.',
    }),
    fixed: T.Record(T.String({ pattern: '^[A-Z]{3}$' }), T.Integer({ minimum: 0, maximum: PLAN_FIXED_MAX }), {
      maxProperties: PLAN_CURRENCIES_MAX,
      description: 'Minor units for each payment, by currency; none for others.',
    }),
  },
  { additionalProperties: false },
)
const common_fields = {
  connector: T.String({ maxLength: 32, examples: ['northgate'] }),
  name: T.String({ minLength: 1, maxLength: NAME_CHARS_MAX }),
  merchant_number: T.String({
    pattern: `^[A-Za-z0-9]{1,${MERCHANT_NUMBER_CHARS}}$`,
    description: 'The acquirer’s number for the merchant (ISO 8583 field 42).',
  }),
  url: T.String({
    pattern: '^(http|https|tcp)://[^\\s]+$',
    maxLength: URL_CHARS_MAX,
    fault: 'must begin with https://, http:// or tcp://',
    description:
      'Leads to a public address, by https or, for a host of ISO 8583, by `tcp://host:port`. A sandbox may also have it on the machine of the server.',
  }),
  report_url: T.String({
    pattern: '^https?://[^\\s]+$',
    maxLength: URL_CHARS_MAX,
    fault: 'must begin with https:// or http://',
    description: 'Where settlement reports are fetched: a public address, by https, as for `url`.',
  }),
  country: Country,
  fee_plan: FeePlanFields,
}
const ThreeDsUrl = T.String({
  pattern: '^https?://[^\\s]+$',
  maxLength: URL_CHARS_MAX,
  fault: 'must begin with https:// or http://',
  description: 'The directory server of 3-D Secure that knows the merchant number; an address as for `url`.',
})
const Account = T.Object(
  {
    id: T.String({ pattern: idPattern('aca') }),
    ...common_fields,
    three_ds_url: T.Union([ThreeDsUrl, T.Null()], { description: 'Null: no 3-D Secure is to be had.' }),
    currencies: T.Union([T.Array(CurrencyCode), T.Null()], { description: 'Null: any.' }),
    schemes: T.Array(Scheme),
    state: T.Union([T.Literal('enabled'), T.Literal('disabled')]),
    priority: T.Integer({ description: 'Lower comes first where no routing rule says otherwise.' }),
    callback_url: T.String({ description: 'Where the acquirer is told to send callbacks.' }),
    created_at: T.String(),
  },
  { $id: 'AcquirerAccount', additionalProperties: false },
)
const OneSecret = T.String({ minLength: 1, maxLength: SECRET_CHARS_MAX })
const CreateBody = T.Object(
  {
    ...common_fields,
    api_key: T.String({
      minLength: 1,
      maxLength: SECRET_CHARS_MAX,
      description: 'Sealed, and never answered.',
    }),
    three_ds_url: T.Optional(ThreeDsUrl),
    callback_secrets: T.Optional(
      T.Array(OneSecret, { maxItems: CALLBACK_SECRETS_MAX, description: 'Sealed, and never answered.' }),
    ),
    currencies: T.Optional(T.Array(CurrencyCode, { minItems: 1, maxItems: 200, uniqueItems: true })),
    schemes: T.Optional(T.Array(Scheme, { minItems: 1, maxItems: cardSchemes.length, uniqueItems: true })),
    priority: T.Optional(
      T.Integer({ minimum: 0, maximum: PRIORITY_MAX, description: `${PRIORITY_DEFAULT} when absent.` }),
    ),
  },
  { additionalProperties: false },
)
const params = T.Object({ id: T.String() })
const common = { tag: 'Rails', errors: railsErrors.table } as const
type Deps = Pick<RailsDeps, 'callbackUrl' | 'db' | 'audit' | 'sealer' | 'asksOthers'>

const commandOf = ({ api_key, callback_secrets = [], ...rest }: Static<typeof CreateBody>) => ({
  ...rest,
  api_key: secret(api_key),
  callback_secrets: callback_secrets.map(secret),
})

/** The id comes from the idempotency key, so a run that died is found by the next one. */
const createRoute = (rails: Rails, { callbackUrl }: Deps) =>
  route({
    ...common,
    kind: 'staged',
    method: 'POST',
    path: '/v1/acquirer-accounts',
    operation_id: 'createAcquirerAccount',
    summary: 'Add a contract with an acquirer; its secrets are sealed and never answered.',
    scope: 'rails.acquirer_accounts:write',
    idempotency: 'required',
    body: CreateBody,
    status: 201,
    reply: Account,
    location: '/v1/acquirer-accounts/{id}',
    example: {
      connector: 'northgate',
      name: 'Northgate, Europe',
      merchant_number: 'SHOP00000000001',
      url: 'https://api.northgate.example',
      report_url: 'https://api.northgate.example',
      api_key: 'given by the acquirer',
      country: 'DE',
      fee_plan: { kind: 'interchange_plus', ppm: 1_500, fixed: { EUR: 5 } },
    },
    async run(scope, { body }, { claim }) {
      const id = idFromBytes('aca', createHash('sha256').update(claim.key_hash).digest())
      const made = await rails.createAccount(scope, id, commandOf(body))
      return made.ok ? ok({ status: 201 as const, body: accountJson(made.value, callbackUrl) }) : made
    },
  })

const listRoute = (rails: Rails, { callbackUrl }: Deps) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/acquirer-accounts',
    operation_id: 'listAcquirerAccounts',
    summary: 'List the acquirer accounts of the tenant.',
    scope: 'rails.acquirer_accounts:read',
    query: listQuery({}),
    status: 200,
    reply: listOf(Account),
    errors: { ...railsErrors.table, ...listErrors.table },
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'acquirer_accounts', query)
      if (!asked.ok) return asked
      const after = parseId('aca', String(asked.value.after?.[0] ?? ''))
      const found = await rails.listAccounts(scope, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'acquirer_accounts', query, asked: asked.value }
      const page = pageOf(at, found, ({ id }) => [id])
      return ok({ body: { ...page, data: page.data.map((one) => accountJson(one, callbackUrl)) } })
    },
  })

const getRoute = (rails: Rails, { callbackUrl }: Deps) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/acquirer-accounts/{id}',
    operation_id: 'getAcquirerAccount',
    summary: 'Get one acquirer account.',
    scope: 'rails.acquirer_accounts:read',
    params,
    status: 200,
    reply: Account,
    async run(scope, input) {
      const id = parseId('aca', input.params.id)
      const account = id === undefined ? undefined : await rails.findAccount(scope, id)
      return account === undefined
        ? railsErrors.fail('acquirer_account_not_found')
        : ok({ body: accountJson(account, callbackUrl) })
    },
  })

const changes = {
  enable: { state: 'enabled', summary: 'Let an acquirer account take new payments again.' },
  disable: {
    state: 'disabled',
    summary: 'Take no new payments on an acquirer account; what it has is brought to its end.',
  },
} as const

const changeRoute = (rails: Rails, { callbackUrl }: Deps, verb: keyof typeof changes) =>
  route({
    ...common,
    kind: 'transaction',
    method: 'POST',
    path: `/v1/acquirer-accounts/{id}/${verb}`,
    operation_id: `${verb}AcquirerAccount`,
    summary: changes[verb].summary,
    scope: 'rails.acquirer_accounts:write',
    idempotency: 'accepted',
    params,
    status: 200,
    reply: Account,
    async run(scope, input) {
      const id = parseId('aca', input.params.id)
      if (id === undefined) return railsErrors.fail('acquirer_account_not_found')
      const changed = await rails.changeState(scope, id, changes[verb].state)
      return changed.ok ? ok({ body: accountJson(changed.value, callbackUrl) }) : changed
    },
  })

export const routes = (rails: Rails, deps: Deps): Route[] => [
  createRoute(rails, deps),
  listRoute(rails, deps),
  getRoute(rails, deps),
  changeRoute(rails, deps, 'enable'),
  changeRoute(rails, deps, 'disable'),
  ...bankAccountRoutes(rails, deps),
  ...bankConnectionRoutes(rails, deps),
  ...capabilityRoutes(rails),
  ...outgoingFileRoutes(rails),
  ...mandateRoutes(rails),
  ...paymentOrderRoutes(rails, deps),
  ...instantRoutes(rails),
  ...recallRoutes(rails),
  ...isoMessageRoutes(rails),
  ...achRoutes(rails),
  ...payeeVerificationRoutes(rails, deps),
  ...payeeProviderRoutes(rails),
]
