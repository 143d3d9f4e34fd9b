import { type Static, Type as T } from 'typebox'
import { createHash } from 'node:crypto'
import type { Currency } from '../../../kernel/currency.ts'
import { type Id, idFromBytes, parseId } from '../../../kernel/id.ts'
import { ok } from '../../../kernel/result.ts'
import { instantText } from '../../../kernel/world.ts'
import { AmountInput, idField, Metadata } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, placeInTime, readPage } from '../../../platform/http/lists.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import type { Payouts } from '../index.ts'
import type { NewTransfer } from './create_transfer.ts'
import { transferErrors } from './errors.ts'
import { directions, transferGrantJson, transferJson } from './transfer.ts'
import { TransferGrantReply, TransferProofReply, TransferReply } from './transfer_schema.ts'
import { transferStates } from './transfer.machine.ts'

const CreateBody = T.Object(
  {
    id: T.Optional(idField('itf')),
    to_tenant: idField('ten'),
    account: idField('acc'),
    to_account: idField('acc'),
    amount: AmountInput,
    description: T.Optional(T.String({ minLength: 1, maxLength: 200 })),
    metadata: T.Optional(Metadata),
  },
  { $id: 'NewTenantTransfer' },
)
const GrantBody = T.Object(
  { from_tenant: idField('ten'), account: T.Optional(idField('acc')) },
  { $id: 'NewTransferGrant' },
)
const params = T.Object({ id: T.String() })
const common = { tag: 'Transfers between tenants', errors: transferErrors.table } as const
const reading = { ...common, method: 'GET', scope: 'transfers:read', status: 200 } as const

const seeded = <P extends 'itf' | 'itg'>(prefix: P, key: Buffer): Id<P> =>
  idFromBytes(prefix, createHash('sha256').update(prefix).update(key).digest())

const readNew = (body: Static<typeof CreateBody>, key: Buffer): NewTransfer => ({
  id: parseId('itf', body.id ?? '') ?? seeded('itf', key),
  to: body.to_tenant as Id<'ten'>,
  account: body.account as Id<'acc'>,
  to_account: body.to_account as Id<'acc'>,
  amount: Number(body.amount.value),
  currency: body.amount.currency as Currency,
  description: body.description ?? null,
  metadata: body.metadata ?? {},
})

const createRoute = (payouts: Payouts) =>
  route({
    ...common,
    kind: 'staged',
    idempotency: 'required',
    method: 'POST',
    path: '/v1/transfers',
    operation_id: 'createTenantTransfer',
    summary: 'Send money to another tenant of your organization.',
    description:
      'The other tenant has to let you, by a transfer grant. The money leaves the account at once and arrives a moment later; what cannot be taken over there comes back.',
    scope: 'transfers:write',
    moves_money: true,
    body: CreateBody,
    status: 201,
    reply: TransferReply,
    location: '/v1/transfers/{id}',
    example: {
      to_tenant: 'ten_01kdv0000000000000000000g0',
      account: 'acc_01kdv0000000000000000000g0',
      to_account: 'acc_01kdv0000000000000000000g1',
      amount: { value: '50000', currency: 'EUR' },
    },
    async run(scope, { body }, { claim }) {
      const made = await payouts.createTransfer(scope, readNew(body, Buffer.from(claim.key_hash)))
      return made.ok ? ok({ status: 201 as const, body: transferJson(made.value) }) : made
    },
  })

const listRoute = (payouts: Payouts) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/transfers',
    operation_id: 'listTenantTransfers',
    summary: 'List transfers to and from other tenants of your organization, newest first.',
    query: listQuery({
      direction: T.Optional(T.Enum([...directions])),
      state: T.Optional(T.Enum([...transferStates])),
    }),
    reply: listOf(TransferReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'tenant_transfers', query)
      if (!asked.ok) return asked
      const { direction, state } = query
      const after = placeInTime('itf', 'created_at', asked.value)
      const found = await payouts.listTransfers(
        scope,
        { direction, state },
        { after, limit: asked.value.rows },
      )
      const at = { tenant_id: scope.tenant_id, list: 'tenant_transfers', query, asked: asked.value }
      const page = pageOf(at, found, (one) => [instantText(one.created_at), one.id])
      return ok({ body: { ...page, data: page.data.map(transferJson) } })
    },
  })

