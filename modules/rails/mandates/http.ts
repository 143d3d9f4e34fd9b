import { type Static, Type as T } from 'typebox'
import { type Id, newId, parseId } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { parseDay } from '../../../kernel/world.ts'
import { CalendarDay, idField, Metadata } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../../platform/http/lists.ts'
import { refuseFaults } from '../../../platform/http/refuse_faults.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { namedBy } from '../../../platform/http/named_by.ts'
import type { Scope } from '../../../platform/scope.ts'
import { bankAccountErrors } from '../bank_accounts/errors.ts'
import { debitSecCodes } from './check_mandate.ts'
import type { NewMandate } from './create_mandate.ts'
import { mandateErrors } from './errors.ts'
import {
  amendmentJson,
  type Evidence,
  evidenceJson,
  type Mandate,
  mandateJson,
  mandateSchemes,
} from './mandate.ts'
import type { Mandates } from './mandates.ts'
import { AmendmentReply, EvidenceReply, MandateReply } from './mandate_schema.ts'

const PRE_NOTIFICATION_DAYS = 14

const Reference = T.String({ minLength: 1, maxLength: 35 })
const CreditorName = T.String({ minLength: 1, maxLength: 140 })
const CreditorId = T.String({ minLength: 8, maxLength: 35 })
const Signature = T.Object(
  {
    kind: T.String({
      pattern: '^[a-z_]{1,40}$',
      fault: 'must be a word such as web_form, paper, phone_recording or qualified_signature',
    }),
    content: T.Record(T.String({ pattern: '^[a-z0-9_]{1,40}$' }), T.String({ maxLength: 4_000 }), {
      maxProperties: 20,
      description:
        'What proves it: the text that was agreed to, address, browser, hash and place of a recording.',
    }),
  },
  { $id: 'MandateSignature' },
)
const CreateBody = T.Object(
  {
    id: T.Optional(idField('man')),
    scheme: T.Enum([...mandateSchemes]),
    reference: Reference,
    bank_account: idField('bac'),
    kind: T.Enum(['one_off', 'recurrent']),
    creditor_name: CreditorName,
    creditor_id: T.Optional(CreditorId),
    sec_code: T.Optional(T.Enum([...debitSecCodes])),
    signed_on: CalendarDay,
    pre_notification_days: T.Optional(
      T.Integer({ minimum: 1, maximum: 90, description: '14 when absent: fewer only if the debtor agreed.' }),
    ),
    amount_max: T.Optional(T.String({ pattern: '^[1-9][0-9]{0,17}$' })),
    signature: Signature,
    metadata: T.Optional(Metadata),
  },
  { $id: 'NewMandate' },
)
const AmendBody = T.Object(
  {
    bank_account: T.Optional(idField('bac')),
    creditor_name: T.Optional(CreditorName),
    creditor_id: T.Optional(CreditorId),
    reference: T.Optional(Reference),
  },
  { $id: 'MandateAmendment', minProperties: 1 },
)
const BecauseBody = T.Object(
  { because: T.String({ minLength: 1, maxLength: 200 }) },
  { $id: 'MandateReason' },
)
const params = T.Object({ id: T.String() })
const errors = { ...mandateErrors.table, ...bankAccountErrors.table }
const reading = { tag: 'Mandates', scope: 'mandates:read', status: 200, errors } as const
const writing = { tag: 'Mandates', scope: 'mandates:write', errors } as const

const answer = (made: Result<Mandate, Failure>) => (made.ok ? ok({ body: mandateJson(made.value) }) : made)
const withId = namedBy('man', () => mandateErrors.fail('mandate_not_found'))

function readNew(body: Static<typeof CreateBody>, { world }: Scope): Result<NewMandate, Failure> {
  const signed_on = parseDay(body.signed_on)
  if (signed_on === undefined)
    return refuseFaults([{ code: 'not_usable', param: 'signed_on', detail: 'must be a day that exists' }])
  const { amount_max, metadata = {}, pre_notification_days = PRE_NOTIFICATION_DAYS, ...rest } = body
  return ok({
    ...rest,
    id: parseId('man', body.id ?? '') ?? newId('man', world),
    bank_account: body.bank_account as Id<'bac'>,
    creditor_id: body.creditor_id ?? null,
    sec_code: body.sec_code ?? null,
    signed_on,
    pre_notification_days,
    amount_max: amount_max === undefined ? null : BigInt(amount_max),
    metadata,
  })
}

const createRoute = (mandates: Mandates) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/mandates',
    operation_id: 'createMandate',
    summary: 'Record what a debtor agreed to, with the proof of it.',
    description: 'An id you choose makes a repeat safe: the same content answers the mandate.',
    body: CreateBody,
    status: 201,
    reply: MandateReply,
    location: '/v1/mandates/{id}',
    example: {
      scheme: 'sepa_core',
      reference: 'GYM-2026-00017',
      bank_account: 'bac_01kdv0000000000000000000g0',
      kind: 'recurrent',
      creditor_name: 'Gym and Sons',
      creditor_id: 'DE98ZZZ09999999999',
      signed_on: '2026-01-15',
      signature: {
        kind: 'web_form',
        content: { text: 'I allow Gym and Sons to collect…', ip: '203.0.113.7' },
      },
    },
    async run(scope, { body }) {
      const asked = readNew(body, scope)
      return asked.ok ? answer(await mandates.createMandate(scope, asked.value)) : asked
    },
  })

