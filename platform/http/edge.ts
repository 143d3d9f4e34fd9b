import { type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import { newId } from '../../kernel/id.ts'
import type { Failure } from '../../kernel/result.ts'
import { createKeyRuns } from '../idempotency/run.ts'
import { createAdmission } from './admission.ts'
import { createAnswers } from './answer.ts'
import type { Call } from './call.ts'
import { type CompiledRoute, compileRoute } from './compile_route.ts'
import type { EdgeDeps, Page } from './edge_types.ts'
import { failureOf } from './failure_of.ts'
import { CLOSE_GRACE_MS, SLOW_REQUEST_MS } from './limits.ts'
import { type OpenApiDocument, openApiDocument } from './openapi.ts'
import { createPages } from './pages.ts'
import { createRateLimits, defaultRates } from './rate_limits.ts'
import { createReceive, limitFailure } from './receive.ts'
import { createServe } from './serve.ts'
import { serverOptions, startTls } from './server.ts'
import { refuseClashes } from './start_checks.ts'
import { createUnrouted } from './unrouted.ts'
import { refuseIdleChanges, versionsOf } from './versions.ts'

export type { EdgeConfig, EdgeDeps, EdgeMetrics, EdgeTls, Operations, Page } from './edge_types.ts'

export type Edge = {
  /** Listens and says where. */
  listen(at: { host: string; port: number }): Promise<{ port: number }>
  /** Takes no more requests, finishes those it has (10 s at most), then lets go of the port. */
  close(): Promise<void>
  /** One request without a socket, for tests. */
  inject: ReturnType<typeof fastify>['inject']
  /** The document at `/openapi.json`; of an older version when asked. */
  openapi(version?: string): OpenApiDocument
  /** Serves a page of one's own. Call it before `listen`. */
  registerPage(page: Page): void
  readonly routes: readonly CompiledRoute[]
}

/**
 * The HTTP edge: every rule of api.md under Conventions, for every route, from one route object.
 *
 * Fastify brings the server, the router and the pages. An API request leaves its lifecycle in the first hook:
 * what can be refused is refused before the body is read, and the answer is one write to the socket. That
 * costs 40 % less than hooks, content parsers and reply objects (measured: see edge.test.ts).
 *
 * Throws StartRefused for a route without a scope and for everything else that would be unsafe to serve.
 */
export function createEdge(deps: EdgeDeps): Edge {
  const { world, config, metrics, versions } = deps
  const docs_url = `${config.public_url}/docs`
  const routes = deps.routes.map((route, index) => compileRoute(route, index, versions, { docs_url, metrics }))
  refuseClashes(deps.routes)
  refuseIdleChanges(versions, deps.routes)

  const admission = createAdmission({
    world,
    ...(config.in_flight_max === undefined ? {} : { in_flight_max: config.in_flight_max }),
    ...(config.loop_lag_ms_max === undefined ? {} : { loop_lag_ms_max: config.loop_lag_ms_max }),
    ...(deps.pressures === undefined ? {} : { pressures: deps.pressures }),
  })
  const limits = createRateLimits({ ...defaultRates, ...config.rates })
  const answers = createAnswers({
    world,
    log: deps.log,
    admission,
    limits,
    docs_url,
    slow_request_ms: config.slow_request_ms ?? SLOW_REQUEST_MS,
    log_every_request: config.log_every_request ?? false,
  })
  let isClosing = false

  const failed = (call: Call, error: unknown): void => {
    const { failure, is_bug } = failureOf(error)
    if (is_bug) deps.log.error('request_failed', { request_id: call.request_id, route: call.route.route.path, error })
    answers.refuse(call, failure)
  }
  const serve = createServe({
    world,
    db: deps.db,
    keys: createKeyRuns({ db: deps.db, world }),
    answers,
    tracing: deps.tracing,
    takeObject: (call, name) => limits.object(name, call.started_ms),
    limitFailure: (refused): Failure => limitFailure(metrics, refused),
    failed,
  })
  const receive = createReceive({
    world,
    admission,
    limits,
    answers,
    authenticate: deps.authenticate,
    metrics,
    known_versions: versionsOf(versions),
    isClosing: () => isClosing,
    serve,
    failed,
  })
  const trustsProxies = config.trusted_proxies !== undefined
  const begin = (route: CompiledRoute, request: FastifyRequest, reply: FastifyReply): void => {
    const call: Call = {
      route,
      request: request.raw,
      response: reply.raw,
      params: request.params as Record<string, string>,
      query_text: request.query as string,
      ip: trustsProxies ? request.ip : (request.raw.socket.remoteAddress ?? ''),
      started_ms: world.elapsed_ms(),
      request_id: newId('req', world),
      principal: null,
      served: null,
      rate_state: '',
      idempotency_key: null,
      wait_ms: route.route.wait_ms_default ?? 0,
      has_preference: false,
      trace: null,
      is_settled: false,
    }
    try {
      receive(call)
    } catch (error) {
      failed(call, error)
    }
  }

  const unrouted = createUnrouted({ routes: deps.routes, docs_url, world, log: deps.log })
  const app = fastify(serverOptions(config, unrouted))
  for (const route of routes) {
    app.route({
      method: route.route.method,
      url: route.route.path.replaceAll(/\{([a-z_]+)\}/g, ':$1'),
      // `done` is never called: from here on the request is ours alone.
      onRequest: (request, reply, _done) => begin(route, request, reply),
      handler: () => undefined,
    })
  }
  app.setNotFoundHandler((request, reply) => unrouted.notFound(request.raw, reply.raw))
  app.setErrorHandler((error, request, reply) => unrouted.failed(error, request.raw, reply.raw))
  const openapi = (version?: string) => openApiDocument({ routes, versions, config }, version ?? versions.current)
  const pages = createPages(app, { deps, routes, openapi })

  return {
    async listen({ host, port }) {
      await app.listen({ host, port })
      if (config.tls !== undefined) startTls(app.server, config.tls)
      admission.start()
      const address = app.server.address()
      return { port: typeof address === 'object' && address !== null ? address.port : port }
    },
    async close() {
      isClosing = true
      admission.stop()
      const cancel = world.after(CLOSE_GRACE_MS, () => app.server.closeAllConnections())
      await app.close()
      cancel()
    },
    inject: app.inject.bind(app) as ReturnType<typeof fastify>['inject'],
    openapi,
    registerPage: pages.register,
    routes,
  }
}
