import { present } from '../../kernel/assert.ts'
import { readStrictJson } from '../../kernel/json.ts'
import { type Err, err, type Failure, type Fault, ok, type Result } from '../../kernel/result.ts'
import { formatTraceparent } from '../telemetry/traceparent.ts'
import type { Call } from './call.ts'
import type { ServedVersion } from './compile_route.ts'
import type { Refusal } from './problem.ts'
import { refuseFaults } from './refuse_faults.ts'
import type { RouteInput } from './route.ts'

export type Input = RouteInput<Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>, unknown>

const none: Readonly<Record<string, unknown>> = {}

/** The body as it was sent; `{}` when there is none. */
export function parseBody(bytes: Buffer | null): Result<unknown, Refusal> {
  if (bytes === null || bytes.length === 0) return ok({})
  const read = readStrictJson(bytes)
  return read.ok ? read : spelled(refuseFaults(read.error, 'invalid_json'))
}

/** All faults of body, query and path at once, each path as the caller's version writes it. */
export function checkInput(call: Call, sent: unknown): Result<Input, Refusal> {
  const { route } = call
  const served = present(call.served, 'the version')
  const faults: Fault[] = []
  const params = route.params === null ? none : route.params_reader.params(call.params, faults)
  const query = call.query_text === '' ? none : route.query_reader.query(call.query_text, faults)
  if (route.params !== null && !route.params.check(params)) route.params.explain(params, '', faults)
  if (!route.query.check(query)) route.query.explain(query, '', faults)
  const body = route.takes_body ? checkedBody(call, served, sent, faults) : sent
  if (faults.length > 0) return spelled(refuseFaults(faults))
  const traceparent = call.trace === null ? null : formatTraceparent(call.trace)
  const last_event_id = (call.request.headers['last-event-id'] as string | undefined) ?? null
  return ok({ params, query, body, wait_ms: call.wait_ms, traceparent, last_event_id })
}

/** In an older version the body is checked in its own shape first, then brought up to date. */
function checkedBody(call: Call, served: ServedVersion, body: unknown, faults: Fault[]): unknown {
  const older = served.body
  if (older !== null && !older.check(body)) {
    older.explain(body, '', faults)
    return body
  }
  const { step } = served
  const current = step === null ? body : step.up(body)
  const checker = call.route.body
  if (checker.check(current)) return current
  const found: Fault[] = []
  checker.explain(current, '', found)
  for (const fault of found) faults.push(step === null ? fault : { ...fault, param: step.param(fault.param) })
  return current
}

/** Its fields are written as the caller's version has them. */
const spelled = ({ error }: Err<Failure>): Err<Refusal> => err({ ...error, is_spelled: true })
