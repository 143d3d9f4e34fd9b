import type { FastifyReply, FastifyRequest } from 'fastify'
import { newId } from '../../kernel/id.ts'
import { createKeyRuns } from '../idempotency/run.ts'
import { type Admission, createAdmission } from './admission.ts'
import { type Answers, createAnswers } from './answer.ts'
import type { Call } from './call.ts'
import type { CompiledRoute } from './compile_route.ts'
import type { EdgeDeps } from './edge_types.ts'
import { failureOf } from './failure_of.ts'
import { createDeadlines } from './deadlines.ts'
import { edgeErrors } from './errors.ts'
import { SHED_RETRY_MS, SLOW_REQUEST_MS } from './limits.ts'
import { createProofs } from './prove.ts'
import { createRateLimits, defaultRates, type RateLimits } from './rate_limits.ts'
import { createReceive, limitFailure } from './receive.ts'
import type { Callers } from './route.ts'
import { createServe, type ServeOptions } from './serve.ts'
import { versionsOf } from './versions.ts'
import { createWriter, type WriterOptions } from './writer.ts'

export type Begin = (route: CompiledRoute, request: FastifyRequest, reply: FastifyReply) => void
export type Pipeline = {
  /** How requests begin, by who may call: it takes one over, and it is answered sooner or later, whatever happens. */
  readonly begins: Readonly<Record<Callers, Begin>>
  start(): void
  /** 0 idle, 1 full. */
  load(): number
  /** From now on every request is told to go elsewhere. */
  stop(): void
}

/** Receive, serve, answer: the way of an API request, put together once. */
export function createPipeline(deps: EdgeDeps): Pipeline {
  const { world, config, metrics } = deps
  let isClosing = false
  const admission = admissionOf(deps)
  const limits = createRateLimits({ ...defaultRates, ...config.rates })
  const answers = answersOf(deps, { admission, limits, isClosing: () => isClosing })
  const failed = createFailed(deps, answers)
  const deadlines = createDeadlines(world, (call) =>
    answers.refuse(call, edgeErrors.fail('too_late', { retry_after_ms: SHED_RETRY_MS }).error),
  )
  const serve = createServe({ ...servingOf(deps, limits, answers), deadlines, failed })
  const proofs = createProofs({
    ...deps,
    sessions: deps.sessions,
    public_url: config.public_url,
    version: deps.versions.current,
  })
  const beginOf = (callers: Callers): Begin => {
    const receive = createReceive({
      world,
      admission,
      limits,
      answers,
      prove: proofs[callers],
      metrics,
      known_versions: versionsOf(deps.versions),
      isClosing: () => isClosing,
      serve,
      failed,
    })
    return beginWith(deps, receive, failed)
  }
  return {
    begins: {
      keys_and_members: beginOf('keys_and_members'),
      members: beginOf('members'),
      anyone: beginOf('anyone'),
    },
    start() {
      admission.start()
      deadlines.start()
    },
    load: () => admission.load(),
    stop() {
      isClosing = true
      admission.stop()
      deadlines.stop()
    },
  }
}

function beginWith(
  deps: EdgeDeps,
  receive: (call: Call) => void,
  failed: (call: Call, error: unknown) => void,
): Begin {
  const trustsProxies = deps.config.trusted_proxies !== undefined
  return (route, request, reply) => {
    const call = newCall(deps, route, request, reply, trustsProxies)
    try {
      receive(call)
    } catch (error) {
      failed(call, error)
    }
  }
}

function answersOf(
  { world, log, config, finished }: EdgeDeps,
  parts: Pick<WriterOptions, 'admission' | 'limits' | 'isClosing'>,
): Answers {
  const writer = createWriter({
    ...parts,
    world,
    log,
    slow_request_ms: config.slow_request_ms ?? SLOW_REQUEST_MS,
    log_every_request: config.log_every_request ?? false,
    finished,
  })
  return createAnswers(writer, `${config.public_url}/docs`)
}

const admissionOf = ({ world, config, pressures }: EdgeDeps): Admission =>
  createAdmission({
    world,
    ...(config.in_flight_max === undefined ? {} : { in_flight_max: config.in_flight_max }),
    ...(config.loop_lag_ms_max === undefined ? {} : { loop_lag_ms_max: config.loop_lag_ms_max }),
    ...(pressures === undefined ? {} : { pressures }),
  })

function servingOf(
  deps: EdgeDeps,
  limits: RateLimits,
  answers: Answers,
): Omit<ServeOptions, 'failed' | 'deadlines'> {
  const { world, db, metrics, tracing } = deps
  return {
    world,
    db,
    keys: createKeyRuns({ db, world }),
    answers,
    tracing,
    takeObject: (call, name) => limits.object(name, call.started_ms),
    limitFailure: (refused) => limitFailure(metrics, refused),
  }
}

function newCall(
  { world }: EdgeDeps,
  route: CompiledRoute,
  request: FastifyRequest,
  reply: FastifyReply,
  trustsProxies: boolean,
): Call {
  const { raw } = request
  return {
    route,
    request: raw,
    response: reply.raw,
    params: request.params as Record<string, string>,
    query_text: request.query as string,
    ip: trustsProxies ? request.ip : (raw.socket.remoteAddress ?? ''),
    started_ms: world.elapsed_ms(),
    request_id: newId('req', world),
    principal: null,
    served: null,
    rate_state: '',
    idempotency_key: null,
    wait_ms: route.route.wait_ms_default ?? 0,
    has_preference: false,
    is_long: false,
    trace: null,
    problem: null,
    answered: null,
    is_replay: false,
    deadline_place: -1,
    due_ms: 0,
    is_settled: false,
  }
}

/** What was thrown becomes a problem; what is our fault is also written down. */
const createFailed =
  ({ log }: EdgeDeps, answers: Answers) =>
  (call: Call, error: unknown): void => {
    const { failure, is_bug } = failureOf(error)
    if (is_bug)
      log.error('request_failed', { request_id: call.request_id, route: call.route.route.path, error })
    answers.refuse(call, failure)
  }
