import type { World } from '../../kernel/world.ts'
import type { Log } from '../telemetry/log.ts'
import { formatTraceparent } from '../telemetry/traceparent.ts'
import type { Admission } from './admission.ts'
import type { Call } from './call.ts'
import type { Finished } from './edge_types.ts'
import type { RateLimits } from './rate_limits.ts'
import type { StreamedBody } from './route.ts'
import { writeStream } from './write_stream.ts'

export type WriterOptions = {
  world: World
  log: Log
  admission: Admission
  limits: RateLimits
  slow_request_ms: number
  log_every_request: boolean
  finished: Finished | undefined
  /** True once the server stops: then every answer is the last one of its connection. */
  isClosing: () => boolean
}

/** Null for an answer without content. */
export type Content = { readonly text: string; readonly content_type: string } | null

export type Writer = {
  /** Answers once; what comes second is dropped. `more` are flat names and values. */
  write(call: Call, status: number, content: Content, more: readonly string[]): void
  /** The same for an answer of any length. Rejects with what its pieces throw; when some were sent, the line is cut. */
  stream(call: Call, status: number, body: StreamedBody, more: readonly string[]): Promise<void>
  /** The caller went away before the body was complete. */
  abandon(call: Call): void
}

/** What an API answer may be used for: nothing but being read by the program that asked. */
export const apiSecurityHeaders: readonly string[] = Object.entries({
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}).flat()

const CLIENT_CLOSED = 499

/** Writes answers straight to the socket: headers as one flat list, one write for headers and content. */
export function createWriter(options: WriterOptions): Writer {
  const { admission } = options
  const release = (call: Call, status: number): void => {
    call.is_settled = true
    admission.release()
    finish(options, call, status)
  }
  return {
    write(call, status, content, more) {
      if (call.is_settled) return
      const headers = headersOf(options, call, more)
      if (content === null) call.response.writeHead(status, headers).end()
      else writeContent(call, status, content, headers)
      release(call, status)
    },
    async stream(call, status, { stream, content_type, is_endless = false }, more) {
      const { response } = call
      let isBegun = false
      const begin = (): boolean => {
        if (call.is_settled) return false
        isBegun = true
        call.is_settled = true
        response.writeHead(status, [...headersOf(options, call, more), 'content-type', content_type])
        if (is_endless) release(call, status)
        return true
      }
      const over = (code: number): void => {
        if (isBegun && !is_endless) release(call, code)
      }
      try {
        over((await writeStream(options.world, response, stream, begin)) ? status : CLIENT_CLOSED)
      } catch (error) {
        if (isBegun) response.destroy()
        over(500)
        throw error
      }
    },
    abandon(call) {
      if (!call.is_settled) release(call, CLIENT_CLOSED)
    },
  }
}

function writeContent(
  call: Call,
  status: number,
  { text, content_type }: NonNullable<Content>,
  headers: string[],
): void {
  if (content_type === 'application/json') call.answered = text
  const bytes = Buffer.byteLength(text)
  headers.push('content-type', content_type, 'content-length', String(bytes))
  call.response.writeHead(status, headers)
  // Latin-1 and UTF-8 are the same bytes for ASCII, and Node writes the former faster.
  if (bytes === text.length) call.response.end(text, 'latin1')
  else call.response.end(text)
}

function headersOf({ limits, isClosing }: WriterOptions, call: Call, more: readonly string[]): string[] {
  const headers = ['request-id', call.request_id, ...apiSecurityHeaders]
  const { served, trace } = call
  if (served !== null) {
    headers.push('florin-version', served.version)
    for (const part of served.headers) headers.push(part)
  }
  if (call.rate_state !== '') {
    const { object_path, rate_class } = call.route
    const policies = object_path === null ? limits.policies : limits.object_policies
    headers.push('ratelimit', call.rate_state, 'ratelimit-policy', policies[rate_class])
  }
  if (trace !== null) headers.push('traceparent', formatTraceparent(trace))
  for (const part of more) headers.push(part)
  if (isClosing()) headers.push('connection', 'close')
  return headers
}

/** Counts every request; writes a line about those that were refused or slow, or all when told to. */
function finish(options: WriterOptions, call: Call, status: number): void {
  const { world, log, slow_request_ms, log_every_request } = options
  const duration_ms = world.elapsed_ms() - call.started_ms
  call.route.observe(status, duration_ms)
  const { principal } = call
  if (principal !== null) options.finished?.(call, status, duration_ms)
  const isSlow = duration_ms >= slow_request_ms
  if (status < 400 && !isSlow && !log_every_request) return
  const fields = {
    request_id: call.request_id,
    ...(principal === null ? {} : { tenant: principal.tenant_public_id, actor: principal.actor.id }),
    method: call.route.route.method,
    route: call.route.route.path,
    status,
    ms: Math.round(duration_ms * 10) / 10,
  }
  if (isSlow) log.warn('request_slow', fields)
  else log.info('request_finished', fields)
}
