import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Failure } from '../../kernel/result.ts'
import type { TraceParent } from '../telemetry/traceparent.ts'
import type { CompiledRoute, ServedVersion } from './compile_route.ts'
import type { Principal } from './principal.ts'

/** What a refusal is told by: `text` is the sentence of its error table. */
export type CallProblem = Pick<Failure, 'code' | 'text' | 'param' | 'errors'>

/** One request on its way through the edge. Made once; each step fills in what it found out. */
export type Call = {
  readonly route: CompiledRoute
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly params: Readonly<Record<string, string>>
  /** What stands behind `?`, still encoded. */
  readonly query_text: string
  readonly ip: string
  readonly started_ms: number
  readonly request_id: string
  principal: Principal | null
  served: ServedVersion | null
  /** Text of the `RateLimit` header. */
  rate_state: string
  idempotency_key: string | null
  wait_ms: number
  /** Whether the caller said how long to wait. */
  has_preference: boolean
  /** Whether the body is long, so that each step over it has a turn of the event loop of its own. */
  is_long: boolean
  trace: TraceParent | null
  /** Why it was refused; null when it was not. */
  problem: CallProblem | null
  /** The text of its answer, where that was one text of JSON and no refusal. */
  answered: string | null
  /** Whether the answer was given before. */
  is_replay: boolean
  /** Where `deadlines.ts` keeps it, and until when it waits for its work. */
  deadline_place: number
  due_ms: number
  is_settled: boolean
}
