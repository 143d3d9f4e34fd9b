import { assert } from '../../kernel/assert.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import type { Log } from '../telemetry/log.ts'
import { formatTraceparent } from '../telemetry/traceparent.ts'
import type { Admission } from './admission.ts'
import type { Call } from './call.ts'
import { problemText, type Refusal, retryAfter } from './problem.ts'
import type { RateLimits } from './rate_limits.ts'
import type { RouteReply } from './route.ts'

/** An answer as it goes over the wire; also what an idempotency key keeps and repeats. */
export type Rendered = { readonly status: number; readonly text: string }

export type Answers = {
  reply(call: Call, reply: RouteReply): void
  /** What is kept under an idempotency key: a reply in the current version, a refusal as it is sent. */
  render(call: Call, result: Result<RouteReply, Failure>): Rendered
  refuse(call: Call, failure: Refusal, more_headers?: readonly string[]): void
  /** A kept answer, byte for byte as it was first given. */
  replay(call: Call, kept: Rendered): void
  /** The caller went away before the body was complete. */
  abandon(call: Call): void
}
export type AnswerOptions = {
  world: World
  log: Log
  admission: Admission
  limits: RateLimits
  docs_url: string
  slow_request_ms: number
  log_every_request: boolean
}

/** What an API answer may be used for: nothing but being read by the program that asked. */
export const apiSecurityHeaders: readonly string[] = [
  ...['x-content-type-options', 'nosniff'],
  ...['content-security-policy', "default-src 'none';frame-ancestors 'none'"],
  ...['strict-transport-security', 'max-age=31536000; includeSubDomains'],
  ...['referrer-policy', 'no-referrer'],
  ...['cache-control', 'no-store'],
]

const CLIENT_CLOSED = 499

/** Writes answers straight to the socket: headers as one flat list, one write for headers and body. */
export function createAnswers(options: AnswerOptions): Answers {
  const { admission, docs_url } = options

  const write = (call: Call, status: number, headers: string[], text: string): void => {
    if (call.is_settled) return
    call.response.writeHead(status, headers)
    call.is_settled = true
    call.response.end(text)
    admission.release()
    finish(options, call, status)
  }
  const replyHeaders = (call: Call, content_type: string, text: string): string[] => {
    const headers = baseHeaders(options, call)
    headers.push('content-type', content_type, 'content-length', String(Buffer.byteLength(text)))
    return headers
  }
  return {
    reply(call, reply) {
      const status = reply.status ?? call.route.route.status
      const { text, content_type } = bodyOf(call, reply.body)
      const headers = status === 204 ? baseHeaders(options, call) : replyHeaders(call, content_type, text)
      if (reply.replayed === true) headers.push('idempotency-status', 'replayed')
      if (call.has_preference && status === 202)
        headers.push('preference-applied', `wait=${call.wait_ms / 1000}`)
      addLocation(call, status, text, headers)
      for (const name in reply.headers) headers.push(name.toLowerCase(), reply.headers[name] as string)
      write(call, status, headers, status === 204 ? '' : text)
    },
    render(call, result) {
      if (!result.ok)
        return {
          status: result.error.status,
          text: problemText(olderPaths(call, result.error), docs_url, call.request_id),
        }
      const stored = result.value.kept ?? result.value.body
      const { rendered, text } = (stored ?? {}) as Body
      assert(text === undefined, 'only JSON is kept under a key')
      const kept = typeof rendered === 'string' ? rendered : JSON.stringify(stored ?? null)
      return { status: result.value.status ?? call.route.route.status, text: kept }
    },
    refuse(call, failure, more_headers = []) {
      const text = problemText(olderPaths(call, failure), docs_url, call.request_id)
      const headers = replyHeaders(call, 'application/problem+json', text)
      headers.push('florin-should-retry', failure.retry === 'same_key' ? 'true' : 'false', ...more_headers)
      if (failure.replay_of !== undefined) headers.push('idempotency-status', 'replayed')
      const retry_after = retryAfter(failure)
      if (retry_after !== null) headers.push('retry-after', String(retry_after))
      write(call, failure.status, headers, text)
    },
    replay(call, kept) {
      const isRefusal = kept.status >= 400
      const text = isRefusal ? kept.text : bodyOf(call, { rendered: kept.text }).text
      const type = isRefusal ? 'application/problem+json' : 'application/json'
      const headers = kept.status === 204 ? baseHeaders(options, call) : replyHeaders(call, type, text)
      headers.push('idempotency-status', 'replayed')
      if (isRefusal) headers.push('florin-should-retry', 'false') // what passes by itself is never kept
      addLocation(call, kept.status, text, headers)
      write(call, kept.status, headers, kept.status === 204 ? '' : text)
    },
    abandon(call) {
      if (call.is_settled) return
      call.is_settled = true
      admission.release()
      finish(options, call, CLIENT_CLOSED)
    },
  }
}

