import type { World } from '../../kernel/world.ts'
import type { AuthOutcome, Authenticate } from '../../platform/http/principal.ts'
import { CREDENTIAL_CHARS, credentialHash, isCredential } from './credential.ts'
import { credentialErrors } from './errors.ts'
import type { LastUse } from './last_use.ts'
import { KEY_CACHED_MS_MAX, KEY_REFRESH_MS, LOAD_MS_MAX, USE_GRANULARITY_MS } from './limits.ts'
import { inTime } from './in_time.ts'
import type { Loader } from './load_credentials.ts'
import type { Cache, Held } from './principal_cache.ts'

type Deps = {
  readonly world: World
  readonly cache: Cache
  readonly loader: Loader
  readonly last_use: LastUse
}

const refuse = {
  unknown: credentialErrors.fail('unauthenticated'),
  revoked: credentialErrors.fail('key_revoked'),
  expired: credentialErrors.fail('key_expired'),
  elsewhere: credentialErrors.fail('ip_not_allowed'),
  unavailable: credentialErrors.fail('auth_unavailable', { retry_after_ms: 1_000 }),
} as const

/**
 * Proves an API key. Answers at once for a key that was read less than KEY_REFRESH_MS ago; up to
 * KEY_CACHED_MS_MAX it still does and reads the key again meanwhile; after that it waits for the database.
 * So a key revoked on another node is refused here within KEY_CACHED_MS_MAX, and one revoked here at once.
 *
 * When the database cannot be asked the answer is `auth_unavailable` (503), never a success. Comparison is by
 * the SHA-256 of what was sent, which the sender cannot steer, so its timing tells nothing of other keys.
 */
export function createAuthenticate(deps: Deps): Authenticate {
  const { world, cache, loader } = deps

  const refresh = (hash: string, held: Held): void => {
    held.isRefreshing = true
    // A failed look is not a verdict: the key ends by itself when it is too old.
    loader.load(hash).then(
      (loaded) => void cache.keep(hash, loaded),
      () => {
        held.isRefreshing = false
      },
    )
  }
  const load = async (hash: string, ip: string): Promise<AuthOutcome> => {
    const loaded = await inTime(world, loader.load(hash), LOAD_MS_MAX)
    if (loaded === undefined) return refuse.unavailable
    const held = cache.keep(hash, loaded)
    if (held === undefined) return loaded.row === undefined ? refuse.unknown : refuse.revoked
    return answer(deps, held, ip)
  }
  return (credential, ip) => {
    if (credential.length !== CREDENTIAL_CHARS) return refuse.unknown
    const hash = credentialHash(credential)
    const now_ms = world.elapsed_ms()
    const held = cache.get(hash)
    if (held === undefined) {
      const verdict = isCredential(credential) ? cache.verdict(hash, now_ms) : 'unknown'
      return verdict === undefined ? load(hash, ip) : refuse[verdict]
    }
    const age_ms = now_ms - held.read_ms
    if (age_ms >= KEY_CACHED_MS_MAX || held.read_ms < held.tenant.trusted_from_ms) return load(hash, ip)
    if (age_ms >= KEY_REFRESH_MS && !held.isRefreshing) refresh(hash, held)
    return answer(deps, held, ip)
  }
}

function answer({ world, last_use }: Deps, held: Held, ip: string): AuthOutcome {
  if (held.ends_at !== null && held.ends_at <= world.now()) return refuse.expired
  if (held.isAllowedFrom?.(ip) === false) return refuse.elsewhere
  const now_ms = world.elapsed_ms()
  if (now_ms - held.noted_ms >= USE_GRANULARITY_MS) {
    held.noted_ms = now_ms
    last_use.note(held.principal)
  }
  return held.outcome
}
