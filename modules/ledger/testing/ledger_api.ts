import { type Day, realWorld } from '../../../kernel/world.ts'
import { createEdge, type Edge } from '../../../platform/http/edge.ts'
import { edgeErrors } from '../../../platform/http/errors.ts'
import type { Principal } from '../../../platform/http/principal.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { silentLog } from '../../../platform/telemetry/log.ts'
import { ledgerVersions, routes } from '../index.ts'
import { type TestLedger, testLedger } from './test_ledger.ts'

export type Problem = {
  readonly code: string
  readonly status: number
  readonly param?: string
  readonly detail: string
  readonly retry: string
  readonly errors?: readonly { code: string; param: string; detail: string }[]
}
export type Answer<B> = {
  readonly status: number
  readonly body: B
  readonly text: string
  readonly headers: Headers
}
/** `text` goes out as it is, instead of a body. */
export type Ask = {
  readonly body?: unknown
  readonly key?: string
  readonly version?: string
  readonly text?: string
}

/** The ledger behind the real edge, asked over HTTP. Its one key stands for the tenant of `scope`. */
export type LedgerApi = {
  readonly test_ledger: TestLedger
  readonly scope: OpenScope
  call<B>(method: string, path: string, ask?: Ask): Promise<Answer<B>>
  /** What `call` would send, for a client of one's own. */
  request(path: string, ask: Ask): { url: string; headers: Record<string, string>; body: string | undefined }
  /** A call that must succeed; answers its body. A POST gets a key of its own. */
  good<B>(method: string, path: string, body?: unknown): Promise<B>
  /** A call that must be refused; answers the problem. */
  refused(method: string, path: string, body: unknown): Promise<Problem>
  stop(): Promise<void>
}

const SECRET = 'sk_test_spec'
const CURRENT = '2026-11-21' as Day
const OLDER = '2026-10-01' as Day

export async function startLedgerApi(): Promise<LedgerApi> {
  const test_ledger = await testLedger()
  const scope = await test_ledger.newScope()
  const edge = edgeOf(test_ledger, scope)
  const { port } = await edge.listen({ host: '127.0.0.1', port: 0 })
  const request: LedgerApi['request'] = (path, ask) => requestOf(`http://127.0.0.1:${port}${path}`, ask)
  const call: LedgerApi['call'] = (method, path, ask = {}) => send(method, request(path, ask))
  let keys = 0
  const keyed = <B>(method: string, path: string, body: unknown): Promise<Answer<B>> =>
    call<B>(method, path, { body, ...(method === 'POST' ? { key: `key-${++keys}` } : {}) })
  return {
    test_ledger,
    scope,
    call,
    request,
    async good<B>(method: string, path: string, body?: unknown) {
      const answer = await keyed<B>(method, path, body)
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text}`)
      return answer.body
    },
    async refused(method, path, body) {
      const answer = await keyed<Problem>(method, path, body)
      if (answer.status < 400) throw new Error(`${method} ${path} was not refused: ${answer.text}`)
      return answer.body
    },
    async stop() {
      await edge.close()
      await test_ledger.close()
    },
  }
}

function edgeOf({ ledger, database, world }: TestLedger, scope: OpenScope): Edge {
  const principal: Principal = {
    credential_id: 'key_spec',
    tenant_id: scope.tenant_id,
    tenant_public_id: 'ten_spec',
    mode: 'sandbox',
    kind: 'secret',
    allows: () => true,
    actor: scope.actor,
    version: CURRENT,
    world,
  }
  return createEdge({
    routes: routes(ledger),
    authenticate: (credential) =>
      credential === SECRET ? { ok: true, value: principal } : edgeErrors.fail('unauthenticated'),
    db: database.db,
    world: realWorld(),
    log: silentLog,
    versions: {
      current: CURRENT,
      older: [{ version: OLDER, deprecated_on: CURRENT, sunset_on: '2027-11-21' as Day, guide: '/docs' }],
      changes: ledgerVersions,
    },
    config: { public_url: 'http://127.0.0.1' },
  })
}

function requestOf(url: string, { body, key, version, text }: Ask): ReturnType<LedgerApi['request']> {
  const sent = text ?? (body === undefined ? undefined : JSON.stringify(body))
  return {
    url,
    headers: {
      authorization: `Bearer ${SECRET}`,
      ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(version === undefined ? {} : { 'florin-version': version }),
    },
    body: sent,
  }
}

async function send<B>(method: string, sent: ReturnType<LedgerApi['request']>): Promise<Answer<B>> {
  const { url, headers, body } = sent
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })
  const answered = await response.text()
  // CSV and line-by-line logs are looked at as text.
  const isJson = /[/+]json$/.test(response.headers.get('content-type') ?? '')
  const parsed = (isJson ? JSON.parse(answered) : null) as B
  return { status: response.status, body: parsed, text: answered, headers: response.headers }
}
