import { createHash } from 'node:crypto'
import { type Static, Type as T } from 'typebox'
import { canonicalJson } from '../../../kernel/canonical_json.ts'
import { type Id, idFromBytes, parseId } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { secret } from '../../../kernel/secret.ts'
import { instantText } from '../../../kernel/world.ts'
import { idField } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, placeInTime, readPage } from '../../../platform/http/lists.ts'
import { refuseFaults } from '../../../platform/http/refuse_faults.ts'
import { type Route, route, type Stage } from '../../../platform/http/route.ts'
import { namedBy } from '../../../platform/http/named_by.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { DETAILS_PURPOSE } from '../bank_accounts/deps.ts'
import { bankAccountErrors } from '../bank_accounts/errors.ts'
import type { Sealer } from '../index.ts'
import { payeeErrors } from './errors.ts'
import { ACTOR_CHARS_MAX, SHOWN_TEXT_CHARS_MAX } from './limits.ts'
import { payeeConsentJson, payeeDecisions, payeeVerificationJson } from './payee_verification.ts'
import { PayeeConsentReply, PayeeVerificationReply } from './payee_verification_schema.ts'
import type { PayeeVerifications } from './payee_verifications.ts'
import type { PayeeAsked } from './verify_payee.ts'

const line = (maxLength: number) =>
  T.String({
    minLength: 1,
    maxLength,
    pattern: '^[^\\p{Cc}]*$',
    fault: 'must be one line, without control characters',
  })
const CreateBody = T.Object(
  {
    id: T.Optional(idField('pvf')),
    bank_account: T.Optional(idField('bac')),
    country: T.Optional(
      T.String({ pattern: '^[A-Z]{2}$', fault: 'must be a country code of ISO 3166-1 such as DE' }),
    ),
    currency: T.Optional(T.String({ pattern: '^[A-Z]{3}$', fault: 'must be an ISO 4217 code such as EUR' })),
    holder: T.Optional(
      T.Object(
        { name: line(140), kind: T.Enum(['individual', 'business']) },
        { $id: 'PayeeHolder', description: 'Whom the payer believes the account to belong to.' },
      ),
    ),
    account: T.Optional(
      T.Record(T.String({ pattern: '^[a-z0-9_]{1,40}$' }), T.String({ minLength: 1, maxLength: 256 }), {
        minProperties: 1,
        maxProperties: 10,
        description: 'The numbers, by field, as a bank account takes them. Never answered.',
      }),
    ),
    payer_name: T.Optional(line(140)),
  },
  { $id: 'NewPayeeVerification' },
)
const ConsentBody = T.Object(
  {
    decision: T.Enum([...payeeDecisions]),
    shown_text: T.String({
      minLength: 1,
      maxLength: SHOWN_TEXT_CHARS_MAX,
      pattern: '^[^\\u0000]*$',
      fault: 'must be the text that was shown, without the character U+0000',
      description: 'Word for word what the payer saw.',
    }),
    actor: T.String({
      minLength: 1,
      maxLength: ACTOR_CHARS_MAX,
      pattern: '^[^\\p{Cc}]*$',
      fault: 'must be one line, without control characters',
      description: 'Who decided, in words, and how you know.',
    }),
    ip: T.Optional(T.String({ pattern: '^[0-9A-Fa-f:.]{2,45}$', fault: 'must be an IP address' })),
  },
  { $id: 'NewPayeeConsent' },
)
type Body = Static<typeof CreateBody>
type Deps = { readonly sealer: Sealer }

const params = T.Object({ id: T.String() })
const errors = payeeErrors.table
const reading = { tag: 'Payees', scope: 'payee_verifications:read', status: 200, errors } as const
const writing = { tag: 'Payees', scope: 'payee_verifications:write' } as const

const withId = namedBy('pvf', () => payeeErrors.fail('payee_verification_not_found'))

const detailFields = ['country', 'currency', 'holder', 'account'] as const

/** A bank account by its id, or all details of one: not both, and not the half of them. */
function readPayee(body: Body): Result<PayeeAsked['payee'], Failure> {
  const { country, currency, holder, account } = body
  const bank_account = parseId('bac', body.bank_account ?? '')
  if (bank_account !== undefined) {
    const extra = detailFields.filter((name) => body[name] !== undefined)
    const detail = 'stands for itself: leave it out beside bank_account'
    return extra.length === 0
      ? ok({ bank_account })
      : refuseFaults(extra.map((param) => ({ code: 'not_usable', param, detail })))
  }
  if (country !== undefined && currency !== undefined && holder !== undefined && account !== undefined)
    return ok({ details: { country, currency, holder, account } })
  const missing = detailFields.filter((name) => body[name] === undefined)
  const detail = 'is required where no bank_account is named'
  return refuseFaults(missing.map((param) => ({ code: 'required', param, detail })))
}

/** What a repeat is compared by: nothing that somebody without the tenant's key could try numbers on. */
async function claimOf({ sealer }: Deps, scope: OpenScope, body: Body) {
  const { account, holder, ...rest } = body
  if (account === undefined && holder === undefined) return ok(rest)
  const hidden = secret(canonicalJson({ account: account ?? {}, holder: holder ?? {} }))
  return ok({ ...rest, account: await sealer.fingerprint(scope, DETAILS_PURPOSE, hidden) })
}

