import { createHash } from 'node:crypto'
import { Type as T } from 'typebox'
import { idFromBytes, parseId } from '../../../kernel/id.ts'
import { ok } from '../../../kernel/result.ts'
import { secret } from '../../../kernel/secret.ts'
import { idField, Timestamp } from '../../../platform/http/fields.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { SECRET_CHARS_MAX, URL_CHARS_MAX } from '../limits.ts'
import { payeeProviderErrors } from './errors.ts'
import { PROVIDER_COUNTRIES_MAX, PROVIDER_NAME_CHARS_MAX } from './limits.ts'
import type { PayeeVerifications } from './payee_verifications.ts'
import { payeeProviderJson } from './provider.ts'

const fields = {
  connector: T.String({ maxLength: 40, examples: ['larkfield_vop'] }),
  name: T.String({
    minLength: 1,
    maxLength: PROVIDER_NAME_CHARS_MAX,
    pattern: '^[^\\p{Cc}]*$',
    fault: 'must be one line, without control characters',
  }),
  url: T.String({
    pattern: '^https?://[^\\s]+$',
    maxLength: URL_CHARS_MAX,
    fault: 'must begin with https:// or http://',
    description:
      'Leads to a public address, by https. A sandbox may also have it on the machine of the server.',
  }),
  client_id: T.String({
    pattern: '^[A-Za-z0-9_.-]{1,64}$',
    fault: 'must be letters, digits, _, . and -, at most 64 of them',
    description: 'By which the provider knows you.',
  }),
}
const Country = T.String({ pattern: '^[A-Z]{2}$', fault: 'must be a country code of ISO 3166-1 such as DE' })
const Provider = T.Object(
  {
    id: idField('pvp'),
    ...fields,
    countries: T.Array(T.String(), {
      description: 'Of the accounts that it is asked about. Empty: of every country.',
    }),
    state: T.Enum(['enabled', 'disabled']),
    created_at: Timestamp,
  },
  { $id: 'PayeeProvider' },
)
const CreateBody = T.Object(
  {
    ...fields,
    secret: T.String({
      minLength: 1,
      maxLength: SECRET_CHARS_MAX,
      description: 'Sealed, and never answered.',
    }),
    countries: T.Optional(T.Array(Country, { maxItems: PROVIDER_COUNTRIES_MAX, uniqueItems: true })),
  },
  { $id: 'NewPayeeProvider' },
)
const params = T.Object({ id: T.String() })
const common = { tag: 'Payees', errors: payeeProviderErrors.table } as const

/** The id comes from the idempotency key, so a run that died is found by the next one. */
const createRoute = (payees: PayeeVerifications) =>
  route({
    ...common,
    kind: 'staged',
    idempotency: 'required',
    method: 'POST',
    path: '/v1/payee-providers',
    operation_id: 'createPayeeProvider',
    summary: 'Add a provider that is asked about payees; its secret is sealed and never answered.',
    scope: 'payee_providers:write',
    body: CreateBody,
    status: 201,
    reply: Provider,
    example: {
      connector: 'larkfield_vop',
      name: 'Larkfield',
      url: 'https://vop.larkfield.example',
      client_id: 'shop-17',
      secret: 'given by the provider',
      countries: ['DE', 'FR'],
    },
    async run(scope, { body }, { claim }) {
      const id = idFromBytes('pvp', createHash('sha256').update(claim.key_hash).digest())
      const { secret: plain, countries = [], ...rest } = body
      const made = await payees.createPayeeProvider(scope, { ...rest, id, countries, secret: secret(plain) })
      return made.ok ? ok({ status: 201 as const, body: payeeProviderJson(made.value) }) : made
    },
  })

const listRoute = (payees: PayeeVerifications) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/payee-providers',
    operation_id: 'listPayeeProviders',
    summary: 'List the providers that are asked about payees, the first that fits first.',
    scope: 'payee_providers:read',
    status: 200,
    reply: T.Object({ data: T.Array(Provider) }),
    async run(scope) {
      const found = await payees.listPayeeProviders(scope)
      return ok({ body: { data: found.map(payeeProviderJson) } })
    },
  })

const changes = {
  enable: 'Let a provider be asked again.',
  disable: 'Ask a provider nothing new; what it was asked is brought to its end.',
} as const

const changeRoute = (payees: PayeeVerifications, verb: keyof typeof changes) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: `/v1/payee-providers/{id}/${verb}`,
    operation_id: `${verb}PayeeProvider`,
    summary: changes[verb],
    scope: 'payee_providers:write',
    params,
    status: 200,
    reply: Provider,
    async run(scope, input) {
      const id = parseId('pvp', input.params.id)
      if (id === undefined) return payeeProviderErrors.fail('payee_provider_not_found')
      const changed = await payees.changePayeeProvider(scope, id, verb)
      return changed.ok ? ok({ body: payeeProviderJson(changed.value) }) : changed
    },
  })

export const payeeProviderRoutes = (payees: PayeeVerifications): Route[] => [
  createRoute(payees),
  listRoute(payees),
  changeRoute(payees, 'enable'),
  changeRoute(payees, 'disable'),
]
