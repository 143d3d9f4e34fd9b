import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { newId } from '../../kernel/id.ts'
import type { Failure } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import type { Log } from '../telemetry/log.ts'
import { edgeErrors } from './errors.ts'
import { problemText } from './problem.ts'
import { closing } from './request_headers.ts'
import { apiSecurityHeaders } from './writer.ts'

/** Answers to what reaches no route: the same problems, from less knowledge. */
export type Unrouted = {
  notFound(request: IncomingMessage, response: ServerResponse): void
  badUrl(request: IncomingMessage, response: ServerResponse): void
  /** `Expect` asks for something else than 100-continue. */
  unexpected(request: IncomingMessage, response: ServerResponse): void
  /** HTTP/1.1 asks for `Host` (RFC 9112 §3.2), whichever route is meant. */
  hostless(request: IncomingMessage, response: ServerResponse): void
  /** Something was thrown outside any route: by a page, or by Fastify itself. */
  failed(error: unknown, request: IncomingMessage, response: ServerResponse): void
  /** Bytes that are not HTTP: there is no request to answer, only a socket. */
  clientError(error: NodeJS.ErrnoException, socket: Socket): void
  /** Tells the search for other methods about a path that is served. */
  know(method: string, path: string): void
}

type UnroutedOptions = { docs_url: string; world: World; log: Log }
type KnownPath = { readonly segments: readonly string[]; readonly methods: Set<string> }

export function createUnrouted(options: UnroutedOptions): Unrouted {
  const known = new Map<string, KnownPath>()
  const send = createSend(options)
  const notFound: Unrouted['notFound'] = (request, response) => {
    const allowed = methodsAt(known.values(), request.url ?? '')
    const { error } = edgeErrors.fail(allowed.length === 0 ? 'route_not_found' : 'method_not_allowed')
    send(request, response, error, allowed.length === 0 ? [] : ['allow', allowed.join(', ')])
  }
  return {
    notFound,
    badUrl: (request, response) => send(request, response, edgeErrors.fail('invalid_url').error),
    unexpected(request, response) {
      const detail = 'Expect is 100-continue, or is not sent.'
      send(request, response, edgeErrors.fail('invalid_header', { param: 'Expect', detail }).error)
    },
    hostless(request, response) {
      const detail = 'Host is missing; HTTP/1.1 asks for it on every request.'
      send(request, response, edgeErrors.fail('invalid_header', { param: 'Host', detail }).error)
    },
    failed(error, request, response) {
      const { statusCode = 500 } = error as { statusCode?: number }
      // Fastify has no reader for any body, and says so before it says that nothing is there to read it.
      if (statusCode < 500) return notFound(request, response)
      options.log.error('page_failed', { error })
      send(request, response, edgeErrors.fail('internal_error').error)
    },
    clientError(error, socket) {
      if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
      socket.end(rawProblem(edgeErrors.fail(codeOf(error)).error, options))
    },
    know(method, path) {
      const one = known.get(path) ?? { segments: path.split('/'), methods: new Set<string>() }
      one.methods.add(method)
      if (method === 'GET') one.methods.add('HEAD')
      known.set(path, one)
    },
  }
}

type Send = (
  request: IncomingMessage,
  response: ServerResponse,
  failure: Failure,
  more?: readonly string[],
) => void

function createSend({ docs_url, world, log }: UnroutedOptions): Send {
  return (request, response, failure, more = []) => {
    if (response.headersSent) return void response.destroy()
    const request_id = newId('req', world)
    const text = problemText(failure, docs_url, request_id)
    for (const name of response.getHeaderNames()) response.removeHeader(name)
    const should_retry = failure.retry === 'same_key' ? 'true' : 'false'
    const headers = [
      'request-id',
      request_id,
      ...apiSecurityHeaders,
      'content-type',
      'application/problem+json',
    ]
    headers.push(
      'content-length',
      String(Buffer.byteLength(text)),
      'florin-should-retry',
      should_retry,
      ...more,
      ...closing(request),
    )
    response.writeHead(failure.status, headers)
    response.end(text)
    if (failure.status >= 500) log.error('request_failed', { request_id, status: failure.status })
  }
}

/** Not by `import`: that reads every name `node:http` exports, and one of them loads 50 ms of WebSocket client. */
const { STATUS_CODES } = process.getBuiltinModule('node:http')

function rawProblem(failure: Failure, { docs_url, world }: UnroutedOptions): string {
  const request_id = newId('req', world)
  const text = problemText(failure, docs_url, request_id)
  const lines = [
    `HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status] ?? ''}`,
    `Request-Id: ${request_id}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    `Florin-Should-Retry: ${failure.retry === 'same_key' ? 'true' : 'false'}`,
    'Connection: close',
  ]
  return `${lines.join('\r\n')}\r\n\r\n${text}`
}

function codeOf({ code }: NodeJS.ErrnoException): 'headers_too_large' | 'request_timeout' | 'malformed_http' {
  if (code === 'HPE_HEADER_OVERFLOW') return 'headers_too_large'
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request_timeout' : 'malformed_http'
}

/** The methods of every known path that the URL's path matches, read as the router reads it. */
function methodsAt(known: Iterable<KnownPath>, url: string): string[] {
  const segments = decoded(url.split(/[?#]/)[0] ?? '').split('/')
  const methods = new Set<string>()
  for (const path of known) {
    const isMatch =
      path.segments.length === segments.length &&
      path.segments.every((segment, index) =>
        segment.startsWith('{') ? segments[index] !== '' : segment === segments[index],
      )
    if (isMatch) for (const method of path.methods) methods.add(method)
  }
  return [...methods].sort()
}

function decoded(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}
