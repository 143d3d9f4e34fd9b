import { type Static, Type as T } from 'typebox'
import { type Currency, isCurrency, isInForce } from '../../kernel/currency.ts'
import { newId, parseId } from '../../kernel/id.ts'
import { type Failure, type Fault, ok, type Result } from '../../kernel/result.ts'
import { dayOf, type World } from '../../kernel/world.ts'
import { Amount, idField, Metadata } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { refuseFaults } from '../../platform/http/refuse_faults.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { namedBy } from '../../platform/http/named_by.ts'
import { partyErrorRows, partyErrors } from './errors_parties.ts'
import {
  DESCRIPTOR_CHARS_MAX,
  DESCRIPTOR_FAULT,
  DESCRIPTOR_PATTERN,
  descriptorFrom,
} from './merchant_descriptor.ts'
import { type Merchant, merchantJson, type MerchantPatch, type NewMerchant } from './merchant.ts'
import type { Parties } from './parties.ts'
import {
  City,
  Country,
  countryFaults,
  MerchantName,
  MetadataPatchInput,
  optional,
  Reference,
} from './parties_fields.ts'
import { MerchantReply } from './parties_replies.ts'

const Descriptor = T.String({
  minLength: 1,
  maxLength: DESCRIPTOR_CHARS_MAX,
  pattern: DESCRIPTOR_PATTERN,
  fault: DESCRIPTOR_FAULT,
  description: 'What a cardholder reads. Made of the name when absent.',
})
const Mcc = T.String({
  pattern: '^[0-9]{4}$',
  fault: 'must be a merchant category code of ISO 18245: four digits',
  examples: ['5812'],
})
const CurrencyCode = T.String({ pattern: '^[A-Z]{3}$', fault: 'must be an ISO 4217 code such as USD' })
const CreateBody = T.Object(
  {
    id: T.Optional(idField('mer')),
    reference: optional(Reference),
    name: MerchantName,
    statement_descriptor: T.Optional(Descriptor),
    city: City,
    country: Country,
    mcc: Mcc,
    settlement_currency: optional(CurrencyCode),
    metadata: T.Optional(Metadata),
  },
  { $id: 'NewMerchant' },
)
const PatchBody = T.Object(
  {
    name: T.Optional(MerchantName),
    statement_descriptor: T.Optional(Descriptor),
    city: T.Optional(City),
    country: T.Optional(Country),
    mcc: T.Optional(Mcc),
    settlement_currency: optional(CurrencyCode),
    metadata: T.Optional(MetadataPatchInput),
  },
  { $id: 'MerchantPatch', minProperties: 1 },
)
const BalanceReply = T.Object(
  {
    merchant: idField('mer'),
    balances: T.Array(T.Object({ currency: T.String(), pending: Amount, available: Amount })),
  },
  { $id: 'MerchantBalance' },
)
const params = T.Object({ id: T.String() })
const reading = { tag: 'Merchants', scope: 'merchants:read', status: 200 } as const
const writing = { tag: 'Merchants', scope: 'merchants:write' } as const

function currencyFaults(code: string | null | undefined, world: World): Fault[] {
  if (code === undefined || code === null) return []
  if (isCurrency(code) && isInForce(code, dayOf(world.now()))) return []
  const detail = `${code} cannot be used here: it must be a currency that is in use and has minor units`
  return [{ code: 'not_one_of', param: 'settlement_currency', detail }]
}

/** A merchant that fits the schema, or the faults that only meaning shows. */
function readNew(body: Static<typeof CreateBody>, world: World): Result<NewMerchant, Failure> {
  const { id, name, reference = null, settlement_currency = null, metadata = {}, ...rest } = body
  const faults = [...countryFaults(body.country, 'country'), ...currencyFaults(settlement_currency, world)]
  const statement_descriptor = rest.statement_descriptor ?? descriptorFrom(name)
  if (statement_descriptor === undefined)
    faults.push({
      code: 'required',
      param: 'statement_descriptor',
      detail: 'none can be made of this name: it has no Latin letter',
    })
  if (faults.length > 0 || statement_descriptor === undefined) return refuseFaults(faults)
  return ok({
    ...rest,
    name,
    reference,
    metadata,
    statement_descriptor,
    id: parseId('mer', id ?? '') ?? newId('mer', world),
    settlement_currency: settlement_currency as Currency | null,
  })
}

function readPatch(body: Static<typeof PatchBody>, world: World): Result<MerchantPatch, Failure> {
  const faults = [
    ...countryFaults(body.country, 'country'),
    ...currencyFaults(body.settlement_currency, world),
  ]
  return faults.length > 0 ? refuseFaults(faults) : ok(body as MerchantPatch)
}

