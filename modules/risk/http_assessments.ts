import { type Static, Type as T } from 'typebox'
import { isCurrency } from '../../kernel/currency.ts'
import { parseId } from '../../kernel/id.ts'
import { money } from '../../kernel/money.ts'
import { ok } from '../../kernel/result.ts'
import type { Instant } from '../../kernel/world.ts'
import { AmountInput, idField } from '../../platform/http/fields.ts'
import { refuseFaults } from '../../platform/http/refuse_faults.ts'
import { type Route, route } from '../../platform/http/route.ts'
import type { Assessment } from './assess.ts'
import type { Risk } from './index.ts'
import type { RiskInput } from './input.ts'
import { ITEM_CHARS_MAX } from './limits.ts'
import { decisions } from './rule.ts'

const Country = T.String({ pattern: '^[A-Z]{2}$', fault: 'must be two capital letters of ISO 3166-1' })
const Text = T.String({ minLength: 1, maxLength: ITEM_CHARS_MAX })
const AssessmentInput = T.Object(
  {
    amount: AmountInput,
    fingerprint: T.String({ pattern: '^[0-9a-f]{32}$', fault: 'must be 32 hexadecimal digits' }),
    bin: T.String({ pattern: '^[0-9]{6,8}$', fault: 'must be 6 to 8 digits' }),
    scheme: T.String({ pattern: '^[a-z]{1,20}$', fault: 'must be a scheme such as visa' }),
    card_country: T.Optional(Country),
    funding: T.Optional(T.Enum(['credit', 'debit', 'prepaid'])),
    customer: T.Optional(idField('cus')),
    merchant: idField('mer'),
    merchant_country: Country,
    mcc: T.String({ pattern: '^[0-9]{4}$', fault: 'must be four digits' }),
    device: T.Optional(Text),
    ip: T.Optional(Text),
    ip_country: T.Optional(Country),
    billing_country: T.Optional(Country),
    shipping_country: T.Optional(Country),
    address: T.Optional(Text),
    email: T.Optional(Text),
    initiator: T.Enum(['customer', 'merchant']),
    channel: T.Enum(['ecommerce', 'moto', 'recurring']),
  },
  { $id: 'RiskAssessmentInput' },
)
const AssessmentReply = T.Object(
  {
    decision: T.Enum([...decisions]),
    reasons: T.Array(T.Object({ rule: T.String(), text: T.String() }), {
      description: 'What asked for this decision: a rule, a list, or `sca_required`.',
    }),
    exemption: T.Union([T.String(), T.Null()], {
      description: 'The exemption from strong customer authentication that would be claimed.',
    }),
    sca: T.Object({
      regime: T.Union([T.String(), T.Null()], { description: '`eea` or `uk`; null: out of scope.' }),
      why: T.String(),
    }),
    rule_set: T.Union([T.String(), T.Null()]),
    version: T.Integer(),
    seen: T.Record(T.String(), T.Number(), {
      description: 'Counts and sums that the rules looked at, without those of nothing.',
    }),
  },
  { $id: 'RiskAssessment' },
)

const unknown = {
  card_country: null,
  funding: null,
  device: null,
  ip: null,
  ip_country: null,
  billing_country: null,
  shipping_country: null,
  address: null,
  email: null,
}

function readInput(body: Static<typeof AssessmentInput>, at: Instant): RiskInput | undefined {
  const { amount, customer, merchant, ...rest } = body
  if (!isCurrency(amount.currency)) return undefined
  return {
    ...unknown,
    ...(rest as object),
    amount: money(BigInt(amount.value), amount.currency),
    at,
    customer: parseId('cus', customer ?? '') ?? null,
    merchant: merchant as RiskInput['merchant'],
  } as RiskInput
}

const assessmentJson = (assessment: Assessment): Static<typeof AssessmentReply> => ({
  ...assessment,
  reasons: [...assessment.reasons],
  seen: { ...assessment.seen },
})

const createRoute = (risk: Risk) =>
  route({
    kind: 'read',
    method: 'POST',
    path: '/v1/risk/assessments',
    operation_id: 'createRiskAssessment',
    tag: 'Risk assessments',
    summary: 'Try out what the active rules would decide about a payment.',
    description: 'Nothing is counted and nothing is kept: for tuning rules.',
    scope: 'risk.assessments:write',
    body: AssessmentInput,
    status: 200,
    reply: AssessmentReply,
    errors: {},
    example: {
      amount: { value: '1050', currency: 'EUR' },
      fingerprint: '00112233445566778899aabbccddeeff',
      bin: '411111',
      scheme: 'visa',
      card_country: 'DE',
      merchant: 'mer_01k0000000000000000000000a',
      merchant_country: 'DE',
      mcc: '5812',
      initiator: 'customer',
      channel: 'ecommerce',
    },
    async run(scope, { body }) {
      const input = readInput(body, scope.world.now())
      if (input === undefined) {
        const detail = 'must be a currency of ISO 4217 that is in force'
        return refuseFaults([{ code: 'not_one_of', param: 'amount.currency', detail }])
      }
      return ok({ body: assessmentJson(await risk.tryOut(scope, input)) })
    },
  })

export const assessmentRoutes = (risk: Risk): Route[] => [createRoute(risk)]