const getRoute = (mandates: Mandates) =>
  route({
    ...reading,
    kind: 'read',
    method: 'GET',
    path: '/v1/mandates/{id}',
    operation_id: 'getMandate',
    summary: 'Get a mandate.',
    params,
    reply: MandateReply,
    run: (scope, input) =>
      withId(input.params.id, async (id) => answer(await mandates.findMandate(scope, id))),
  })

const listRoute = (mandates: Mandates) =>
  route({
    ...reading,
    kind: 'read',
    method: 'GET',
    path: '/v1/mandates',
    operation_id: 'listMandates',
    summary: 'List mandates, newest first.',
    query: listQuery({ bank_account: T.Optional(idField('bac')), reference: T.Optional(Reference) }),
    reply: listOf(MandateReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'mandates', query)
      if (!asked.ok) return asked
      const before = parseId('man', String(asked.value.after?.[0] ?? ''))
      const filter = { bank_account: parseId('bac', query.bank_account ?? ''), reference: query.reference }
      const found = await mandates.listMandates(scope, filter, { before, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'mandates', query, asked: asked.value }
      const page = pageOf(at, found, ({ id }) => [id])
      return ok({ body: { ...page, data: page.data.map(mandateJson) } })
    },
  })

const moves = {
  activate: {
    path: 'activate',
    summary: 'Say that the debtor’s bank has a B2B mandate: it may be used from now on.',
  },
  suspend: { path: 'suspend', summary: 'Collect nothing under a mandate until it is resumed.' },
  resume: { path: 'resume', summary: 'Let a suspended mandate be used again.' },
  revoke: { path: 'revoke', summary: 'End a mandate for ever, because the debtor or you said so.' },
} as const

const moveRoute = (mandates: Mandates, event: keyof typeof moves) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: `/v1/mandates/{id}/${moves[event].path}`,
    operation_id: `${event}Mandate`,
    summary: moves[event].summary,
    params,
    body: BecauseBody,
    status: 200,
    reply: MandateReply,
    example: { because: 'asked by the debtor' },
    run: (scope, { params: { id: text }, body }) =>
      withId(text, async (id) => answer(await mandates.changeMandate(scope, id, { event, ...body }))),
  })

const amendRoute = (mandates: Mandates) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/mandates/{id}/amend',
    operation_id: 'amendMandate',
    summary: 'Change the terms of a mandate; the next collection tells the debtor’s bank.',
    params,
    body: AmendBody,
    status: 200,
    reply: MandateReply,
    example: { creditor_name: 'Gym and Daughters' },
    run: (scope, { params: { id: text }, body }) =>
      withId(text, async (id) => {
        const { bank_account, ...rest } = body
        const account = parseId('bac', bank_account ?? '')
        const change = account === undefined ? rest : { ...rest, bank_account: account }
        return answer(await mandates.amendMandate(scope, id, change))
      }),
  })

const addEvidenceRoute = (mandates: Mandates) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'required',
    method: 'POST',
    path: '/v1/mandates/{id}/evidence',
    operation_id: 'addMandateEvidence',
    summary: 'Keep one more proof of what the debtor agreed to.',
    params,
    body: Signature,
    status: 201,
    reply: EvidenceReply,
    example: { kind: 'paper', content: { archive: 'box 12, page 4' } },
    run: (scope, { params: { id: text }, body }) =>
      withId(text, async (id) => {
        const added = await mandates.addEvidence(scope, id, body)
        return added.ok ? ok({ status: 201 as const, body: evidenceJson(added.value) }) : added
      }),
  })

const amendmentsRoute = (mandates: Mandates) =>
  route({
    ...reading,
    kind: 'read',
    method: 'GET',
    path: '/v1/mandates/{id}/amendments',
    operation_id: 'listMandateAmendments',
    summary: 'List what a mandate said before each change of its terms.',
    params,
    reply: T.Object({ data: T.Array(AmendmentReply) }),
    run: (scope, input) =>
      withId(input.params.id, async (id) => {
        const found = await mandates.listAmendments(scope, id)
        return found.ok ? ok({ body: { data: found.value.map(amendmentJson) } }) : found
      }),
  })

const evidenceRoute = (mandates: Mandates) =>
  route({
    ...reading,
    kind: 'read',
    method: 'GET',
    path: '/v1/mandates/{id}/evidence',
    operation_id: 'listMandateEvidence',
    summary: 'List what proves a mandate, in the order in which it was added.',
    params,
    reply: T.Object({ data: T.Array(EvidenceReply) }),
    run: (scope, input) =>
      withId(input.params.id, async (id) => {
        const found: Result<readonly Evidence[], Failure> = await mandates.listEvidence(scope, id)
        return found.ok ? ok({ body: { data: found.value.map(evidenceJson) } }) : found
      }),
  })

export const mandateRoutes = (mandates: Mandates): Route[] => [
  createRoute(mandates),
  listRoute(mandates),
  getRoute(mandates),
  ...(['activate', 'suspend', 'resume', 'revoke'] as const).map((event) => moveRoute(mandates, event)),
  amendRoute(mandates),
  addEvidenceRoute(mandates),
  evidenceRoute(mandates),
  amendmentsRoute(mandates),
]
