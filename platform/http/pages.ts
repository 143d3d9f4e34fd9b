import helmet from '@fastify/helmet'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { newId } from '../../kernel/id.ts'
import type { ErrorRow, ErrorTable } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import { createDocs } from './docs.ts'
import type { Operations, Page } from './edge_types.ts'
import { errorIndexPage, errorPage, outcomePage } from './error_pages.ts'
import type { OpenApiDocument } from './openapi.ts'

export type PagesOptions = {
  version: string
  errors: ErrorTable
  /** Codes that are no errors, by what they mean. */
  outcomes: Readonly<Record<string, string>>
  openapi: (version?: string) => OpenApiDocument
  operations: Operations | undefined
  world: World
  /** Every page is also told to the search for other methods. */
  know: (method: string, path: string) => void
}

const HTML = 'text/html; charset=utf-8'
const JSON_TYPE = 'application/json'
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Everything that is read by people and by machines that watch: documents, error pages, health, metrics. */
export function createPages(app: FastifyInstance, options: PagesOptions): { register(page: Page): void } {
  const documents = new Map<string, string>()
  const document = (version = options.version): string => {
    const text = documents.get(version) ?? JSON.stringify(options.openapi(version))
    documents.set(version, text)
    return text
  }
  const docs = createDocs()
  const pages: Page[] = [
    { path: '/', content_type: JSON_TYPE, render: () => landing(options.version) },
    { path: '/openapi.json', content_type: JSON_TYPE, render: () => document() },
    { path: '/docs/', content_type: HTML, render: docs.page },
    {
      path: '/docs/js/scalar.js',
      content_type: 'application/javascript; charset=utf-8',
      render: docs.script,
    },
    {
      path: '/docs/errors',
      content_type: HTML,
      render: () => errorIndexPage(options.errors, options.outcomes),
    },
  ]
  const register = (page: Page): void => {
    options.know('GET', page.path)
    void app.register(async (scope) => {
      await protect(scope, options.world)
      scope.get(page.path, async (_request, reply) => send(reply, page, docs.policyOf))
    })
  }
  void app.register(async (scope) => {
    await protect(scope, options.world)
    for (const page of pages) {
      options.know('GET', page.path)
      scope.get(page.path, async (_request, reply) => send(reply, page, docs.policyOf))
    }
    options.know('GET', '/docs')
    scope.get('/docs', async (_request, reply) => reply.redirect('/docs/', 301))
    addCodes(scope, options)
    if (options.operations !== undefined) addOperations(scope, options.operations, options.know)
  })
  return { register }
}

/**
 * The request's id, as on every answer, and the security headers of pages: nothing but this server's own files
 * is loaded, framed or submitted to.
 */
async function protect(scope: FastifyInstance, world: World): Promise<void> {
  scope.addHook('onRequest', async (_request, reply) => {
    reply.header('request-id', newId('req', world))
  })
  await scope.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
  })
}

async function send(
  reply: FastifyReply,
  page: Page,
  policyOf: (path: string) => string | undefined,
): Promise<FastifyReply> {
  const content = await page.render()
  const policy = policyOf(page.path) // known only once the page is made
  if (policy !== undefined) reply.header('content-security-policy', policy)
  return reply.header('content-type', page.content_type).send(content)
}

/** One page for each code that a problem or an outcome can carry; made when somebody asks for it. */
function addCodes(scope: FastifyInstance, { errors, outcomes, know }: PagesOptions): void {
  for (const code of Object.keys({ ...errors, ...outcomes })) know('GET', `/docs/errors/${code}`)
  scope.get<{ Params: { code: string } }>('/docs/errors/:code', async ({ params: { code } }, reply) => {
    const html = Object.hasOwn(errors, code)
      ? errorPage(code, errors[code] as ErrorRow)
      : Object.hasOwn(outcomes, code)
        ? outcomePage(code, outcomes[code] as string)
        : undefined
    if (html === undefined) return reply.callNotFound()
    return reply.header('content-type', HTML).send(html)
  })
}

const landing = (version: string): string =>
  JSON.stringify({
    name: 'Florin',
    version,
    docs: '/docs/',
    openapi: '/openapi.json',
    errors: '/docs/errors',
  })

function addOperations(scope: FastifyInstance, operations: Operations, know: PagesOptions['know']): void {
  for (const path of ['/healthz', '/readyz', '/metrics']) know('GET', path)
  scope.get('/healthz', async (_request, reply) => {
    const { is_live } = operations.live()
    return reply
      .code(is_live ? 200 : 503)
      .type(JSON_TYPE)
      .send({ is_live })
  })
  scope.get('/readyz', async (_request, reply) => {
    const { is_ready, because } = await operations.ready()
    return reply
      .code(is_ready ? 200 : 503)
      .type(JSON_TYPE)
      .send({ is_ready, because })
  })
  scope.get('/metrics', async (_request, reply) =>
    reply.type(METRICS_TYPE).send(await operations.metricsText()),
  )
}
