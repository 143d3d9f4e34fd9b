import type { Id } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import { readPayeeCheck } from '../codes/sepa.ts'
import type { VopOutcome } from '../identifiers/names/match_name.ts'
import type { PayeeVerificationState } from './payee_verification.machine.ts'

export const payeeDecisions = ['proceed', 'stop'] as const
export type PayeeDecision = (typeof payeeDecisions)[number]

/** The four codes of Verification of Payee, in words. */
export const payeeResults = {
  MTCH: 'match',
  CMTC: 'close_match',
  NMTC: 'no_match',
  NOAP: 'not_possible',
} as const satisfies Readonly<Record<VopOutcome, string>>

/** Whether an account belongs to a name: the question, and the answer once there is one. */
export type PayeeVerification = {
  readonly id: Id<'pvf'>
  /** Null: the details were given with the question. */
  readonly bank_account: Id<'bac'> | null
  /** Of the bank account when it was asked about. */
  readonly account_version: number | null
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** Hex. The same account is the same fingerprint within a tenant. */
  readonly fingerprint: string
  readonly number_last4: string
  readonly asked_name: string
  readonly payer_name: string | null
  /** Null: nobody could be asked. */
  readonly provider: Id<'pvp'> | null
  readonly state: PayeeVerificationState
  /** How often it was tried to ask. */
  readonly asked: number
  readonly code: VopOutcome | null
  /** The name that the bank has: only of a close match. */
  readonly matched_name: string | null
  /** Why it was not possible. */
  readonly because: string | null
  /** The last word of the payer after a warning. */
  readonly consent: PayeeDecision | null
  readonly requested_at: Instant
  readonly completed_at: Instant | null
  /** From then on it proves nothing any more. */
  readonly valid_until: Instant | null
}
/** With what is asked about, sealed; null once there is an answer. */
export type SealedPayeeVerification = PayeeVerification & { readonly sealed_details: string | null }

/** What a payer decided after a warning, and everything that proves that they were warned. */
export type PayeeConsent = {
  readonly number: number
  readonly decision: PayeeDecision
  /** Word for word what the payer saw. */
  readonly shown_text: string
  /** Who decided, in words. */
  readonly actor: string
  readonly ip: string | null
  /** Hex, of everything above and the time as canonical JSON. */
  readonly sha256: string
  readonly decided_at: Instant
}

const textOrNull = (at: Instant | null): string | null => (at === null ? null : instantText(at))

/** As callers see it. */
export function payeeVerificationJson(verification: PayeeVerification) {
  const { state, code, requested_at, completed_at, valid_until, asked: _asked, ...rest } = verification
  const check = code === null ? null : readPayeeCheck(code)
  return {
    ...rest,
    status: state,
    result: code === null ? null : payeeResults[code],
    code,
    next: check?.next ?? null,
    needs_consent: check?.needs_consent ?? null,
    requested_at: instantText(requested_at),
    completed_at: textOrNull(completed_at),
    valid_until: textOrNull(valid_until),
  }
}

export const payeeConsentJson = ({ decided_at, ...consent }: PayeeConsent) => ({
  ...consent,
  decided_at: instantText(decided_at),
})

export const withoutSealed = ({
  sealed_details: _sealed,
  ...verification
}: SealedPayeeVerification): PayeeVerification => verification
