import type { Id } from '../../../kernel/id.ts'
import { ok, type Result } from '../../../kernel/result.ts'
import type { Secret } from '../../../kernel/secret.ts'
import { type Instant, plusMs } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { systemScopeNow } from '../open_tenant.ts'
import { homeOf, ownScope, type SignInDeps, TOTP_PURPOSE } from './deps.ts'
import { type MemberFailure, memberErrors } from './errors.ts'
import { FAILURES_KEPT_MS } from './limits.ts'
import { hasSecondFactor, type Member, normalEmail } from './member.ts'
import { isOutdated } from './password.ts'
import type { ProvedBy } from './session.ts'
import { type Started, startSession } from './start_session.ts'
import * as store from './store.ts'
import { findTotp, takeRecoveryCode, takeStep } from './store_factors.ts'
import { deleteOldThrottles, deleteThrottle, lockThrottles, saveThrottle } from './store_throttle.ts'
import { begun, blockedUntil, takenBack, type ThrottleSubject, throttleSubject } from './throttle.ts'
import { recoveryCodeHash } from './token.ts'
import { bytesOfBase32, matchingStep } from './totp.ts'

export type SignIn = {
  readonly email: string
  readonly password: Secret
  readonly code?: string
  readonly recovery_code?: string
  /** Needed only where the email is in several organizations. */
  readonly organization?: Id<'org'>
}
/** What stands beside the password. `use` makes sure in the transaction that it was not used meanwhile. */
type Factor = { readonly proved_by: ProvedBy; readonly use: (db: Db) => Promise<boolean> }

/** Members looked at by one email: more organizations than this have to be named. */
const FOUND_MAX = 10
const OLD_PER_SIGN_IN = 20
const refused = memberErrors.fail('sign_in_refused')
const busy = memberErrors.fail('sign_in_busy', { retry_after_ms: 1_000 })

/**
 * Signs a member in with password and second factor; one who has none yet gets a half session, which may enrol one and
 * nothing else. The try counts against email and address before anything is compared. Whatever is not right has the same
 * answer after the same work, so that nobody learns whether an email is known; only the right password learns that a code
 * is missing. A repeat starts another session. Errors: `sign_in_refused`, `code_required`, `too_many_attempts`,
 * `sign_in_busy`.
 */
export async function signIn(
  deps: SignInDeps,
  scope: OpenScope,
  command: SignIn,
): Promise<Result<Started, MemberFailure>> {
  const email = normalEmail(command.email)
  const subjects = [
    throttleSubject('email', email ?? command.email),
    throttleSubject('address', scope.ip ?? ''),
  ]
  const blocked = await beginTry(deps, subjects)
  if (blocked !== undefined) return blocked
  const member = email === undefined ? undefined : await findOne(deps, email, command.organization)
  const isRight = await deps.passwords.verify(command.password, member?.password_hash ?? null)
  if (isRight === undefined) return busy
  if (!isRight || member === undefined) return refused
  const factor = await factorOf(deps, member, command)
  if (factor === 'wrong') return refused
  if (factor === 'missing') return memberErrors.fail('code_required')
  const renewed = isOutdated(member.password_hash ?? '')
    ? await deps.passwords.hash(command.password)
    : undefined
  return enter(deps, scope, member, { factor, subjects, renewed })
}

/** Counts a try; answers what to say when it is not allowed now. */
export async function beginTry(
  { db, world }: Pick<SignInDeps, 'db' | 'world'>,
  subjects: readonly ThrottleSubject[],
): Promise<Result<never, MemberFailure> | undefined> {
  const now = world.now()
  const until = await db.system(async (tx): Promise<Instant | undefined> => {
    await deleteOldThrottles(tx, plusMs(now, -FAILURES_KEPT_MS), OLD_PER_SIGN_IN)
    const known = await lockThrottles(
      tx,
      subjects.map(({ key }) => key),
      now,
    )
    const waits = subjects.flatMap(({ key }) => blockedUntil(known.get(key), now) ?? [])
    // Whoever is told to wait has not tried: waiting would never end otherwise.
    if (waits.length > 0) return waits.toSorted((a, b) => b - a)[0]
    for (const { kind, key } of subjects) await saveThrottle(tx, key, begun(kind, known.get(key), now))
    return undefined
  })
  if (until === undefined) return undefined
  return memberErrors.fail('too_many_attempts', { retry_after_ms: Math.ceil((until - now) / 1_000) })
}

