import { type FastifyInstance, fastify } from 'fastify'
import type { World } from '../../kernel/world.ts'
import { type CompiledRoute, compileRoute } from './compile_route.ts'
import { allowPages } from './cors.ts'
import type { EdgeConfig, EdgeDeps } from './edge_types.ts'
import { addDoors } from './doors.ts'
import { CLOSE_GRACE_MS } from './limits.ts'
import { type OpenApiDocument, openApiDocument } from './openapi.ts'
import { createPages } from './pages.ts'
import { type Begin, createPipeline } from './pipeline.ts'
import { isHostless } from './request_headers.ts'
import type { CodeBook } from './error_pages.ts'
import type { Route } from './route.ts'
import { refuseBadCertificates, serverOptions } from './server.ts'
import { allErrors, refuseClashes } from './start_checks.ts'
import { createUnrouted, type Unrouted } from './unrouted.ts'
import { refuseIdleChanges } from './versions.ts'

export type { EdgeConfig, EdgeDeps, Operations, SentEvent } from './edge_types.ts'

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
  const { doors = [], log, world } = deps
  const routes = deps.routes.map((route, index) =>
    compileRoute(route, index, versions, { docs_url, metrics: deps.metrics }),
  )
  const all_routes = [...deps.routes, ...(deps.elsewhere?.routes ?? [])]
  refuseClashes(all_routes)
  refuseIdleChanges(versions, deps.routes)
  const openapi = documentOf(deps, routes)

  const unrouted = createUnrouted({ docs_url, world, log })
  const app = createApp(config, unrouted)
  const pipeline = createPipeline(deps)
  for (const route of routes) {
    unrouted.know(route.route.method, route.route.path)
    addRoute(app, route, pipeline.begins[route.route.callers ?? 'keys_and_members'])
  }
  addDoors(app, doors, { world, log, know: unrouted.know })
  createPages(app, {
    version: versions.current,
    world,
    codes: codesOf(deps, all_routes, docs_url),
    frame: deps.frame,
    samples: deps.samples,
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
    close: () => close(app, pipeline, world),
    inject: app.inject.bind(app),
    openapi,
    load: pipeline.load,
    routes,
  }
}

async function close(
  app: FastifyInstance,
  pipeline: ReturnType<typeof createPipeline>,
  world: World,
): Promise<void> {
  pipeline.stop()
  const cancel = world.after(CLOSE_GRACE_MS, () => app.server.closeAllConnections())
  await app.close()
  cancel()
}

/** The document of a version. What is served elsewhere is in it with the shapes of today, and counted nowhere here. */
function documentOf(
  { elsewhere, versions, config, auth_errors = {}, events = [] }: EdgeDeps,
  routes: readonly CompiledRoute[],
) {
  const { public_url } = config
  const options = { docs_url: `${public_url}/docs`, metrics: undefined }
  const others = elsewhere?.routes.map((route, index) =>
    compileRoute(route, index, { ...versions, changes: [] }, options),
  )
  const source = { routes, versions, public_url, auth_errors, events }
  const all =
    elsewhere === undefined || others === undefined
      ? source
      : { ...source, elsewhere: { routes: others, url: elsewhere.url } }
  return (version: string = versions.current): OpenApiDocument => openApiDocument(all, version)
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
  if (config.serves_pages === true) allowPages(app)
  app.setNotFoundHandler((request, reply) => unrouted.notFound(request.raw, reply.raw))
  app.setErrorHandler((error, request, reply) => unrouted.failed(error, request.raw, reply.raw))
  return app
}

function addRoute(app: FastifyInstance, compiled: CompiledRoute, begin: Begin): void {
  app.route({
    method: compiled.route.method,
    url: compiled.route.path.replaceAll(/\{([a-z_]+)\}/g, ':$1'),
    // `done` is never called: from here on the request is ours alone.
    onRequest: (request, reply, _done) => begin(compiled, request, reply),
    handler: () => undefined,
  })
}

const codesOf = (
  { routes, auth_errors = {} }: EdgeDeps,
  all_routes: readonly Route[],
  docs_url: string,
): CodeBook => ({
  errors: allErrors(all_routes, auth_errors),
  outcomes: Object.fromEntries(routes.flatMap(({ outcomes = {} }) => Object.entries(outcomes))),
  routes: routesByCode(all_routes),
  docs_url,
})

/** Of each code the routes that declare it; what the edge itself refuses is not among them. */
function routesByCode(routes: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const pairs = routes.flatMap(({ method, path, errors }) =>
    Object.keys(errors).map((code) => ({ code, route: `${method} ${path}` })),
  )
  return new Map(
    [...Map.groupBy(pairs, ({ code }) => code)].map(([code, some]) => [code, some.map(({ route }) => route)]),
  )
}
