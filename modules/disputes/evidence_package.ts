import { instantText } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { PaymentView } from '../payments/index.ts'
import { type Compelling, findCompelling } from './compelling.ts'
import type { DisputesDeps } from './deps.ts'
import type { Dispute } from './dispute.ts'
import type { Evidence } from './evidence.ts'
import { type EvidenceNeed, evidenceNeeds } from './facts/evidence_needs.ts'

export type Missing = { readonly need: EvidenceNeed; readonly text: string }
/** Everything that speaks for a payment: what the merchant gave, what Florin knows, and what is missing. */
export type EvidencePackage = {
  readonly given: Evidence
  readonly known: ReturnType<typeof knownOf>
  readonly compelling: Compelling
  /** 0 to 100. */
  readonly completeness: number
  /** What would help most comes first. */
  readonly missing: readonly Missing[]
}

export async function gatherEvidence(
  deps: DisputesDeps,
  scope: OpenScope,
  dispute: Dispute,
): Promise<EvidencePackage> {
  const [view] = await deps.payments.disputed.views(scope, [dispute.payment])
  if (view === undefined) throw new Error(`the payment of dispute ${dispute.id} is not there`)
  const compelling = await findCompelling(deps, scope, dispute, view)
  const known = knownOf(view)
  return { given: dispute.evidence, known, compelling, ...completenessOf(dispute, view, compelling) }
}

/** What is written down of a payment anyway. */
export function knownOf(view: PaymentView) {
  const { order, standing, card, attempt, risk } = view
  const { asked } = order
  return {
    payment: order.id,
    paid_at: instantText(order.created_at),
    amount: { value: String(order.amount), currency: order.currency },
    amount_captured: { value: String(standing.captured), currency: order.currency },
    amount_refunded: { value: String(standing.refunded), currency: order.currency },
    reference: order.reference,
    description: asked.description ?? null,
    statement_descriptor: asked.statement_descriptor ?? null,
    customer: order.customer,
    email: asked.email ?? null,
    ip: asked.ip ?? null,
    device: asked.device ?? null,
    billing_address: asked.billing ?? null,
    shipping_address: asked.shipping ?? null,
    card:
      card === null
        ? null
        : { scheme: card.scheme, last4: card.last4, country: card.country, funding: card.funding },
    auth_code: attempt?.auth_code ?? null,
    network_transaction_id: attempt?.network_transaction_id ?? null,
    cvc_check: attempt?.cvc_check ?? null,
    address_check: attempt?.address_check ?? null,
    three_ds: threeDsOf(view),
    initiated_by: asked.initiated_by,
    risk,
  }
}

function threeDsOf({ authentication }: PaymentView) {
  const proof = authentication?.proof ?? null
  if (proof === null) return null
  const { version, eci, ds_transaction_id, has_liability_shift } = proof
  return { version, eci, ds_transaction_id, has_liability_shift }
}

/** Pure. The share of the weights of what the reason asks for. */
function completenessOf(
  { category, evidence }: Pick<Dispute, 'category' | 'evidence'>,
  view: PaymentView,
  compelling: Compelling,
): { completeness: number; missing: Missing[] } {
  const needs = evidenceNeeds.value[category].filter(
    ({ need }) => need !== 'earlier_payments' || compelling.applies,
  )
  const missing = needs.filter(({ need }) => !isThere(need, evidence, view, compelling))
  const sum = (rows: typeof needs): number => rows.reduce((total, { weight }) => total + weight, 0)
  return {
    completeness: Math.round(((sum(needs) - sum(missing)) / sum(needs)) * 100),
    missing: missing
      .sort((one, other) => other.weight - one.weight)
      .map(({ need, text }) => ({ need, text })),
  }
}

function isThere(
  need: EvidenceNeed,
  evidence: Evidence,
  { order, attempt, authentication }: PaymentView,
  compelling: Compelling,
): boolean {
  switch (need) {
    case 'earlier_payments':
      return compelling.is_met
    case 'payer_identity':
      return (
        order.asked.ip !== undefined && (order.asked.email !== undefined || order.asked.device !== undefined)
      )
    case 'authentication':
      if (authentication?.proof?.has_liability_shift === true) return true
      return attempt?.cvc_check === 'match' || attempt?.address_check === 'match'
    case 'delivery':
      return evidence.delivery?.tracking_number !== undefined || evidence.delivery?.delivered_at !== undefined
    case 'product_description':
      return evidence.product_description !== undefined || order.asked.description !== undefined
    default:
      return evidence[need] !== undefined
  }
}

/** The bytes that go to the acquirer: the same dispute and evidence make the same bytes. Only ASCII, so that they stay so. */
export function packageText(dispute: Dispute, gathered: EvidencePackage): string {
  const { compelling, known, given } = gathered
  const text = JSON.stringify({
    case_reference: dispute.case_reference,
    reason_code: dispute.reason_code,
    stage: dispute.stage,
    evidence: given,
    transaction: known,
    compelling_evidence: compelling.is_met
      ? {
          rule: 'visa_compelling_evidence_3',
          prior_transactions: compelling.payments
            .slice(0, 5)
            .map(({ paid_at, ...row }) => ({ ...row, paid_at: instantText(paid_at) })),
        }
      : null,
  })
  return text.replaceAll(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
