import { eeaCountries, scaLaws } from './facts/sca.ts'
import type { RiskInput } from './input.ts'
import type { RiskView } from './view.ts'

/** Exemptions that this module can find by itself. Names as in the contract of card connectors. */
export const scaExemptions = [
  'low_value',
  'transaction_risk_analysis',
  'trusted_beneficiary',
  'secure_corporate',
] as const
export type ScaExemption = (typeof scaExemptions)[number]
export const claimableExemptions = ['low_value', 'transaction_risk_analysis'] as const
export type ClaimableExemption = (typeof claimableExemptions)[number]

export type ScaPolicy = {
  /** In scope and not exempt: ask for 3-D Secure at once, or let the issuer ask for it by a soft decline. */
  readonly when_required: 'challenge' | 'leave_to_issuer'
  /** Which to claim, the first that fits. */
  readonly exemptions: readonly ClaimableExemption[]
  /** The acquirer's, in millionths of the value of all payments (1300 is 0.13 %); null: no risk analysis is claimed. */
  readonly fraud_rate_ppm: number | null
}

/** Whether the law asks for the cardholder, and why or why not. */
export type ScaReading = {
  readonly regime: 'eea' | 'uk' | null
  readonly exemption: ClaimableExemption | null
  readonly why:
    | 'merchant_initiated'
    | 'telephone_or_mail'
    | 'one_leg_out'
    | 'card_country_unknown'
    | 'low_value'
    | 'transaction_risk_analysis'
    | 'no_exemption_fits'
    | 'other_currency'
}

const regimeOf = (country: string): ScaReading['regime'] =>
  country === 'GB' ? 'uk' : eeaCountries.has(country) ? 'eea' : null

/**
 * Pure. Card and acquirer must both be in the EEA, or both in the UK (one leg out is out of scope). The acquirer is chosen
 * later, so the merchant's country stands for its. Amounts are compared in the regime's own currency and never converted.
 * What the card did counts since its last authentication, exempt or not: the narrower reading of Art. 16.
 */
export function readSca(input: RiskInput, view: RiskView, policy: ScaPolicy): ScaReading {
  if (input.initiator === 'merchant' || input.channel === 'recurring')
    return { regime: null, exemption: null, why: 'merchant_initiated' }
  if (input.channel === 'moto') return { regime: null, exemption: null, why: 'telephone_or_mail' }
  const regime = regimeOf(input.merchant_country)
  if (regime !== null && input.card_country === null)
    return { regime: null, exemption: null, why: 'card_country_unknown' }
  if (regime === null || regimeOf(input.card_country ?? '') !== regime)
    return { regime: null, exemption: null, why: 'one_leg_out' }
  const law = scaLaws[regime]
  if (input.amount.currency !== law.currency) return { regime, exemption: null, why: 'other_currency' }
  const exemption = policy.exemptions.find((one) => fits(one, { input, view, policy, regime })) ?? null
  return { regime, exemption, why: exemption ?? 'no_exemption_fits' }
}

type Case = { input: RiskInput; view: RiskView; policy: ScaPolicy; regime: 'eea' | 'uk' }

function fits(exemption: ClaimableExemption, { input, view, policy, regime }: Case): boolean {
  const { low_value, bands } = scaLaws[regime]
  const { minor } = input.amount
  if (exemption === 'low_value')
    return (
      minor <= BigInt(low_value.amount_max) &&
      BigInt(view.unproven.amount) + minor <= BigInt(low_value.sum_max) &&
      view.unproven.count < low_value.count_max
    )
  const rate = policy.fraud_rate_ppm
  return (
    rate !== null && bands.some((band) => minor <= BigInt(band.amount_max) && rate <= band.fraud_rate_ppm_max)
  )
}