const proofRoute = (payouts: Payouts) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/transfers/proof',
    operation_id: 'proveTenantTransfers',
    summary: 'Compare your books with those of every tenant that you have exchanged money with.',
    is_report: true,
    reply: T.Object({ data: T.Array(TransferProofReply) }, { $id: 'TenantTransferProofs' }),
    async run(scope) {
      const proofs = await payouts.proveTransfers(scope)
      const rows = proofs.map(({ due_to, due_from, in_flight, ...proof }) => ({
        ...proof,
        due_to: String(due_to),
        due_from: String(due_from),
        in_flight: String(in_flight),
      }))
      return ok({ body: { data: rows } })
    },
  })

const getRoute = (payouts: Payouts) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/transfers/{id}',
    operation_id: 'getTenantTransfer',
    summary: 'Get a transfer to or from another tenant.',
    params,
    reply: TransferReply,
    async run(scope, input) {
      const id = parseId('itf', input.params.id)
      if (id === undefined) return transferErrors.fail('tenant_transfer_not_found')
      const found = await payouts.findTransfer(scope, id)
      return found.ok ? ok({ body: transferJson(found.value) }) : found
    },
  })

const createGrantRoute = (payouts: Payouts) =>
  route({
    ...common,
    kind: 'staged',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/transfer-grants',
    operation_id: 'createTransferGrant',
    summary: 'Let another tenant of your organization send money to you.',
    scope: 'transfers.grants:write',
    body: GrantBody,
    status: 201,
    reply: TransferGrantReply,
    example: { from_tenant: 'ten_01kdv0000000000000000000g0' },
    async run(scope, { body }, { claim }) {
      const made = await payouts.createGrant(scope, {
        id: seeded('itg', Buffer.from(claim.key_hash)),
        from: body.from_tenant as Id<'ten'>,
        account: (body.account ?? null) as Id<'acc'> | null,
      })
      return made.ok ? ok({ status: 201 as const, body: transferGrantJson(made.value) }) : made
    },
  })

const listGrantsRoute = (payouts: Payouts) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/transfer-grants',
    operation_id: 'listTransferGrants',
    summary: 'List who may send money to you, newest first.',
    query: listQuery({}),
    reply: listOf(TransferGrantReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'transfer_grants', query)
      if (!asked.ok) return asked
      const after = placeInTime('itg', 'created_at', asked.value)
      const found = await payouts.listGrants(scope, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'transfer_grants', query, asked: asked.value }
      const page = pageOf(at, found, (one) => [instantText(one.created_at), one.id])
      return ok({ body: { ...page, data: page.data.map(transferGrantJson) } })
    },
  })

const revokeGrantRoute = (payouts: Payouts) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/transfer-grants/{id}/revoke',
    operation_id: 'revokeTransferGrant',
    summary: 'Let another tenant send no more money to you.',
    scope: 'transfers.grants:write',
    params,
    status: 200,
    reply: TransferGrantReply,
    async run(scope, input) {
      const id = parseId('itg', input.params.id)
      if (id === undefined) return transferErrors.fail('transfer_grant_not_found')
      const revoked = await payouts.revokeGrant(scope, id)
      return revoked.ok ? ok({ body: transferGrantJson(revoked.value) }) : revoked
    },
  })

export const transferRoutes = (payouts: Payouts): Route[] => [
  createRoute(payouts),
  listRoute(payouts),
  proofRoute(payouts),
  getRoute(payouts),
  createGrantRoute(payouts),
  listGrantsRoute(payouts),
  revokeGrantRoute(payouts),
]
