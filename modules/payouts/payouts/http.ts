import { type Static, Type as T } from 'typebox'
import { createHash } from 'node:crypto'
import type { Currency } from '../../../kernel/currency.ts'
import { type Id, idFromBytes, parseId } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import { AmountInput, idField, Metadata } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, placeInTime, readPage } from '../../../platform/http/lists.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { namedBy } from '../../../platform/http/named_by.ts'
import { bankAccountErrors } from '../../rails/index.ts'
import type { Payouts } from '../index.ts'
import { speeds } from '../rail_choice/rail_options.ts'
import { payoutErrors } from './errors.ts'
import { payoutStates } from './payout.machine.ts'
import { type NewPayout, type Payout, payoutJson } from './payout.ts'
import { AttemptReply, PayoutReply } from './payout_schema.ts'

const DESCRIPTION_DEFAULT = 'PAYOUT'

const CreateBody = T.Object(
  {
    id: T.Optional(idField('pyo')),
    destination: T.String({
      pattern: '^bac_[0-9a-z]{26}$',
      fault: 'must be an id that begins with bac_',
      description: 'The bank account that is paid.',
    }),
    account: T.String({
      pattern: '^acc_[0-9a-z]{26}$',
      fault: 'must be an id that begins with acc_',
      description: 'Ledger account: whose money is paid.',
    }),
    amount: AmountInput,
    speed: T.Optional(
      T.Enum([...speeds], {
        description:
          '`instant`: in seconds; `same_day`: today; `standard` (when absent): in a file; `cheapest`: whatever costs least.',
      }),
    ),
    connection: T.Optional(idField('bcn')),
    description: T.Optional(
      T.String({
        minLength: 1,
        maxLength: 10,
        pattern: '^[A-Z0-9 .&/-]+$',
        fault: 'must be 1 to 10 capital letters, digits, spaces or . & / -',
        description: 'What the other side’s statement shows; PAYOUT when absent.',
      }),
    ),
    remittance: T.Optional(T.String({ minLength: 1, maxLength: 140 })),
    metadata: T.Optional(Metadata),
  },
  { $id: 'NewPayout' },
)
const CancelBody = T.Object({ because: T.String({ minLength: 1, maxLength: 200 }) }, { $id: 'PayoutReason' })
const params = T.Object({ id: T.String() })
const common = { tag: 'Payouts', errors: { ...payoutErrors.table, ...bankAccountErrors.table } } as const
const reading = { ...common, method: 'GET', scope: 'payouts:read', status: 200 } as const
const writing = { ...common, method: 'POST', scope: 'payouts:write' } as const

const withId = namedBy('pyo', () => payoutErrors.fail('payout_not_found'))
const answer = (made: Result<Payout, Failure>, at: Instant) =>
  made.ok ? ok({ body: payoutJson(made.value, at) }) : made

/** An id that is not chosen follows from the idempotency key, so that a repeat finds what the first run made. */
function readNew(body: Static<typeof CreateBody>, key: Buffer): NewPayout {
  const { amount, destination, connection, description, remittance } = body
  const seed = createHash('sha256').update('payout').update(key).digest()
  return {
    id: parseId('pyo', body.id ?? '') ?? idFromBytes('pyo', seed),
    bank_account: destination as Id<'bac'>,
    account: body.account as Id<'acc'>,
    amount: Number(amount.value),
    currency: amount.currency as Currency,
    speed: body.speed ?? 'standard',
    asked_connection: (connection ?? null) as Id<'bcn'> | null,
    description: description ?? DESCRIPTION_DEFAULT,
    remittance: remittance ?? null,
    metadata: body.metadata ?? {},
  }
}

const createRoute = (payouts: Payouts) =>
  route({
    ...writing,
    kind: 'staged',
    idempotency: 'required',
    path: '/v1/payouts',
    operation_id: 'createPayout',
    summary: 'Pay money of a ledger account out to a bank account.',
    description:
      'The money is set aside at once. Others may have to agree first, and it may have to wait: `requirements` says why. `decision` says which rail it takes, and why not another.',
    moves_money: true,
    body: CreateBody,
    status: 201,
    reply: PayoutReply,
    location: '/v1/payouts/{id}',
    example: {
      destination: 'bac_01kdv0000000000000000000g0',
      account: 'acc_01kdv0000000000000000000g0',
      amount: { value: '125000', currency: 'USD' },
      speed: 'standard',
      remittance: 'Invoice 4711',
    },
    async run(scope, { body }, { claim }) {
      const made = await payouts.createPayout(scope, readNew(body, Buffer.from(claim.key_hash)))
      if (!made.ok) return made
      return ok({ status: 201 as const, body: payoutJson(made.value, scope.world.now()) })
    },
  })

const listRoute = (payouts: Payouts) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/payouts',
    operation_id: 'listPayouts',
    summary: 'List payouts, newest first.',
    query: listQuery({
      state: T.Optional(T.Enum([...payoutStates])),
      destination: T.Optional(idField('bac')),
      account: T.Optional(idField('acc')),
    }),
    reply: listOf(PayoutReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'payouts', query)
      if (!asked.ok) return asked
      const filter = {
        state: query.state,
        bank_account: query.destination as Id<'bac'> | undefined,
        account: query.account as Id<'acc'> | undefined,
      }
      const after = placeInTime('pyo', 'created_at', asked.value)
      const found = await payouts.listPayouts(scope, filter, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'payouts', query, asked: asked.value }
      const page = pageOf(at, found, (one) => [instantText(one.created_at), one.id])
      const now = scope.world.now()
      return ok({ body: { ...page, data: page.data.map((payout) => payoutJson(payout, now)) } })
    },
  })

const getRoute = (payouts: Payouts) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/payouts/{id}',
    operation_id: 'getPayout',
    summary: 'Get a payout.',
    params,
    reply: PayoutReply,
    run: (scope, input) =>
      withId(input.params.id, async (id) => answer(await payouts.findPayout(scope, id), scope.world.now())),
  })

const attemptsRoute = (payouts: Payouts) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/payouts/{id}/attempts',
    operation_id: 'listPayoutAttempts',
    summary: 'List the payment orders that were made for a payout, and why each took its rail.',
    params,
    reply: T.Object({ data: T.Array(AttemptReply) }, { $id: 'PayoutAttempts' }),
    run: (scope, input) =>
      withId(input.params.id, async (id) => {
        const found = await payouts.listAttempts(scope, id)
        if (!found.ok) return found
        const rows = found.value.map((one) => ({ ...one, created_at: instantText(one.created_at) }))
        return ok({ body: { data: rows } })
      }),
  })

const cancelRoute = (payouts: Payouts) =>
  route({
    ...writing,
    kind: 'staged',
    idempotency: 'accepted',
    path: '/v1/payouts/{id}/cancel',
    operation_id: 'cancelPayout',
    summary: 'Take back a payout that no bank has yet.',
    params,
    body: CancelBody,
    status: 200,
    reply: PayoutReply,
    example: { because: 'paid by card instead' },
    run: (scope, input) =>
      withId(input.params.id, async (id) =>
        answer(await payouts.cancelPayout(scope, id, input.body.because), scope.world.now()),
      ),
  })

export const payoutRoutes = (payouts: Payouts): Route[] => [
  createRoute(payouts),
  listRoute(payouts),
  getRoute(payouts),
  attemptsRoute(payouts),
  cancelRoute(payouts),
]
