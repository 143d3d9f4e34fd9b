import { type Static, Type as T } from 'typebox'
import { newId, parseId } from '../../kernel/id.ts'
import { type Failure, type Fault, ok, type Result } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import { idField, Metadata } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { refuseFaults } from '../../platform/http/refuse_faults.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { namedBy } from '../../platform/http/named_by.ts'
import { type Customer, customerJson, type CustomerPatch, type NewCustomer } from './customer.ts'
import { partyErrorRows, partyErrors } from './errors_parties.ts'
import { given } from './parties_changes.ts'
import {
  AddressInput,
  Email,
  MetadataPatchInput,
  optional,
  PersonName,
  Phone,
  readAddress,
  Reference,
} from './parties_fields.ts'
import type { Parties } from './parties.ts'
import { CustomerReply } from './parties_replies.ts'

const person = {
  name: optional(PersonName),
  email: optional(Email),
  phone: optional(Phone),
  billing_address: optional(AddressInput),
  shipping_address: optional(AddressInput),
}
const CreateBody = T.Object(
  {
    id: T.Optional(idField('cus')),
    reference: optional(Reference),
    ...person,
    metadata: T.Optional(Metadata),
  },
  { $id: 'NewCustomer' },
)
const PatchBody = T.Object(
  {
    ...person,
    default_payment_method: optional(idField('pm')),
    metadata: T.Optional(MetadataPatchInput),
  },
  { $id: 'CustomerPatch', minProperties: 1 },
)
const params = T.Object({ id: T.String() })
const reading = { tag: 'Customers', scope: 'customers:read', status: 200 } as const
const writing = { tag: 'Customers', scope: 'customers:write' } as const

function readNew(body: Static<typeof CreateBody>, world: World): Result<NewCustomer, Failure> {
  const faults: Fault[] = []
  const { id, reference = null, name = null, email = null, phone = null, metadata = {} } = body
  const command = {
    id: parseId('cus', id ?? '') ?? newId('cus', world),
    reference,
    name,
    email,
    phone,
    metadata,
    billing_address: readAddress(body.billing_address, 'billing_address', faults) ?? null,
    shipping_address: readAddress(body.shipping_address, 'shipping_address', faults) ?? null,
  }
  return faults.length > 0 ? refuseFaults(faults) : ok(command)
}

function readPatch(body: Static<typeof PatchBody>): Result<CustomerPatch, Failure> {
  const faults: Fault[] = []
  const patch = given({
    ...body,
    billing_address: readAddress(body.billing_address, 'billing_address', faults),
    shipping_address: readAddress(body.shipping_address, 'shipping_address', faults),
  })
  return faults.length > 0 ? refuseFaults(faults) : ok(patch as CustomerPatch)
}

const answer = (made: Result<Customer, Failure>) => (made.ok ? ok({ body: customerJson(made.value) }) : made)

/** Any text in the path: one that is no id is a customer that does not exist. */
const withId = namedBy('cus', () => partyErrors.fail('customer_not_found'))

const createRoute = (parties: Parties) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/customers',
    operation_id: 'createCustomer',
    summary: 'Create a customer.',
    description: 'An id you choose makes a repeat safe: the same content answers the customer.',
    body: CreateBody,
    status: 201,
    reply: CustomerReply,
    location: '/v1/customers/{id}',
    errors: partyErrorRows('customer_differs', 'customer_deleted', 'reference_taken'),
    example: { name: 'Anna de Vries', email: 'anna@example.com', reference: 'user-17' },
    async run(scope, { body }) {
      const command = readNew(body, scope.world)
      return command.ok ? answer(await parties.createCustomer(scope, command.value)) : command
    },
  })

const getRoute = (parties: Parties) =>
  route({
    ...reading,
    kind: 'read',
    method: 'GET',
    path: '/v1/customers/{id}',
    operation_id: 'getCustomer',
    summary: 'Get a customer, or what is left of a deleted one.',
    params,
    reply: CustomerReply,
    errors: partyErrorRows('customer_not_found'),
    run: (scope, input) =>
      withId(input.params.id, async (id) => answer(await parties.findCustomer(scope, id))),
  })

const listRoute = (parties: Parties) =>
  route({
    ...reading,
    kind: 'read',
    method: 'GET',
    path: '/v1/customers',
    operation_id: 'listCustomers',
    summary: 'List customers, newest first; deleted ones are left out.',
    query: listQuery({ email: T.Optional(Email), reference: T.Optional(Reference) }),
    reply: listOf(CustomerReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'customers', query)
      if (!asked.ok) return asked
      const { limit: _limit, cursor: _cursor, ...filter } = query
      const before = parseId('cus', String(asked.value.after?.[0] ?? ''))
      const found = await parties.listCustomers(scope, filter, { before, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'customers', query, asked: asked.value }
      const page = pageOf(at, found, ({ id }) => [id])
      return ok({ body: { ...page, data: page.data.map(customerJson) } })
    },
  })

const updateRoute = (parties: Parties) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'PATCH',
    path: '/v1/customers/{id}',
    operation_id: 'updateCustomer',
    summary: 'Change a customer.',
    description: 'A field that is not named stays; null empties one. In metadata, null takes a key away.',
    params,
    body: PatchBody,
    status: 200,
    reply: CustomerReply,
    errors: partyErrorRows(
      ...(['customer_not_found', 'customer_deleted', 'payment_method_not_own'] as const),
      'party_metadata_too_large',
    ),
    example: { phone: '+31201234567', metadata: { segment: 'retail' } },
    run: (scope, input) =>
      withId(input.params.id, async (id) => {
        const patch = readPatch(input.body)
        return patch.ok ? answer(await parties.updateCustomer(scope, id, patch.value)) : patch
      }),
  })

const deleteRoute = (parties: Parties) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'DELETE',
    path: '/v1/customers/{id}',
    operation_id: 'deleteCustomer',
    summary: 'Delete a customer: what it says of a person is erased, its payment methods are detached.',
    description:
      'The id and the times stay, because payments and the ledger point to them. A repeat changes nothing.',
    params,
    status: 200,
    reply: CustomerReply,
    errors: partyErrorRows('customer_not_found'),
    run: (scope, input) =>
      withId(input.params.id, async (id) => answer(await parties.deleteCustomer(scope, id))),
  })

export const customerRoutes = (parties: Parties): Route[] =>
  [createRoute, listRoute, getRoute, updateRoute, deleteRoute].map((make) => make(parties))
