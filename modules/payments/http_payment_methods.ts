import { type Static, Type as T } from 'typebox'
import { type Id, newId, parseId } from '../../kernel/id.ts'
import { type Failure, type Fault, ok, type Result } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import { idField, Metadata } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { refuseFaults } from '../../platform/http/refuse_faults.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { namedBy } from '../../platform/http/named_by.ts'
import { partyErrorRows, partyErrors } from './errors_parties.ts'
import {
  AddressInput,
  ConsentReference,
  Email,
  MetadataPatchInput,
  optional,
  PersonName,
  Phone,
  readAddress,
} from './parties_fields.ts'
import type { Parties } from './parties.ts'
import { PaymentMethodReply } from './parties_replies.ts'
import {
  type Billing,
  type ConsentAsked,
  type NewPaymentMethod,
  type PaymentMethod,
  paymentMethodJson,
  type PaymentMethodPatch,
} from './payment_method.ts'

const BillingInput = T.Object(
  {
    name: optional(PersonName),
    email: optional(Email),
    phone: optional(Phone),
    address: optional(AddressInput),
  },
  { $id: 'NewBillingDetails' },
)
const ConsentInput = T.Object(
  { reference: optional(ConsentReference) },
  { $id: 'NewConsent', description: 'The cardholder agreed to payments that the merchant starts.' },
)
const CreateBody = T.Object(
  {
    id: T.Optional(idField('pm')),
    token: T.String({
      pattern: '^(tok_[0-7][0-9a-hjkmnp-tv-z]{25}|pm_card_[a-z0-9_]{1,40})$',
      fault: 'must be a token that begins with tok_, or in a sandbox a test name such as pm_card_visa',
      examples: ['pm_card_visa'],
    }),
    customer: optional(idField('cus')),
    consent: optional(ConsentInput),
    billing: optional(BillingInput),
    metadata: T.Optional(Metadata),
  },
  { $id: 'NewPaymentMethod' },
)
const PatchBody = T.Object(
  {
    consent: optional(ConsentInput),
    billing: optional(BillingInput),
    metadata: T.Optional(MetadataPatchInput),
  },
  { $id: 'PaymentMethodPatch', minProperties: 1 },
)
const AttachBody = T.Object({ customer: idField('cus') }, { $id: 'AttachPaymentMethod' })
const params = T.Object({ id: T.String() })
const reading = { tag: 'Payment methods', scope: 'payment_methods:read', status: 200 } as const
const writing = { tag: 'Payment methods', scope: 'payment_methods:write' } as const

type BillingInput = Static<typeof BillingInput>
function readBilling(input: BillingInput | null | undefined, faults: Fault[]): Billing | null | undefined {
  if (input === undefined || input === null) return input
  const { name = null, email = null, phone = null } = input
  return { name, email, phone, address: readAddress(input.address, 'billing.address', faults) ?? null }
}
const readConsent = (input: { reference?: string | null } | null | undefined): ConsentAsked | undefined =>
  input === undefined || input === null ? input : { reference: input.reference ?? null }

function readNew(body: Static<typeof CreateBody>, world: World): Result<NewPaymentMethod, Failure> {
  const faults: Fault[] = []
  const billing = readBilling(body.billing, faults) ?? null
  if (faults.length > 0) return refuseFaults(faults)
  const { id, token, customer = null, metadata = {} } = body
  return ok({
    id: parseId('pm', id ?? '') ?? newId('pm', world),
    customer: customer as Id<'cus'> | null,
    consent: readConsent(body.consent) ?? null,
    token,
    billing,
    metadata,
  })
}

function readPatch({ metadata, ...body }: Static<typeof PatchBody>): Result<PaymentMethodPatch, Failure> {
  const faults: Fault[] = []
  const billing = readBilling(body.billing, faults)
  const consent = readConsent(body.consent)
  if (faults.length > 0) return refuseFaults(faults)
  return ok({
    ...(billing === undefined ? {} : { billing }),
    ...(consent === undefined ? {} : { consent }),
    ...(metadata === undefined ? {} : { metadata }),
  })
}

const answer = (made: Result<PaymentMethod, Failure>) =>
  made.ok ? ok({ body: paymentMethodJson(made.value) }) : made

/** Any text in the path: one that is no id is a payment method that does not exist. */
const withId = namedBy('pm', () => partyErrors.fail('payment_method_not_found'))