const answer = (made: Result<Merchant, Failure>) => (made.ok ? ok({ body: merchantJson(made.value) }) : made)

/** Any text in the path: one that is no id is a merchant that does not exist. */
const withId = namedBy('mer', () => partyErrors.fail('merchant_not_found'))

const createRoute = (parties: Parties) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/merchants',
    operation_id: 'createMerchant',
    summary: 'Create a merchant.',
    description: 'An id you choose makes a repeat safe: the same content answers the merchant.',
    body: CreateBody,
    status: 201,
    reply: MerchantReply,
    location: '/v1/merchants/{id}',
    errors: partyErrorRows('merchant_differs', 'reference_taken'),
    example: { name: 'Bakery Jansen', city: 'Utrecht', country: 'NL', mcc: '5462', reference: 'shop-1' },
    async run(scope, { body }) {
      const command = readNew(body, scope.world)
      return command.ok ? answer(await parties.createMerchant(scope, command.value)) : command
    },
  })

const getRoute = (parties: Parties) =>
  route({
    ...reading,
    kind: 'read',
    method: 'GET',
    path: '/v1/merchants/{id}',
    operation_id: 'getMerchant',
    summary: 'Get a merchant.',
    params,
    reply: MerchantReply,
    errors: partyErrorRows('merchant_not_found'),
    run: (scope, input) =>
      withId(input.params.id, async (id) => answer(await parties.findMerchant(scope, id))),
  })

const listRoute = (parties: Parties) =>
  route({
    ...reading,
    kind: 'read',
    method: 'GET',
    path: '/v1/merchants',
    operation_id: 'listMerchants',
    summary: 'List merchants, newest first.',
    query: listQuery({ reference: T.Optional(Reference) }),
    reply: listOf(MerchantReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'merchants', query)
      if (!asked.ok) return asked
      const { reference } = query
      const before = parseId('mer', String(asked.value.after?.[0] ?? ''))
      const filter = reference === undefined ? {} : { reference }
      const found = await parties.listMerchants(scope, filter, { before, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'merchants', query, asked: asked.value }
      const page = pageOf(at, found, ({ id }) => [id])
      return ok({ body: { ...page, data: page.data.map(merchantJson) } })
    },
  })

const updateRoute = (parties: Parties) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'PATCH',
    path: '/v1/merchants/{id}',
    operation_id: 'updateMerchant',
    summary: 'Change a merchant.',
    description: 'A field that is not named stays. In metadata, null takes a key away.',
    params,
    body: PatchBody,
    status: 200,
    reply: MerchantReply,
    errors: partyErrorRows('merchant_not_found', 'party_metadata_too_large'),
    example: { statement_descriptor: 'JANSEN UTRECHT' },
    run: (scope, input) =>
      withId(input.params.id, async (id) => {
        const patch = readPatch(input.body, scope.world)
        return patch.ok ? answer(await parties.updateMerchant(scope, id, patch.value)) : patch
      }),
  })

const moveRoute = (parties: Parties, verb: 'suspend' | 'resume', summary: string) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: `/v1/merchants/{id}/${verb}`,
    operation_id: `${verb}Merchant`,
    summary,
    description: 'A repeat changes nothing.',
    params,
    status: 200,
    reply: MerchantReply,
    errors: partyErrorRows('merchant_not_found'),
    run: (scope, input) =>
      withId(input.params.id, async (id) => answer(await parties[`${verb}Merchant`](scope, id))),
  })

const balanceRoute = (parties: Parties) =>
  route({
    ...reading,
    kind: 'read',
    method: 'GET',
    path: '/v1/merchants/{id}/balance',
    operation_id: 'getMerchantBalance',
    summary: 'Get what is owed to a merchant, per currency.',
    description:
      'Pending until the acquirer has paid, then available. A balance below zero is owed by the merchant.',
    params,
    reply: BalanceReply,
    errors: partyErrorRows('merchant_not_found'),
    run: (scope, input) =>
      withId(input.params.id, async (id) => {
        const found = await parties.findMerchant(scope, id)
        if (!found.ok) return found
        const balances = (await parties.merchantBalance(scope, id)).map((one) => ({
          currency: one.currency,
          pending: { value: String(one.pending), currency: one.currency },
          available: { value: String(one.available), currency: one.currency },
        }))
        return ok({ body: { merchant: id, balances } })
      }),
  })

export const merchantRoutes = (parties: Parties): Route[] => [
  createRoute(parties),
  listRoute(parties),
  getRoute(parties),
  updateRoute(parties),
  moveRoute(parties, 'suspend', 'Suspend a merchant: it takes no new payments.'),
  moveRoute(parties, 'resume', 'Let a suspended merchant take payments again.'),
  balanceRoute(parties),
]
