import type { Id } from '../../../kernel/id.ts'
import { dayOf, type Instant, plusMs } from '../../../kernel/world.ts'
import { cancelJobs } from '../../../platform/jobs/schedule.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { Scope } from '../../../platform/scope.ts'
import { readPayeeCheck } from '../codes/sepa.ts'
import { storable } from '../files/storable.ts'
import type { VopOutcome } from '../identifiers/names/match_name.ts'
import type { Asked } from './ask_provider.ts'
import { askingWaits, payeeRules } from './facts/payee_rules.ts'
import { payeeFacts } from './facts.ts'
import { BECAUSE_CHARS_MAX } from './limits.ts'
import { payeeVerificationMachine } from './payee_verification.machine.ts'
import {
  type PayeeVerification,
  payeeResults,
  payeeVerificationJson,
  type SealedPayeeVerification,
  withoutSealed,
} from './payee_verification.ts'
import * as store from './store.ts'

export const ASK_JOB = 'rails.ask_payees'
const DAY_MS = 86_400_000

/** When to ask again after so many tries without an answer; undefined: not any more. */
export const askAgainAt = (asked: number, at: Instant): Instant | undefined => {
  const wait_ms = askingWaits(at).value[Math.max(0, asked - 1)]
  return wait_ms === undefined ? undefined : plusMs(at, wait_ms)
}

/** Until when an answer of this moment is good. */
export const goodUntil = (at: Instant): Instant =>
  plusMs(at, payeeRules.on('good_for', dayOf(at)).value * DAY_MS)

/**
 * T2: writes down what came of asking once, in the caller's transaction. No answer for the last time, like a question that
 * was refused, is "not possible". A repeat, or an answer that comes after another one, finds it completed and does nothing;
 * undefined when there is no such verification.
 */
export async function recordAnswer(
  scope: Scope,
  id: Id<'pvf'>,
  answer: Asked,
): Promise<PayeeVerification | undefined> {
  const { db, tenant_id } = scope
  const found = await store.findVerification(db, tenant_id, id, { is_locked: true })
  if (found === undefined || found.state === 'completed') return found && withoutSealed(found)
  const tried = { ...found, asked: found.asked + 1 }
  if (answer.kind === 'answered') return complete(scope, tried, verdictOf(answer))
  if (answer.kind === 'refused') return complete(scope, tried, notPossible(answer.why))
  if (askAgainAt(tried.asked, scope.world.now()) !== undefined) return lose(scope, tried, answer.kind)
  return complete(
    scope,
    tried,
    notPossible(`It was asked ${tried.asked} times. The last time: ${answer.why}`),
  )
}

type Verdict = Pick<SealedPayeeVerification, 'matched_name' | 'because'> & { readonly code: VopOutcome }

export const notPossible = (why: string): Verdict => ({
  code: 'NOAP',
  matched_name: null,
  because: storable(why, BECAUSE_CHARS_MAX),
})

/** A code that nobody knows, and a close match without the name that is close, are shown as "not possible". */
function verdictOf({ code, matched_name }: Extract<Asked, { kind: 'answered' }>): Verdict {
  const { is_known, returns_name } = readPayeeCheck(code)
  if (!is_known || !Object.hasOwn(payeeResults, code))
    return notPossible(`The provider answered with the code ${code}, which nobody knows.`)
  if (code === 'NOAP') return notPossible('The payee’s bank answered that it cannot tell.')
  if (!returns_name) return { code: code as VopOutcome, matched_name: null, because: null }
  if (matched_name === null) return notPossible('The provider answered a close match without the name.')
  return { code: code as VopOutcome, matched_name, because: null }
}

async function lose(
  { db, tenant_id }: Scope,
  tried: SealedPayeeVerification,
  kind: 'unknown' | 'not_sent',
): Promise<PayeeVerification> {
  const isLost = tried.state === 'pending' && kind === 'unknown'
  const state = isLost ? payeeVerificationMachine.next('pending', 'lose') : tried.state
  await store.updateAsked(db, tenant_id, { ...tried, event: isLost ? 'lose' : null }, state)
  return withoutSealed({ ...tried, state })
}

async function complete(
  scope: Scope,
  tried: SealedPayeeVerification,
  verdict: Verdict,
): Promise<PayeeVerification> {
  const { db, tenant_id, world } = scope
  const { id, asked, state } = tried
  const at = world.now()
  const times = { completed_at: at, valid_until: goodUntil(at) }
  await store.completeVerification(db, tenant_id, state, { id, asked, ...verdict, ...times })
  await cancelJobs(db, scope, ASK_JOB, [id])
  const done = withoutSealed({ ...tried, ...verdict, ...times, state: 'completed' })
  await tellVerified(scope, done)
  return done
}

/** Tells that there is an answer, in the caller's transaction. */
export const tellVerified = async (scope: Scope, done: PayeeVerification): Promise<void> => {
  const object = payeeVerificationJson(done)
  await appendFacts(scope.db, scope, [payeeFacts.fact('rails.payee_verified', done.id, { object })])
}
