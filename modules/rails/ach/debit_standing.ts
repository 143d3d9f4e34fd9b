import type { Id } from '../../../kernel/id.ts'
import type { Day } from '../../../kernel/world.ts'
import type { Scope } from '../../../platform/scope.ts'
import { mayDebitWeb } from '../rules/ach/account_validation.ts'
import { latestVerifications } from './verification_views.ts'
import type { VerificationView } from './account_verification.ts'
import * as store from './store_verifications.ts'

/** Kind of the evidence that a bank account was validated by somebody else: open banking, or a service. */
const VALIDATION_EVIDENCE = 'account_validation'

/** What is known of bank accounts that are to be debited. */
export type DebitStanding = {
  /** A debit of them settled before. */
  readonly used: ReadonlySet<Id<'bac'>>
  /** The proof that somebody else validated them lies with a mandate. */
  readonly validated: ReadonlySet<Id<'bac'>>
  readonly verifications: ReadonlyMap<Id<'bac'>, VerificationView>
}

/** Reads what is known of bank accounts, in the caller's transaction. */
export async function debitStandingOf(scope: Scope, accounts: readonly Id<'bac'>[]): Promise<DebitStanding> {
  const { db, tenant_id } = scope
  return {
    used: await store.debitedBefore(db, tenant_id, accounts),
    validated: await store.withEvidence(db, tenant_id, accounts, VALIDATION_EVIDENCE),
    verifications: await latestVerifications(scope, accounts),
  }
}

/** Why a bank account may not be debited under a class; undefined when it may. */
export function debitFault(
  { used, validated, verifications }: DebitStanding,
  asked: { readonly bank_account: Id<'bac'>; readonly sec: string; readonly on: Day },
): string | undefined {
  const { bank_account, sec, on } = asked
  const verification = verifications.get(bank_account)
  if (verification !== undefined && verification.state !== 'verified')
    return `is being verified: ${verification.because}`
  const may = mayDebitWeb({
    sec,
    direction: 'debit',
    is_first_use: !used.has(bank_account),
    is_validated: verification?.state === 'verified' || validated.has(bank_account),
    on,
  })
  if (may.allowed) return undefined
  return `is not validated. ${may.because} Verify it, or add evidence of the kind ${VALIDATION_EVIDENCE} to its mandate.`
}