function baseHeaders({ limits }: AnswerOptions, call: Call): string[] {
  const headers = ['request-id', call.request_id, ...apiSecurityHeaders]
  const { served, trace } = call
  if (served !== null) headers.push('florin-version', served.version, ...served.headers)
  if (call.rate_state !== '')
    headers.push('ratelimit', call.rate_state, 'ratelimit-policy', limits.policies[call.route.rate_class])
  if (trace !== null) headers.push('traceparent', formatTraceparent(trace))
  return headers
}

type Body = { readonly rendered?: unknown; readonly text?: unknown; readonly content_type?: unknown }

/** The text of a reply, in the shape of the version that was asked for. */
function bodyOf(call: Call, body: unknown): { text: string; content_type: string } {
  const { rendered, text, content_type } = (body ?? {}) as Body
  if (typeof text === 'string' && typeof content_type === 'string') return { text, content_type }
  const down = call.served?.step?.down ?? null
  if (typeof rendered === 'string') {
    const shaped = down === null ? rendered : JSON.stringify(down(JSON.parse(rendered)))
    return { text: shaped, content_type: 'application/json' }
  }
  const written = JSON.stringify(down === null ? body : down(body)) as string | undefined
  assert(written !== undefined || call.route.route.status === 204, 'a reply has a body')
  return { text: written ?? '', content_type: 'application/json' }
}

function addLocation(call: Call, status: number, text: string, headers: string[]): void {
  const { location } = call.route.route
  if (location === undefined || (status !== 201 && status !== 202)) return
  const fields = JSON.parse(text) as Record<string, unknown>
  headers.push(
    'location',
    location.replace(/\{([a-z_]+)\}/g, (_, name: string) => String(fields[name])),
  )
}

/** Fault paths as the caller's version spells them. */
function olderPaths(call: Call, failure: Refusal): Refusal {
  const step = call.served?.step ?? null
  if (step === null) return failure
  const { param, errors } = failure
  return {
    ...failure,
    ...(param === undefined ? {} : { param: step.param(param) }),
    ...(errors === undefined
      ? {}
      : { errors: errors.map((fault) => ({ ...fault, param: step.param(fault.param) })) }),
  }
}

function finish(options: AnswerOptions, call: Call, status: number): void {
  const { world, log, slow_request_ms, log_every_request } = options
  const duration_ms = world.elapsed_ms() - call.started_ms
  call.route.observe(status, duration_ms)
  const isSlow = duration_ms >= slow_request_ms
  if (status < 400 && !isSlow && !log_every_request) return
  const fields = {
    request_id: call.request_id,
    ...(call.principal === null
      ? {}
      : { tenant: call.principal.tenant_public_id, actor: call.principal.actor.id }),
    method: call.route.route.method,
    route: call.route.route.path,
    status,
    ms: Math.round(duration_ms * 10) / 10,
  }
  if (isSlow) log.warn('request_slow', fields)
  else log.info('request_finished', fields)
}
