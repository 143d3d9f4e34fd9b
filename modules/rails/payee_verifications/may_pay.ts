import { present } from '../../../kernel/assert.ts'
import type { Instant } from '../../../kernel/world.ts'
import type { BankAccount } from '../bank_accounts/bank_account.ts'
import { readPayeeCheck } from '../codes/sepa.ts'
import { allow, refuse, type Verdict } from '../rules/verdict.ts'
import { payeeResults, type PayeeVerification } from './payee_verification.ts'

/** What is asked of a payment before it goes to somebody. */
export type PayeeRule = {
  /** To whom it would go, as the account is now. */
  readonly account: Pick<BankAccount, 'id' | 'version' | 'fingerprint' | 'holder_name'>
  /** Whether the payee has to be verified. If not, a verification that is there still counts. */
  readonly is_required: boolean
  /** Who says so: stands in the verdict when there is nothing else to name. */
  readonly source: string
}

/**
 * Whether money may go to an account, by the verification of its payee. Pure. A match may; a close match, no match and "not
 * possible" only when the payer was warned and went on all the same. A verification counts until `valid_until`, and only for
 * the account and the name that were asked about: with other details it has to be verified anew.
 */
export function mayPay(
  verification: PayeeVerification | undefined,
  rule: PayeeRule,
  at: Instant,
): Verdict<Instant> {
  const { source } = rule
  const isMissing = verification === undefined || !isOf(verification, rule)
  if (!isMissing && verification.consent === 'stop')
    return refuse('payee_stopped', 'The payer was warned about the payee and stopped.', source)
  const counts = !isMissing && verification.code !== null && at < endOf(verification)
  if (counts) return byAnswer(verification)
  if (!rule.is_required)
    return allow('payee_check_not_required', 'The payee does not have to be verified.', source)
  if (verification === undefined)
    return refuse('payee_not_verified', 'The payee has to be verified first.', source)
  if (isMissing)
    return refuse('payee_changed', 'The verification is of other details: verify the payee anew.', source)
  if (verification.code === null)
    return refuse('payee_answer_missing', 'The payee’s bank has not answered yet.', source)
  const until = endOf(verification)
  return refuse('payee_expired', 'The verification is too old: verify the payee anew.', source, { until })
}

/** Of a known account: this version of it. Of given details: the same numbers and the same name. */
const isOf = (
  { bank_account, account_version, fingerprint, asked_name }: PayeeVerification,
  { account }: PayeeRule,
): boolean =>
  bank_account === null
    ? fingerprint === account.fingerprint && asked_name === account.holder_name
    : bank_account === account.id && account_version === account.version

const endOf = ({ valid_until }: PayeeVerification): Instant => present(valid_until, 'the end of an answer')

function byAnswer(verification: PayeeVerification): Verdict<Instant> {
  const code = present(verification.code, 'an answer')
  const { needs_consent, source } = readPayeeCheck(code)
  const bounds = { until: endOf(verification) }
  if (!needs_consent) return allow('payee_match', 'The account belongs to the name.', source, bounds)
  const said = `The answer was “${payeeResults[code].replace('_', ' ')}”.`
  return verification.consent === 'proceed'
    ? allow('payee_consented', `${said} The payer was warned and went on.`, source, bounds)
    : refuse('payee_not_consented', `${said} The payer has to be warned and to agree first.`, source, bounds)
}