const createRoute = (parties: Parties) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/payment-methods',
    operation_id: 'createPaymentMethod',
    summary: 'Keep a card token for use again.',
    description: 'An id you choose makes a repeat safe: the same content answers the payment method.',
    body: CreateBody,
    status: 201,
    reply: PaymentMethodReply,
    location: '/v1/payment-methods/{id}',
    errors: partyErrorRows(
      ...([
        'card_token_unknown',
        'customer_not_found',
        'customer_deleted',
        'consent_without_customer',
      ] as const),
      ...(['payment_method_differs', 'payment_method_detached', 'payment_method_limit_reached'] as const),
    ),
    example: { token: 'pm_card_visa', billing: { name: 'Anna de Vries' } },
    /** A test card is made when it is first named, in a transaction of its own. */
    async prepare(scope, { body }) {
      if (parseId('tok', body.token) === undefined) await parties.testCard(scope, body.token)
      return ok(body)
    },
    async run(scope, { body }) {
      const command = readNew(body, scope.world)
      return command.ok ? answer(await parties.createPaymentMethod(scope, command.value)) : command
    },
  })

const getRoute = (parties: Parties) =>
  route({
    ...reading,
    kind: 'read',
    method: 'GET',
    path: '/v1/payment-methods/{id}',
    operation_id: 'getPaymentMethod',
    summary: 'Get a payment method.',
    params,
    reply: PaymentMethodReply,
    errors: partyErrorRows('payment_method_not_found'),
    run: (scope, input) =>
      withId(input.params.id, async (id) => answer(await parties.findPaymentMethod(scope, id))),
  })

const listRoute = (parties: Parties) =>
  route({
    ...reading,
    kind: 'read',
    method: 'GET',
    path: '/v1/payment-methods',
    operation_id: 'listPaymentMethods',
    summary: 'List payment methods, of a customer or all, newest first.',
    query: listQuery({ customer: T.Optional(idField('cus')) }),
    reply: listOf(PaymentMethodReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'payment_methods', query)
      if (!asked.ok) return asked
      const customer = parseId('cus', query.customer ?? '')
      const before = parseId('pm', String(asked.value.after?.[0] ?? ''))
      const found = await parties.listPaymentMethods(scope, customer, { before, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'payment_methods', query, asked: asked.value }
      const page = pageOf(at, found, ({ id }) => [id])
      return ok({ body: { ...page, data: page.data.map(paymentMethodJson) } })
    },
  })

const updateRoute = (parties: Parties) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'PATCH',
    path: '/v1/payment-methods/{id}',
    operation_id: 'updatePaymentMethod',
    summary: 'Change billing details, consent or metadata of a payment method.',
    description:
      'A field that is not named stays; null empties one. Billing details are replaced as a whole. In metadata, null takes a key away.',
    params,
    body: PatchBody,
    status: 200,
    reply: PaymentMethodReply,
    errors: partyErrorRows(
      ...(['payment_method_not_found', 'payment_method_detached', 'consent_without_customer'] as const),
      'party_metadata_too_large',
    ),
    example: { metadata: { label: 'work' } },
    run: (scope, input) =>
      withId(input.params.id, async (id) => {
        const patch = readPatch(input.body)
        return patch.ok ? answer(await parties.updatePaymentMethod(scope, id, patch.value)) : patch
      }),
  })

const attachRoute = (parties: Parties) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/payment-methods/{id}/attach',
    operation_id: 'attachPaymentMethod',
    summary: 'Give a payment method to a customer.',
    description: 'A repeat changes nothing.',
    params,
    body: AttachBody,
    example: { customer: 'cus_01k0000000000000000000000a' },
    status: 200,
    reply: PaymentMethodReply,
    errors: partyErrorRows(
      ...(['payment_method_not_found', 'payment_method_detached', 'payment_method_attached'] as const),
      ...(['customer_not_found', 'customer_deleted', 'payment_method_limit_reached'] as const),
    ),
    run: (scope, input) =>
      withId(input.params.id, async (id) =>
        answer(await parties.attachPaymentMethod(scope, id, input.body.customer as Id<'cus'>)),
      ),
  })

const detachRoute = (parties: Parties) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/payment-methods/{id}/detach',
    operation_id: 'detachPaymentMethod',
    summary: 'Take a payment method from its customer, for ever.',
    description: 'Consent ends; billing details and metadata are erased. A repeat changes nothing.',
    params,
    status: 200,
    reply: PaymentMethodReply,
    errors: partyErrorRows('payment_method_not_found'),
    run: (scope, input) =>
      withId(input.params.id, async (id) => answer(await parties.detachPaymentMethod(scope, id))),
  })

export const paymentMethodRoutes = (parties: Parties): Route[] =>
  [createRoute, listRoute, getRoute, updateRoute, attachRoute, detachRoute].map((make) => make(parties))
