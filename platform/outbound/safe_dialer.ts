import type * as Undici from 'undici'
import type { Pool } from 'undici'
import { assert } from '../../kernel/assert.ts'
import type { World } from '../../kernel/world.ts'
import { assertOutsideTransaction } from '../db/database.ts'
import { loadUndici } from './load_undici.ts'
import { ORIGINS_MAX, STRANGER_CONNECTIONS_MAX } from './limits.ts'
import { createPost } from './post_once.ts'
import { type Resolve, resolveAll, safeConnector } from './safe_connect.ts'
import { type DialPolicy, readSafeUrl, type SafeUrl } from './safe_url.ts'

export type Post = {
  readonly url: string
  readonly policy: DialPolicy
  /** Flat names and values. */
  readonly headers: readonly string[]
  readonly body: string
  /** For connecting, sending and the whole answer. */
  readonly timeout_ms: number
}
export type PostReply =
  | {
      readonly kind: 'answered'
      readonly status: number
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string | string[]>>
      /** At most ANSWER_KEPT_BYTES_MAX of it; more ends the connection. */
      readonly body: Buffer
    }
  /** Nothing was sent: the URL, or what its name leads to, may not be dialled. */
  | { readonly kind: 'refused'; readonly why: string }
  /** No answer; it may have arrived all the same. */
  | { readonly kind: 'failed'; readonly why: string }

/**
 * Posts to URLs that strangers chose (reliability.md B7). A name is resolved at each new connection, every address must
 * be global unicast, and the connection is made to the very address that was looked at, with the name in SNI and Host. No
 * redirect is followed, ports are 443 and 8443, the answer is bounded in time and bytes.
 */
export type SafeDialer = {
  /** Never rejects for what the receiver does. */
  post(post: Post): Promise<PostReply>
  close(): Promise<void>
}

export type SafeDialerOptions = {
  readonly world: World
  readonly resolve?: Resolve
}

export function createSafeDialer({ world, resolve = resolveAll }: SafeDialerOptions): SafeDialer {
  const pools = new Map<string, Pool>()
  const post = createPost(world)
  const poolOf = (undici: typeof Undici, place: SafeUrl, policy: DialPolicy): Pool => {
    const key = `${policy.may_loop_back ? 'loop' : 'public'} ${place.url.origin}`
    const known = pools.get(key)
    if (known !== undefined) {
      // The one that was not used for longest is the first.
      pools.delete(key)
      pools.set(key, known)
      return known
    }
    if (pools.size >= ORIGINS_MAX) forgetOldest(pools)
    const pool = new undici.Pool(place.url.origin, {
      connections: STRANGER_CONNECTIONS_MAX,
      connect: safeConnector({ world, resolve }, place, policy),
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 30_000,
    })
    pools.set(key, pool)
    return pool
  }
  let undici: typeof Undici | undefined
  return {
    async post(call) {
      assertOutsideTransaction()
      const place = readSafeUrl(call.url, call.policy)
      if ('why' in place) return { kind: 'refused', why: place.why }
      undici ??= await loadUndici()
      return post(poolOf(undici, place, call.policy), place.url, call)
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
    },
  }
}

function forgetOldest(pools: Map<string, Pool>): void {
  const [oldest] = pools
  assert(oldest !== undefined)
  pools.delete(oldest[0])
  void oldest[1].close()
}
