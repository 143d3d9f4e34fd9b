import fc from 'fast-check'
import type { ErrorTable } from '../../../kernel/result.ts'
import type { CompiledRoute } from '../compile_route.ts'
import type { Edge } from '../edge.ts'
import type { KnownValues } from './arbitrary.ts'
import { checkAnyReply, createReplyCheck } from './check_reply.ts'
import { type FuzzCase, fuzzCase } from './fuzz_cases.ts'

export type FuzzOptions = {
  readonly seed: number
  /** Requests in all, shared out among the routes. */
  readonly cases: number
  /** Headers of a caller who holds every scope. */
  readonly headers: Readonly<Record<string, string>>
  /** Values that exist, by field name, so that some requests reach past the first check. */
  readonly known?: KnownValues
  readonly auth_errors?: ErrorTable
  /** Operations that check more than a schema can say: they may call a right request invalid. */
  readonly checked_further?: readonly string[]
  /** Operations that come after all others, because of what they end. */
  readonly last?: readonly string[]
}

export type FuzzReport = {
  readonly cases: number
  readonly by_status: Readonly<Record<string, number>>
  /** The most processor time one request took, in milliseconds: how long the event loop was held at worst. */
  readonly slowest_cpu_ms: number
  /** The operation that took it, and its first bytes. */
  readonly slowest: string
  /** Operations whose valid requests were never once accepted: they were only fuzzed from outside. */
  readonly never_accepted: readonly string[]
}

/**
 * Sends every route of an edge right and wrong requests without a socket. Fails on an answer of 5xx, on any
 * answer the OpenAPI document does not promise, and on a right request refused as malformed. The seed makes
 * the same requests again; a failure is shrunk to the smallest request that shows it.
 */
export async function fuzzRoutes(edge: Edge, options: FuzzOptions): Promise<FuzzReport> {
  const routes = inTurn(edge.routes, options.last ?? [])
  const share = Math.ceil(options.cases / routes.length)
  const seen = { cases: 0, by_status: {} as Record<string, number>, slowest_cpu_ms: 0, slowest: '' }
  const never_accepted: string[] = []
  for (const [index, route] of routes.entries()) {
    let accepted = 0
    const run = createRun(edge, route, options)
    const property = fc.asyncProperty(
      fuzzCase(route, { headers: options.headers, known: options.known ?? {} }),
      async (one) => {
        const { status, cpu_ms } = await run(one)
        seen.cases += 1
        seen.by_status[status] = (seen.by_status[status] ?? 0) + 1
        if (cpu_ms > seen.slowest_cpu_ms) {
          seen.slowest_cpu_ms = cpu_ms
          seen.slowest = `${route.route.operation_id} ${one.kind} ${one.payload?.length ?? 0}`
        }
        if (status < 300) accepted += 1
      },
    )
    await fc.assert(property, { seed: options.seed + index, numRuns: share, includeErrorInReport: true })
    if (accepted === 0) never_accepted.push(route.route.operation_id)
  }
  return { ...seen, never_accepted }
}

function inTurn(routes: readonly CompiledRoute[], last: readonly string[]): CompiledRoute[] {
  const turn = ({ route }: CompiledRoute): number => last.indexOf(route.operation_id)
  return routes.toSorted((a, b) => turn(a) - turn(b))
}

/** Codes that call a request malformed: never the answer to a right one. */
const malformed = new Set([
  'invalid_json',
  'invalid_request',
  'invalid_header',
  'invalid_url',
  'route_not_found',
  'unknown_version',
  'unsupported_media_type',
])

function createRun(edge: Edge, route: CompiledRoute, options: FuzzOptions) {
  const check = createReplyCheck(route, options.auth_errors ?? {})
  const isCheckedFurther = options.checked_further?.includes(route.route.operation_id) === true
  return async (one: FuzzCase): Promise<{ status: number; cpu_ms: number }> => {
    // Of this thread alone: compiler and collector work beside it and hold nobody up.
    const before = process.threadCpuUsage()
    const { statusCode: status, headers, body: text } = await ask(edge, route, one)
    const { user, system } = process.threadCpuUsage(before)
    // A broken path may lead to another route: what is promised there is checked when that one is fuzzed.
    if (one.kind === 'broken_path') checkAnyReply({ status, headers, text })
    else check({ status, headers, text }, one.headers['florin-version'] ?? '')
    if (one.kind === 'valid' && status >= 400 && !isCheckedFurther) refuseMalformed(text, one)
    return { status, cpu_ms: (user + system) / 1000 }
  }
}

const ASKED_MAX = 10

/** A machine that is busy with other things does not look up a session in time. It says so, and to ask again. */
async function ask(
  edge: Edge,
  route: CompiledRoute,
  one: FuzzCase,
): Promise<Awaited<ReturnType<Edge['inject']>>> {
  for (let asked = 1; ; asked++) {
    const reply = await edge.inject({
      method: route.route.method,
      url: one.path,
      headers: one.headers,
      ...(one.payload === null ? {} : { payload: one.payload }),
    })
    const isLate = reply.statusCode === 503 && reply.json<{ code: string }>().code === 'auth_unavailable'
    if (!isLate || asked === ASKED_MAX) return reply
  }
}

function refuseMalformed(text: string, one: FuzzCase): void {
  const { code } = JSON.parse(text) as { code: string }
  if (malformed.has(code))
    throw new Error(`a right request was refused: ${one.path} ${String(one.payload)} → ${text}`)
}
