import { byCode, unknownCode } from './actions.ts'
import { type PayeeCheck, payeeCheckRows } from './facts/payee_checks.ts'
import { type SepaReason, sepaReasonRows } from './facts/sepa_reasons.ts'
import {
  type RecallAnswer,
  type RecallReason,
  recallAnswerRows,
  recallReasonRows,
} from './facts/sepa_recalls.ts'

const reasons = byCode(sepaReasonRows)
const recallReasons = byCode(recallReasonRows)
const recallAnswers = byCode(recallAnswerRows)
const payeeChecks = byCode(payeeCheckRows)

/** What a reason of a reject, return or reversal means; an unknown one fits no scheme and goes to a person. */
export const readSepaReason = (code: string): SepaReason =>
  reasons.get(code) ?? {
    ...unknownCode(code, 'ISO 20022 reason code'),
    schemes: [],
    messages: [],
    meaning: '',
  }

/** A code in words, for a person: `AC01: IBAN invalid or not existing (IncorrectAccountNumber)`. */
export function sepaReasonText(code: string): string {
  const { name, meaning } = readSepaReason(code)
  return meaning === '' ? `${code}: ${name}` : `${code}: ${meaning} (${name})`
}

/** Why a payment is asked back; an unknown reason is taken for the originator’s own (RFRO). */
export const readRecallReason = (code: string): RecallReason =>
  recallReasons.get(code) ?? { ...unknownCode(code, 'recall reason'), kind: 'rfro' }

/** Why it does not come back. */
export const readRecallAnswer = (code: string): RecallAnswer =>
  recallAnswers.get(code) ?? unknownCode(code, 'answer to a recall')

/** What a verification of payee found. An unknown answer is shown as one that was not possible. */
export const readPayeeCheck = (code: string): PayeeCheck =>
  payeeChecks.get(code) ?? {
    ...unknownCode(code, 'verification of payee'),
    next: 'warn',
    needs_consent: true,
    returns_name: false,
  }
