import type * as Undici from 'undici'
import type { World } from '../../kernel/world.ts'
import { ANSWER_BYTES_MAX, CONNECT_MS_MAX, CONNECTIONS_PER_COUNTERPART } from './limits.ts'
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
])

/** Loaded at the first call: it takes 30 ms, which a start would have to wait for. */
const load = (): Promise<typeof Undici> => import('undici')

/** One pool for each counterpart, made at its first call. */
function createPools() {
  const pools = new Map<string, Undici.Pool>()
  return {
    async of(origin: string): Promise<Undici.Pool> {
      const known = pools.get(origin)
      if (known !== undefined) return known
      const undici = await load()
      const pool =
        pools.get(origin) ??
        new undici.Pool(origin, {
          connections: CONNECTIONS_PER_COUNTERPART,
          connect: { timeout: CONNECT_MS_MAX },
          // The deadline of the call is ours: one timer for connecting, sending and reading.
          headersTimeout: 0,
          bodyTimeout: 0,
          keepAliveTimeout: 30_000,
        })
      pools.set(origin, pool)
      return pool
    },
    close: () => Promise.all([...pools.values()].map((pool) => pool.destroy())),
  }
}

export function createHttpClient({ world }: { world: World }): HttpClient {
  const pools = createPools()
  return {
    async send(dial, request) {
      const control = new AbortController()
      const cancel = world.after(dial.timeout_ms, () => control.abort())
      const base = new URL(dial.url)
      try {
        const pool = await pools.of(base.origin)
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
  const { code = '', message = '' } = error as { code?: string; message?: string }
  return { kind: notSent.has(code) ? 'not_sent' : 'no_answer', why: code === '' ? message : code }
}
