import type { CodeRow } from '../actions.ts'
import { sepaProvenance } from './sepa_reasons.ts'

/** `recall`: the originator’s bank asks. `rfro`: the originator asks, whatever the reason. */
export type RecallReason = CodeRow & { readonly kind: 'recall' | 'rfro' }
export type RecallAnswer = CodeRow

const reason = (code: string, name: string, kind: RecallReason['kind'], note = ''): RecallReason => ({
  code,
  name,
  kind,
  auto_action: 'OPS_REVIEW',
  then_action: null,
  note,
  is_known: true,
  ...sepaProvenance,
})
const answer = (code: string, name: string): RecallAnswer => ({
  code,
  name,
  auto_action: 'OPS_REVIEW',
  then_action: null,
  note: 'Close the recall; escalate.',
  is_known: true,
  ...sepaProvenance,
})

/** Why a payment is asked back (camt.056). */
export const recallReasonRows: readonly RecallReason[] = [
  reason('DUPL', 'duplicate sending', 'recall'),
  reason('TECH', 'technical problem that made an erroneous payment', 'recall'),
  reason('FRAD', 'fraudulent payment', 'recall', 'Hold the case for compliance.'),
  reason('CUST', 'another reason of the customer', 'rfro'),
  reason('AC03', 'wrong IBAN of the beneficiary', 'rfro'),
  reason('AM09', 'wrong amount', 'rfro'),
]

/** Why it does not come back (camt.029). */
export const recallAnswerRows: readonly RecallAnswer[] = [
  answer('NOAS', 'no answer from the customer'),
  answer('NOOR', 'original payment not received'),
  answer('ARDT', 'already returned'),
  answer('LEGL', 'legal decision'),
  answer('CUST', 'the customer refuses'),
  answer('AC04', 'account closed'),
  answer('AM04', 'no funds'),
  answer('AGNT', 'decision of the agent'),
]
