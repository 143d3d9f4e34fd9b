import type { CodeRow } from '../actions.ts'

/** What is shown to the payer, and what has to be kept, after a verification of payee. */
export type PayeeCheck = CodeRow & {
  readonly next: 'proceed' | 'confirm_name' | 'warn' | 'retry_once_then_warn'
  /** The payer may go on, and that they did is kept: it decides who is liable. */
  readonly needs_consent: boolean
  /** The bank answers with the name that it has. */
  readonly returns_name: boolean
}

const row = (
  code: string,
  name: string,
  next: PayeeCheck['next'],
  needs_consent: boolean,
  returns_name = false,
): PayeeCheck => ({
  code,
  name,
  next,
  needs_consent,
  returns_name,
  auto_action: 'NONE',
  then_action: null,
  note: '',
  is_known: true,
  source: 'Verification of Payee: paymentbrief, finAPI, verification-of-payee.eu; mandatory since 2025-10',
  effective_from: '2025-10-09',
  review_by: '2027-10-31',
})

export const payeeCheckRows: readonly PayeeCheck[] = [
  row('MTCH', 'match', 'proceed', false),
  row('CMTC', 'close match', 'confirm_name', true, true),
  row('NMTC', 'no match', 'warn', true),
  row('NOAP', 'not possible', 'retry_once_then_warn', true),
]
