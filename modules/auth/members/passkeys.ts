import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type { Static } from 'typebox'
import { type Id, newId } from '../../../kernel/id.ts'
import { ok, type Result } from '../../../kernel/result.ts'
import { plusMs } from '../../../kernel/world.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { homeOf, type MemberDeps, ownScope, sessionOf } from './deps.ts'
import { enrolled } from './enrolled.ts'
import { type MemberFailure, memberErrors } from './errors.ts'
import { CHALLENGE_MS, CHALLENGES_PER_ADDRESS_MAX, PASSKEYS_PER_MEMBER_MAX, TOKEN_BYTES } from './limits.ts'
import { loadWebAuthn } from './load_webauthn.ts'
import {
  type AuthenticationAnswer,
  creationOptions,
  type Passkey,
  passkeyAlgorithms,
  type RegistrationAnswer,
  relyingParty,
  requestOptions,
} from './passkey.ts'
import { holdProved } from './prove_again.ts'
import { beginTry, forgive } from './sign_in.ts'
import { type Started, startSession } from './start_session.ts'
import { lockMember } from './store.ts'
import * as store from './store_passkeys.ts'
import { findSession } from './store_sessions.ts'
import { throttleSubject } from './throttle.ts'
import { tokenHash } from './token.ts'

type Asked<T> = Promise<Result<T, MemberFailure>>
export type Passkeys = {
  signInOptions(scope: OpenScope): Promise<ReturnType<typeof requestOptions>>
  signIn(scope: OpenScope, answer: Static<typeof AuthenticationAnswer>): Asked<Started>
  addOptions(scope: OpenScope): Asked<ReturnType<typeof creationOptions>>
  add(scope: OpenScope, name: string, answer: Static<typeof RegistrationAnswer>): Asked<Passkey>
  remove(scope: OpenScope, id: Id<'psk'>): Asked<null>
  list(scope: OpenScope): Promise<Passkey[]>
}

const refusedSignIn = memberErrors.fail('sign_in_refused')
const refused = memberErrors.fail('passkey_refused')

/** Passkeys (WebAuthn Level 3): found by the authenticator, and only after it has verified its user. */
export const createPasskeys = (deps: MemberDeps): Passkeys => ({
  async signInOptions(scope) {
    return requestOptions(relyingParty(deps.public_url).id, await challenge(deps, scope, null))
  },
  signIn: (scope, answer) => signInWithPasskey(deps, scope, answer),
  addOptions: (scope) => addOptions(deps, scope),
  add: (scope, name, answer) => addPasskey(deps, scope, name, answer),
  remove: (scope, id) => removePasskey(deps, scope, id),
  list: (scope) =>
    deps.db.system(async (tx) => {
      const found = await findSession(tx, sessionOf(scope))
      return found === undefined ? [] : store.listPasskeys(tx, found.member.id)
    }),
})

/** 256 random bits to sign, good for five minutes and once. */
async function challenge(
  { db, world }: MemberDeps,
  scope: OpenScope,
  member_id: Id<'mem'> | null,
): Promise<string> {
  const drawn = Buffer.from(world.random(TOKEN_BYTES)).toString('base64url')
  const created_at = world.now()
  const asked_from = throttleSubject('address', scope.ip ?? '').key
  const expires_at = plusMs(created_at, CHALLENGE_MS)
  const row = { hash: tokenHash(drawn), member_id, asked_from, created_at, expires_at }
  await db.system((tx) => store.insertChallenge(tx, row, CHALLENGES_PER_ADDRESS_MAX))
  return drawn
}

/** The challenge that the authenticator says it signed; empty for what cannot be read. */
function signedChallenge(client_text: string): string {
  try {
    const read = JSON.parse(Buffer.from(client_text, 'base64url').toString()) as { challenge?: unknown }
    return typeof read.challenge === 'string' ? read.challenge : ''
  } catch {
    return ''
  }
}

/**
 * Signs a member in by a passkey, which is two factors in one. The challenge is used up whatever comes of it. Errors:
 * `sign_in_refused`, `too_many_attempts`.
 */
async function signInWithPasskey(
  deps: MemberDeps,
  scope: OpenScope,
  answer: Static<typeof AuthenticationAnswer>,
): Asked<Started> {
  const { db, world } = deps
  const subjects = [throttleSubject('address', scope.ip ?? '')]
  const blocked = await beginTry(deps, subjects)
  if (blocked !== undefined) return blocked
  const signed = signedChallenge(answer.response.clientDataJSON)
  const passkey = await db.system(async (tx) => {
    const asked = await store.takeChallenge(tx, tokenHash(signed), world.now())
    return asked?.member_id === null ? store.findPasskey(tx, answer.id) : undefined
  })
  if (passkey === undefined) return refusedSignIn
  const sign_count = await verifySignIn(deps, answer, passkey, signed)
  if (sign_count === undefined) return refusedSignIn
  const found = await db.system(async (tx) => lockMember(tx, passkey.member_id))
  const home = found && (await db.system((tx) => homeOf(tx, found.organization_id)))
  if (home === undefined) return refusedSignIn
  return db.withTenant(home.tenant_id, async (tx) => {
    const held = await lockMember(tx, passkey.member_id)
    if (held?.state !== 'active') return refusedSignIn
    if (!(await store.usePasskey(tx, passkey.id, sign_count, world.now()))) return refusedSignIn
    await forgive(tx, subjects, world.now())
    const own = { ...ownScope(deps, scope, held, home.tenant_id), db: tx }
    return ok(await startSession(deps, own, held, { proved_by: 'passkey', is_half: false }))
  })
}