/** Forgets what failed under this email, and takes one try from this address back. */
export async function forgive(db: Db, subjects: readonly ThrottleSubject[], now: Instant): Promise<void> {
  const known = await lockThrottles(
    db,
    subjects.map(({ key }) => key),
    now,
  )
  for (const { kind, key } of subjects) {
    const state = known.get(key)
    if (kind === 'email') await deleteThrottle(db, key)
    else if (state !== undefined) await saveThrottle(db, key, takenBack(state, now))
  }
}

/** The one member who can sign in under this email; undefined when there is none, or which is meant is open. */
async function findOne(
  { db }: SignInDeps,
  email: string,
  organization: Id<'org'> | undefined,
): Promise<Member | undefined> {
  const found = await db.system((tx) => store.findByEmail(tx, email, organization, FOUND_MAX))
  const active = found.filter(({ state }) => state === 'active')
  return active.length === 1 ? active[0] : undefined
}

async function factorOf(
  deps: SignInDeps,
  member: Member,
  { code, recovery_code }: SignIn,
): Promise<Factor | 'wrong' | 'missing'> {
  if (!hasSecondFactor(member)) return { proved_by: 'password', use: async () => true }
  if (code !== undefined) return totpFactor(deps, member, code)
  if (recovery_code === undefined) return 'missing'
  const hash = recoveryCodeHash(recovery_code)
  return { proved_by: 'recovery_code', use: (tx) => takeRecoveryCode(tx, member.id, hash, deps.world.now()) }
}

async function totpFactor(deps: SignInDeps, { id }: Member, code: string): Promise<Factor | 'wrong'> {
  const { db, world } = deps
  const totp = await db.system((tx) => findTotp(tx, id, false))
  if (totp === undefined) return 'wrong'
  const opened = await deps
    .sealer()
    .unseal(await systemScopeNow(deps, totp.tenant_id), TOTP_PURPOSE, totp.sealed)
  const step = matchingStep(bytesOfBase32(opened.reveal()), code, world.now(), totp.last_step)
  return step === undefined ? 'wrong' : { proved_by: 'totp', use: (tx) => takeStep(tx, id, step) }
}

type Entry = {
  readonly factor: Factor
  readonly subjects: readonly ThrottleSubject[]
  /** The password under the parameters of today, when it was hashed with others. */
  readonly renewed: string | undefined
}

/** The session, unless the member has changed since they were looked at. */
async function enter(
  deps: SignInDeps,
  scope: OpenScope,
  member: Member,
  { factor, subjects, renewed }: Entry,
): Promise<Result<Started, MemberFailure>> {
  const home = await deps.db.system((tx) => homeOf(tx, member.organization_id))
  if (home === undefined) return refused
  return deps.db.withTenant(home.tenant_id, async (tx) => {
    const held = await store.lockMember(tx, member.id)
    if (held?.state !== 'active' || held.password_hash !== member.password_hash) return refused
    const is_half = factor.proved_by === 'password'
    if (is_half && hasSecondFactor(held)) return memberErrors.fail('code_required')
    if (!(await factor.use(tx))) return refused
    if (renewed !== undefined) await store.setPassword(tx, member.id, renewed)
    await forgive(tx, subjects, deps.world.now())
    const own = { ...ownScope(deps, scope, member, home.tenant_id), db: tx }
    return ok(await startSession(deps, own, member, { proved_by: factor.proved_by, is_half }))
  })
}
