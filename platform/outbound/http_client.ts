import type * as Undici from 'undici'
import { loadUndici } from './load_undici.ts'
import { ANSWER_BYTES_MAX, CONNECT_MS_MAX, CONNECTIONS_PER_COUNTERPART } from './limits.ts'
import { type Reach, reasonOf, safeConnector } from './safe_connect.ts'
import { type DialPolicy, readSafeUrl } from './safe_url.ts'
import type { Dial, WireReply, WireRequest } from './wire.ts'

type HttpRequest = Extract<WireRequest, { transport: 'http' }>
export type HttpClient = {
  send(dial: Dial, request: HttpRequest): Promise<WireReply>
  close(): Promise<void>
}

/** Nothing was sent when the connection itself could not be made. */
const notSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_INVALID_URL',
  'FLORIN_DIAL_REFUSED',
  'FLORIN_NO_CONNECTION',
])

/** The origin may not be dialled by whoever asks for it. */
type Refused = { readonly why: string }

/** One pool for each counterpart and policy, made at its first call. */
function createPools(reach: Reach) {
  const pools = new Map<string, Undici.Pool>()
  return {
    async of({ origin }: URL, policy: DialPolicy | undefined): Promise<Undici.Pool | Refused> {
      const key = policy === undefined ? origin : `${policy.may_loop_back ? 'loop' : 'public'} ${origin}`
      const known = pools.get(key)
      if (known !== undefined) return known
      const connect = connectBy(reach, origin, policy)
      if ('why' in connect) return connect
      const undici = await loadUndici()
      const pool =
        pools.get(key) ??
        new undici.Pool(origin, {
          connections: CONNECTIONS_PER_COUNTERPART,
          connect,
          // The deadline of the call is ours: one timer for connecting, sending and reading.
          headersTimeout: 0,
          bodyTimeout: 0,
          keepAliveTimeout: 30_000,
        })
      pools.set(key, pool)
      return pool
    },
    close: () => Promise.all([...pools.values()].map((pool) => pool.destroy())),
  }
}

/** How connections are made: to an address that a tenant gave only where it may lead (reliability.md B7). */
function connectBy(reach: Reach, origin: string, policy: DialPolicy | undefined) {
  if (policy === undefined) return { timeout: CONNECT_MS_MAX }
  const place = readSafeUrl(origin, policy)
  return 'why' in place ? place : safeConnector(reach, place, policy)
}

export function createHttpClient(reach: Reach): HttpClient {
  const { world } = reach
  const pools = createPools(reach)
  return {
    async send(dial, request) {
      const control = new AbortController()
      const cancel = world.after(dial.timeout_ms, () => control.abort())
      const base = new URL(dial.url)
      try {
        const pool = await pools.of(base, dial.policy)
        if ('why' in pool) return { kind: 'not_sent', why: pool.why }
        const answer = await pool.request({
          method: request.method,
          path: base.pathname === '/' ? request.path : `${base.pathname}${request.path}`,
          headers: request.headers,
          ...(request.body === '' ? {} : { body: Buffer.from(request.body, 'latin1') }),
          signal: control.signal,
        })
        const body = await readBounded(answer.body)
        if (body === undefined) return { kind: 'no_answer', why: 'the answer is too long' }
        const { statusCode: status, headers } = answer
        return { kind: 'answered', answer: { status, headers: oneEach(headers), body } }
      } catch (error) {
        return failed(error, control.signal.aborted, dial.timeout_ms)
      } finally {
        cancel()
      }
    },
    async close() {
      await pools.close()
    },
  }
}

async function readBounded(stream: AsyncIterable<Buffer>): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > ANSWER_BYTES_MAX) return undefined
    chunks.push(chunk)
  }
  return (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString('latin1')
}

const oneEach = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )

function failed(error: unknown, isLate: boolean, timeout_ms: number): WireReply {
  if (isLate) return { kind: 'no_answer', why: `no answer within ${timeout_ms} ms` }
  const { code = '' } = error as { code?: string }
  return { kind: notSent.has(code) ? 'not_sent' : 'no_answer', why: reasonOf(error) }
}
