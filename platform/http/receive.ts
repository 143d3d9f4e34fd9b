import type { Failure } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import { idempotencyErrors } from '../idempotency/errors.ts'
import { childTrace, parseTraceparent } from '../telemetry/traceparent.ts'
import type { Admission } from './admission.ts'
import type { Answers } from './answer.ts'
import { readBody } from './body.ts'
import type { Call } from './call.ts'
import type { EdgeMetrics } from './edge_types.ts'
import { edgeErrors } from './errors.ts'
import { SHED_RETRY_MS } from './limits.ts'
import type { AuthOutcome, Principal } from './principal.ts'
import type { Refusal } from './problem.ts'
import type { Prove } from './prove.ts'
import type { RateLimits, Refused } from './rate_limits.ts'
import {
  CLOSE,
  closing,
  hasBody,
  isIdempotencyKey,
  isJsonType,
  isPlainTransfer,
  preferredWait,
  repeatedHeader,
} from './request_headers.ts'

export type ReceiveOptions = {
  world: World
  admission: Admission
  limits: RateLimits
  answers: Answers
  prove: Prove
  metrics: EdgeMetrics | undefined
  known_versions: readonly string[]
  isClosing: () => boolean
  /** The caller is known and the headers are in order; `bytes` is the whole body, null when there is none. */
  serve: (call: Call, principal: Principal, bytes: Buffer | null) => void
  failed: (call: Call, error: unknown) => void
}

const ok: true = true
type Screened = true | Failure

/**
 * Everything that can be refused before the body is read, cheapest first: capacity, credential, scope,
 * version, rate limits, headers. Synchronous, unless the credential has to be looked up.
 */
export function createReceive(options: ReceiveOptions): (call: Call) => void {
  const { admission, answers, prove, metrics, failed } = options

  const withOutcome = (call: Call, outcome: AuthOutcome): void => {
    if (!outcome.ok) return refuseCredential(options, call, outcome.error)
    call.principal = outcome.value
    const screened = screen(options, call, outcome.value)
    if (screened !== true) return refuseUnread(answers, call, screened, [])
    takeBody(options, call, outcome.value)
  }

  return (call) => {
    readTrace(options.world, call)
    const shed = admission.admit(options.isClosing() ? 0 : call.route.share)
    if (shed !== null) {
      metrics?.shed(shed)
      return refuseFull(options, call)
    }
    const outcome = prove(call)
    if (!(outcome instanceof Promise)) return withOutcome(call, outcome)
    outcome.then((settled) => withOutcome(call, settled)).catch((error: unknown) => failed(call, error))
  }
}

/** Every answer goes on with the caller's trace, refusals too. */
function readTrace(world: World, call: Call): void {
  const { traceparent } = call.request.headers
  if (traceparent === undefined) return
  const parent = parseTraceparent(traceparent as string)
  if (parent !== undefined) call.trace = childTrace(parent, world)
}

/**
 * Whoever guesses too often is told to wait instead of whether the guess was right. A good key is never barred:
 * many callers can share one address, and one who guesses must not lock the others out. Only a wrong key counts.
 */
function refuseCredential(options: ReceiveOptions, call: Call, failure: Failure): void {
  const { answers, limits, metrics } = options
  if (failure.status !== 401) return refuseUnread(answers, call, failure, [])
  const barred = limits.isBarred(call.ip, call.started_ms)
  if (barred !== null) return refuseUnread(answers, call, limitFailure(metrics, barred), [])
  limits.failedFrom(call.ip, call.started_ms)
  refuseUnread(answers, call, failure, ['www-authenticate', 'Bearer realm="florin"'])
}

function refuseFull({ answers, isClosing }: ReceiveOptions, call: Call): void {
  const code = isClosing() ? 'shutting_down' : 'overloaded'
  answers.refuse(call, edgeErrors.fail(code, { retry_after_ms: SHED_RETRY_MS }).error)
}

export function limitFailure(metrics: EdgeMetrics | undefined, refused: Refused): Refusal {
  metrics?.limited(refused.reason)
  const { error } = edgeErrors.fail('rate_limited', { retry_after_ms: refused.retry_after_ms })
  return { ...error, reason: refused.reason }
}

