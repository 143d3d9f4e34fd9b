import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { World } from '../../kernel/world.ts'
import type { TenantId } from '../scope.ts'
import type { Call } from './call.ts'
import { edgeErrors } from './errors.ts'
import type { Authenticate, AuthOutcome, Principal, Sessions } from './principal.ts'
import { bearerOf } from './request_headers.ts'
import type { Callers } from './route.ts'
import { createSessionCookie, csrfTokenOf, sessionTokenHash } from './session_cookie.ts'

/** Finds out who makes a request. Synchronous for a key that is cached. */
export type Prove = (call: Call) => AuthOutcome | Promise<AuthOutcome>

type Deps = {
  readonly authenticate: Authenticate
  readonly sessions: Sessions | undefined
  readonly public_url: string
  readonly world: World
  /** The version that callers without a key get when they name none. */
  readonly version: string
}

const unauthenticated = edgeErrors.fail('unauthenticated')
const membersOnly = edgeErrors.fail('members_only')

/** One way to prove a caller for each kind of route: which one it is, is decided at the start and not per request. */
export function createProofs(deps: Deps): Readonly<Record<Callers, Prove>> {
  const { authenticate, sessions } = deps
  const bySession = sessions === undefined ? () => unauthenticated : createSessionProof(deps, sessions)
  return {
    // A key comes first, and nothing else is looked at when there is one.
    keys_and_members(call) {
      const { authorization } = call.request.headers
      if (authorization === undefined) return bySession(call)
      const credential = bearerOf(authorization)
      return credential === undefined ? unauthenticated : authenticate(credential, call.ip)
    },
    members: (call) => (call.request.headers.authorization === undefined ? bySession(call) : membersOnly),
    anyone: createNobody(deps),
  }
}

function createSessionProof({ public_url }: Deps, sessions: Sessions): Prove {
  const cookie = createSessionCookie(public_url)
  const origin = new URL(public_url).origin
  return (call) => {
    const { headers, method } = call.request
    const token = cookie.read(headers.cookie)
    if (token === undefined) return unauthenticated
    if (method !== 'GET' && method !== 'HEAD') {
      // A browser says where a request comes from; one that does not is none that we know.
      const from = originOf(call.request, origin)
      if (from !== 'own') return edgeErrors.fail('cross_site')
      if (!isSame(headers['florin-csrf'], csrfTokenOf(sessionTokenHash(token))))
        return edgeErrors.fail('csrf_refused', { param: 'Florin-Csrf' })
    }
    const tenant = headers['florin-tenant'] as string | undefined
    return sessions.authenticate(token, { tenant, needs_tenant: call.route.route.callers !== 'members' })
  }
}

/**
 * Whoever has not said yet who they are. Another site must not sign its visitors in here, under a name of its choice: what a
 * browser says of where it comes from has to be us; programs say nothing.
 */
function createNobody({ public_url, world, version }: Deps): Prove {
  const cookie = createSessionCookie(public_url)
  const origin = new URL(public_url).origin
  const common = {
    tenant_id: 0n as TenantId,
    tenant_public_id: '',
    mode: 'live',
    kind: 'anyone',
    allows: () => true,
    actor: { type: 'system', id: 'anyone', authenticated_by: 'internal', on_behalf_of: null },
    version,
    world,
  } as const satisfies Omit<Principal, 'credential_id'>
  return (call) => {
    if (originOf(call.request, origin) === 'foreign') return edgeErrors.fail('cross_site')
    const value: Principal = { ...common, credential_id: `from ${call.ip}` }
    const token = cookie.read(call.request.headers.cookie)
    if (token === undefined) return { ok: true, value }
    // Whoever signs in again leaves the session of before: it is told, and proves nothing.
    const session = { id: null, tenant: null, token_hash: sessionTokenHash(token) }
    return { ok: true, value: { ...value, session } }
  }
}

/**
 * Whether a page of ours sent it, by `Sec-Fetch-Site` (Fetch Metadata) and `Origin` (RFC 6454): both must say so where they
 * are. An origin counts as ours also when it is the host that was called: behind a proxy or on one's own machine the server
 * has more names than the one it is configured with, and our cookie is sent to none that is not ours.
 */
function originOf({ headers }: IncomingMessage, own: string): 'own' | 'foreign' | 'unsaid' {
  const site = headers['sec-fetch-site']
  const { origin, host } = headers
  if (site !== undefined && site !== 'same-origin') return 'foreign'
  if (origin === undefined) return site === undefined ? 'unsaid' : 'own'
  // Where we are behind TLS, a page that came without it may be anybody's.
  const isPlain = own.startsWith('http:') && origin === `http://${host}`
  return origin === own || isPlain || origin === `https://${host}` ? 'own' : 'foreign'
}

function isSame(given: string | readonly string[] | undefined, right: string): boolean {
  const bytes = Buffer.from(typeof given === 'string' ? given : '')
  return bytes.length === right.length && timingSafeEqual(bytes, Buffer.from(right))
}