/** The authenticator's new count; undefined when the signature, the origin or the count is not right. */
async function verifySignIn(
  { public_url }: MemberDeps,
  answer: Static<typeof AuthenticationAnswer>,
  passkey: Passkey,
  signed: string,
): Promise<number | undefined> {
  const { verifyAuthenticationResponse } = await loadWebAuthn()
  const { id, origins } = relyingParty(public_url)
  try {
    const done = await verifyAuthenticationResponse({
      response: answer as AuthenticationResponseJSON,
      expectedChallenge: signed,
      expectedOrigin: origins,
      expectedRPID: id,
      requireUserVerification: true,
      credential: {
        id: passkey.credential_id,
        publicKey: Buffer.from(passkey.public_key, 'base64url'),
        counter: passkey.sign_count,
      },
    })
    return done.verified ? done.authenticationInfo.newCounter : undefined
  } catch {
    // The library says no by throwing, with words that would help whoever forges.
    return undefined
  }
}

/** Errors: `proof_too_old`, `session_ended`, `passkey_limit_reached`. */
async function addOptions(deps: MemberDeps, scope: OpenScope): Asked<ReturnType<typeof creationOptions>> {
  const asked = await deps.db.withTenant(scope.tenant_id, async (tx) => {
    const proved = await holdProved(deps, { ...scope, db: tx })
    if (!proved.ok) return proved
    const { member } = proved.value
    return ok({ member, known: await store.listPasskeys(tx, member.id) })
  })
  if (!asked.ok) return asked
  const { member, known } = asked.value
  if (known.length >= PASSKEYS_PER_MEMBER_MAX) return memberErrors.fail('passkey_limit_reached')
  const rp_id = relyingParty(deps.public_url).id
  return ok(creationOptions(rp_id, await challenge(deps, scope, member.id), member, known))
}

/**
 * Adds a passkey. A half session is whole from then on. Errors: `passkey_refused`, `passkey_limit_reached`, `proof_too_old`,
 * `session_ended`.
 */
async function addPasskey(
  deps: MemberDeps,
  scope: OpenScope,
  name: string,
  answer: Static<typeof RegistrationAnswer>,
): Asked<Passkey> {
  const { db, world } = deps
  const signed = signedChallenge(answer.response.clientDataJSON)
  const asked = await db.system((tx) => store.takeChallenge(tx, tokenHash(signed), world.now()))
  const made = asked === undefined ? undefined : await verifyNew(deps, answer, signed)
  if (asked === undefined || made === undefined) return refused
  return db.withTenant(scope.tenant_id, async (tx) => {
    const own = { ...scope, db: tx }
    const proved = await holdProved(deps, own)
    if (!proved.ok) return proved
    const { member } = proved.value
    if (asked.member_id !== member.id) return refused
    if (member.passkeys >= PASSKEYS_PER_MEMBER_MAX) return memberErrors.fail('passkey_limit_reached')
    const times = { created_at: world.now(), last_used_at: null }
    const passkey: Passkey = { id: newId('psk', world), member_id: member.id, name, ...made, ...times }
    if (!(await store.insertPasskey(tx, passkey))) return refused
    await enrolled(deps, own, proved.value, { action: 'members.add_passkey', proved_by: 'passkey' })
    return ok(passkey)
  })
}

async function verifyNew(
  { public_url }: MemberDeps,
  answer: Static<typeof RegistrationAnswer>,
  signed: string,
): Promise<Pick<Passkey, 'credential_id' | 'public_key' | 'sign_count' | 'transports'> | undefined> {
  const { verifyRegistrationResponse } = await loadWebAuthn()
  const { id, origins } = relyingParty(public_url)
  try {
    const done = await verifyRegistrationResponse({
      response: answer as RegistrationResponseJSON,
      expectedChallenge: signed,
      expectedOrigin: origins,
      expectedRPID: id,
      requireUserVerification: true,
      supportedAlgorithmIDs: passkeyAlgorithms,
    })
    if (!done.verified) return undefined
    const { credential } = done.registrationInfo
    return {
      credential_id: credential.id,
      public_key: Buffer.from(credential.publicKey).toString('base64url'),
      sign_count: credential.counter,
      transports: answer.response.transports ?? [],
    }
  } catch {
    // As above: what is wrong with it is nobody's business but the forger's.
    return undefined
  }
}

/** Errors: `passkey_not_found`, `last_second_factor`, `proof_too_old`, `session_ended`. */
const removePasskey = (deps: MemberDeps, scope: OpenScope, id: Id<'psk'>): Asked<null> =>
  deps.db.withTenant(scope.tenant_id, async (tx) => {
    const own = { ...scope, db: tx }
    const proved = await holdProved(deps, own)
    if (!proved.ok) return proved
    const { member } = proved.value
    const known = await store.listPasskeys(tx, member.id)
    if (!known.some((one) => one.id === id)) return memberErrors.fail('passkey_not_found')
    if (known.length === 1 && !member.has_totp) return memberErrors.fail('last_second_factor')
    await store.deletePasskey(tx, member.id, id)
    await deps.audit.append(own, [
      { action: 'members.remove_passkey', resource_type: 'member', resource_id: member.id },
    ])
    return ok(null)
  })
