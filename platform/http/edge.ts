import { type FastifyInstance, fastify } from 'fastify'
import { type CompiledRoute, compileRoute } from './compile_route.ts'
import type { EdgeConfig, EdgeDeps, Page } from './edge_types.ts'
import { CLOSE_GRACE_MS } from './limits.ts'
import { type OpenApiDocument, openApiDocument } from './openapi.ts'
import { createPages } from './pages.ts'
import { createPipeline } from './pipeline.ts'
import { isHostless } from './request_headers.ts'
import { refuseBadCertificates, serverOptions } from './server.ts'
import { allErrors, refuseClashes } from './start_checks.ts'
import { createUnrouted, type Unrouted } from './unrouted.ts'
import { refuseIdleChanges } from './versions.ts'

export type { EdgeConfig, EdgeDeps, Operations, Page } from './edge_types.ts'

export type Edge = {
  /**
   * Puts together what was registered, so that `listen` only opens the port. Nothing can be registered after it; what
   * goes wrong is told by `listen`.
   */
  prepare(): void
  /** Listens and says where. */
  listen(at: { host: string; port: number }): Promise<{ port: number }>
  /** Takes no more requests, finishes those it has (10 s at most), then lets go of the port. */
  close(): Promise<void>
  /** One request without a socket, for tests. */
  inject: FastifyInstance['inject']
  /** The document at `/openapi.json`; of an older version when asked. */
  openapi(version?: string): OpenApiDocument
  /** Serves a page of one's own. Call it before `prepare`. */
  registerPage(page: Page): void
  /** How full this server is: 0 idle, 1 full. */
  load(): number
  readonly routes: readonly CompiledRoute[]
}

/**
 * The HTTP edge: every rule of api.md under Conventions, for every route, from one route object.
 *
 * Fastify brings the server, the router and the pages. An API request leaves its lifecycle in the first hook:
 * what can be refused is refused before the body is read, and an answer is one write to the socket.
 *
 * Throws StartRefused for a route without a scope and for everything else that would be unsafe to serve.
 */
export function createEdge(deps: EdgeDeps): Edge {
  const { config, versions } = deps
  const docs_url = `${config.public_url}/docs`
  const auth_errors = deps.auth_errors ?? {}
  const routes = deps.routes.map((route, index) =>
    compileRoute(route, index, versions, { docs_url, metrics: deps.metrics }),
  )
  refuseClashes(deps.routes)
  refuseIdleChanges(versions, deps.routes)
  const openapi = (version: string = versions.current): OpenApiDocument =>
    openApiDocument({ routes, versions, public_url: config.public_url, auth_errors }, version)

  const unrouted = createUnrouted({ docs_url, world: deps.world, log: deps.log })
  const app = createApp(config, unrouted)
  const pipeline = createPipeline(deps)
  for (const route of routes) {
    unrouted.know(route.route.method, route.route.path)
    addRoute(app, route, pipeline.begin)
  }
  const pages = createPages(app, {
    version: versions.current,
    world: deps.world,
    errors: allErrors(deps.routes, auth_errors),
    outcomes: Object.fromEntries(deps.routes.flatMap(({ outcomes = {} }) => Object.entries(outcomes))),
    openapi,
    operations: deps.operations,
    know: unrouted.know,
  })
  return {
    prepare: () => void app.ready().then(undefined, () => undefined),
    async listen({ host, port }) {
      if (config.tls !== undefined) refuseBadCertificates(app.server, config.tls)
      await app.listen({ host, port })
      pipeline.start()
      const address = app.server.address()
      return { port: typeof address === 'object' && address !== null ? address.port : port }
    },
    async close() {
      pipeline.stop()
      const cancel = deps.world.after(CLOSE_GRACE_MS, () => app.server.closeAllConnections())
      await app.close()
      cancel()
    },
    inject: app.inject.bind(app),
    openapi,
    registerPage: pages.register,
    load: pipeline.load,
    routes,
  }
}

function createApp(config: EdgeConfig, unrouted: Unrouted): FastifyInstance {
  const app = fastify(serverOptions(config, unrouted))
  // Bodies are read by the pipeline alone: what reaches no route is answered without reading anything.
  app.removeAllContentTypeParsers()
  app.server.on('checkExpectation', unrouted.unexpected)
  app.addHook('onRequest', (request, reply, done) => {
    if (isHostless(request.raw)) unrouted.hostless(request.raw, reply.raw)
    else done()
  })
  app.setNotFoundHandler((request, reply) => unrouted.notFound(request.raw, reply.raw))
  app.setErrorHandler((error, request, reply) => unrouted.failed(error, request.raw, reply.raw))
  return app
}

function addRoute(
  app: FastifyInstance,
  compiled: CompiledRoute,
  begin: ReturnType<typeof createPipeline>['begin'],
): void {
  app.route({
    method: compiled.route.method,
    url: compiled.route.path.replaceAll(/\{([a-z_]+)\}/g, ':$1'),
    // `done` is never called: from here on the request is ours alone.
    onRequest: (request, reply, _done) => begin(compiled, request, reply),
    handler: () => undefined,
  })
}