/** The id comes from the idempotency key, so a run that died is found by the next one. */
const idOfKey = ({ claim }: Stage): Id<'pvf'> =>
  idFromBytes('pvf', createHash('sha256').update(claim.key_hash).digest())

const createRoute = (payees: PayeeVerifications, deps: Deps) =>
  route({
    ...writing,
    kind: 'staged',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/payee-verifications',
    operation_id: 'createPayeeVerification',
    summary: 'Ask the payee’s bank whether an account belongs to a name.',
    description:
      '201 with the answer, whatever it is: a name that does not match is no error. 202 while there is none; it is then asked again by itself, and is `not_possible` in the end. No money moves by asking.',
    body: CreateBody,
    status: 201,
    also_answers: [202],
    reply: PayeeVerificationReply,
    location: '/v1/payee-verifications/{id}',
    errors: { ...payeeErrors.table, ...bankAccountErrors.table },
    example: {
      country: 'DE',
      currency: 'EUR',
      holder: { name: 'Anna de Vries', kind: 'individual' },
      account: { iban: 'DE89 3704 0044 0532 0130 00' },
    },
    prepare: (scope, { body }) => claimOf(deps, scope, body),
    async run(scope, { body }, stage) {
      const payee = readPayee(body)
      if (!payee.ok) return payee
      const id = parseId('pvf', body.id ?? '') ?? idOfKey(stage)
      const payer_name = body.payer_name?.trim() ?? ''
      const done = await payees.verifyPayee(scope, {
        id,
        payee: payee.value,
        payer_name: payer_name === '' ? null : payer_name,
      })
      if (!done.ok) return done
      const status = done.value.state === 'completed' ? 201 : 202
      return ok({ status, body: payeeVerificationJson(done.value) })
    },
  })

const getRoute = (payees: PayeeVerifications) =>
  route({
    ...reading,
    kind: 'read',
    method: 'GET',
    path: '/v1/payee-verifications/{id}',
    operation_id: 'getPayeeVerification',
    summary: 'Get what a bank said about a payee.',
    params,
    reply: PayeeVerificationReply,
    run: (scope, input) =>
      withId(input.params.id, async (id) => {
        const found = await payees.findPayeeVerification(scope, id)
        return found.ok ? ok({ body: payeeVerificationJson(found.value) }) : found
      }),
  })

const listRoute = (payees: PayeeVerifications) =>
  route({
    ...reading,
    kind: 'read',
    method: 'GET',
    path: '/v1/payee-verifications',
    operation_id: 'listPayeeVerifications',
    summary: 'List verifications of payees, newest first.',
    query: listQuery({ bank_account: T.Optional(idField('bac')) }),
    reply: listOf(PayeeVerificationReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'payee_verifications', query)
      if (!asked.ok) return asked
      const after = placeInTime('pvf', 'requested_at', asked.value)
      const filter = { bank_account: parseId('bac', query.bank_account ?? '') }
      const found = await payees.listPayeeVerifications(scope, filter, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'payee_verifications', query, asked: asked.value }
      const page = pageOf(at, found, (one) => [instantText(one.requested_at), one.id])
      return ok({ body: { ...page, data: page.data.map(payeeVerificationJson) } })
    },
  })

const consentRoute = (payees: PayeeVerifications) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'required',
    method: 'POST',
    path: '/v1/payee-verifications/{id}/consent',
    operation_id: 'createPayeeConsent',
    summary: 'Keep what a payer decided after they were warned.',
    description:
      'It proves that the payer was warned, which decides who is liable. It can never be changed: a later decision is kept beside it, and counts.',
    params,
    body: ConsentBody,
    status: 201,
    reply: PayeeConsentReply,
    errors,
    example: {
      decision: 'proceed',
      shown_text: 'The bank has another name for this account: Anna de Vires. Do you want to pay?',
      actor: 'customer 4711, signed in with a passkey',
      ip: '203.0.113.7',
    },
    run: (scope, { params: { id: text }, body }) =>
      withId(text, async (id) => {
        const { decision, shown_text, actor, ip = null } = body
        const given = await payees.recordConsent(scope, id, { decision, shown_text, actor, ip })
        return given.ok ? ok({ status: 201 as const, body: payeeConsentJson(given.value) }) : given
      }),
  })

const consentsRoute = (payees: PayeeVerifications) =>
  route({
    ...reading,
    kind: 'read',
    method: 'GET',
    path: '/v1/payee-verifications/{id}/consents',
    operation_id: 'listPayeeConsents',
    summary: 'List what a payer decided, in the order in which they did.',
    params,
    reply: T.Object({ data: T.Array(PayeeConsentReply) }),
    run: (scope, input) =>
      withId(input.params.id, async (id) => {
        const found = await payees.listPayeeConsents(scope, id)
        return found.ok ? ok({ body: { data: found.value.map(payeeConsentJson) } }) : found
      }),
  })

export const payeeVerificationRoutes = (payees: PayeeVerifications, deps: Deps): Route[] => [
  createRoute(payees, deps),
  listRoute(payees),
  getRoute(payees),
  consentRoute(payees),
  consentsRoute(payees),
]