function screen(options: ReceiveOptions, call: Call, principal: Principal): Screened {
  const { headers } = call.request
  if (!principal.allows(call.route.route.scope)) return notAllowed(call, principal)
  const version = (headers['florin-version'] as string | undefined) ?? principal.version
  const served = call.route.versions.get(version)
  if (served === undefined) {
    const detail = `Versions are ${options.known_versions.join(', ')}.`
    return edgeErrors.fail('unknown_version', { param: 'Florin-Version', detail }).error
  }
  call.served = served
  options.metrics?.version(served.version)
  if (served.headers.length > 0) options.metrics?.deprecated(served.version, principal.credential_id)
  const taken = options.limits.request(
    principal.credential_id,
    call.route.index,
    call.route.rate_class,
    call.started_ms,
  )
  call.rate_state = taken.state
  if (taken.refused !== null) return limitFailure(options.metrics, taken.refused)
  return screenHeaders(call)
}

function notAllowed(call: Call, { kind, refusal }: Principal): Failure {
  if (refusal !== undefined) return refusal
  const who = kind === 'member' ? 'your role does not hold in this tenant' : 'the key does not hold'
  const detail = `This route asks for the scope ${call.route.route.scope}, which ${who}.`
  return edgeErrors.fail('not_allowed', { detail }).error
}

function screenHeaders(call: Call): Screened {
  const { route, request } = call
  const { headers } = request
  const repeated = repeatedHeader(request)
  if (repeated !== undefined)
    return edgeErrors.fail('invalid_header', { param: repeated, detail: `${repeated} was sent twice.` }).error
  if (headers.prefer !== undefined && route.route.method === 'POST') {
    const wait = preferredWait(headers.prefer as string)
    if (wait === 'invalid')
      return edgeErrors.fail('invalid_header', { param: 'Prefer', detail: 'wait is 0 to 30 seconds.' }).error
    call.has_preference = wait !== null && route.route.wait_ms_default !== undefined
    if (call.has_preference) call.wait_ms = wait ?? 0
  }
  const key = screenKey(call)
  return key === ok ? screenBody(call) : key
}

function screenKey(call: Call): Screened {
  const { key_rule } = call.route
  if (key_rule === 'none') return ok
  const key = call.request.headers['idempotency-key'] as string | undefined
  if (key === undefined)
    return key_rule === 'accepted'
      ? ok
      : idempotencyErrors.fail('idempotency_key_required', { param: 'Idempotency-Key' }).error
  if (!isIdempotencyKey(key))
    return idempotencyErrors.fail('idempotency_key_invalid', { param: 'Idempotency-Key' }).error
  call.idempotency_key = key
  return ok
}

function screenBody(call: Call): Screened {
  const { route, request } = call
  const { headers } = request
  if (!hasBody(request)) return ok
  if (!route.takes_body) return edgeErrors.fail('body_not_allowed').error
  if (headers['content-encoding'] !== undefined)
    return edgeErrors.fail('content_encoding_not_allowed', { param: 'Content-Encoding' }).error
  if (!isPlainTransfer(headers['transfer-encoding']))
    return edgeErrors.fail('content_encoding_not_allowed', { param: 'Transfer-Encoding' }).error
  if (!isJsonType(headers['content-type']))
    return edgeErrors.fail('unsupported_media_type', { param: 'Content-Type' }).error
  return Number(headers['content-length'] ?? 0) > route.body_bytes_max ? tooLarge(call) : ok
}

const tooLarge = (call: Call): Failure =>
  edgeErrors.fail('body_too_large', { detail: `At most ${call.route.body_bytes_max} bytes.` }).error

function refuseUnread(answers: Answers, call: Call, failure: Failure, more: readonly string[]): void {
  answers.refuse(call, failure, [...more, ...closing(call.request)])
}

function takeBody({ answers, serve, failed }: ReceiveOptions, call: Call, principal: Principal): void {
  if (!hasBody(call.request)) return serve(call, principal, null)
  readBody(call.request, call.route.body_bytes_max, {
    complete: (bytes) => {
      try {
        serve(call, principal, bytes)
      } catch (error) {
        failed(call, error)
      }
    },
    tooLarge: () => answers.refuse(call, tooLarge(call), CLOSE),
    lost: () => answers.abandon(call),
  })
}
