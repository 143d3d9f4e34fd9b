import { createHash } from 'node:crypto'
import { canonicalJson } from '../../../kernel/canonical_json.ts'
import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { Scope } from '../../../platform/scope.ts'
import { readPayeeCheck } from '../codes/sepa.ts'
import type { PayeeDeps } from './deps.ts'
import { payeeErrors } from './errors.ts'
import { payeeFacts } from './facts.ts'
import {
  type PayeeConsent,
  payeeVerificationJson,
  type PayeeVerification,
  withoutSealed,
} from './payee_verification.ts'
import * as store from './store.ts'

export type ConsentGiven = Pick<PayeeConsent, 'decision' | 'shown_text' | 'actor' | 'ip'>

/**
 * Keeps what a payer decided after they were warned, in the caller's transaction. It can never be changed; what they decide
 * later is kept beside it, and the last word counts. A repeat keeps it once more.
 *
 * Errors: `payee_verification_not_found`; `payee_verification_state` while there is no answer, when it was a match, and when
 * it proves nothing any more.
 */
export async function recordConsent(
  { audit }: Pick<PayeeDeps, 'audit'>,
  scope: Scope,
  id: Id<'pvf'>,
  given: ConsentGiven,
): Promise<Result<PayeeConsent, Failure>> {
  const { db, tenant_id } = scope
  const at = scope.world.now()
  const found = await store.findVerification(db, tenant_id, id, { is_locked: true })
  if (found === undefined) return payeeErrors.fail('payee_verification_not_found')
  const detail = whyNot(found, at)
  if (detail !== undefined) return payeeErrors.fail('payee_verification_state', { detail })
  const known = await store.listConsents(db, tenant_id, id)
  const consent = consentOf(known.length + 1, given, at)
  await store.insertConsent(db, tenant_id, id, consent)
  const { number, decision, sha256 } = consent
  await audit.append(scope, [
    {
      action: 'payee_verifications.consent',
      resource_type: 'payee_verification',
      resource_id: id,
      after: { number, decision, sha256 },
    },
  ])
  const object = payeeVerificationJson(withoutSealed({ ...found, consent: decision }))
  await appendFacts(db, scope, [payeeFacts.fact('rails.payee_consented', id, { object })])
  return ok(consent)
}

function whyNot({ code, valid_until }: PayeeVerification, at: Instant): string | undefined {
  if (code === null || valid_until === null) return 'There is no answer yet.'
  if (!readPayeeCheck(code).needs_consent) return 'It is a match: nobody has to be warned.'
  return at < valid_until ? undefined : 'It proves nothing any more: verify the payee anew.'
}

const consentOf = (number: number, given: ConsentGiven, decided_at: Instant): PayeeConsent => {
  const { decision, shown_text, actor, ip } = given
  const proof = { number, decision, shown_text, actor, ip }
  const sha256 = createHash('sha256')
    .update(canonicalJson({ ...proof, decided_at: instantText(decided_at) }))
    .digest('hex')
  return { ...proof, sha256, decided_at }
}
