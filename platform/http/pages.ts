import helmet from '@fastify/helmet'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { newId } from '../../kernel/id.ts'
import type { ErrorRow } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import { createReferenceScript, ownKeyScript, referencePage, referencePolicy, startScript } from './docs.ts'
import type { FramePage, Operations, Page } from './edge_types.ts'
import {
  type CodeBook,
  type CodeDoc,
  errorDoc,
  errorIndexDoc,
  outcomeDoc,
  plainFrame,
} from './error_pages.ts'
import type { OpenApiDocument } from './openapi.ts'
import { referenceDocument, type WriteSamples } from './reference_document.ts'

export type PagesOptions = {
  version: string
  codes: CodeBook
  /** Gives pages the look of the other documents; undefined where there are none. */
  frame: FramePage | undefined
  openapi: (version?: string) => OpenApiDocument
  /** Writes the calls of the reference; undefined where nobody does. */
  samples: WriteSamples | undefined
  operations: Operations | undefined
  world: World
  /** Every page is also told to the search for other methods. */
  know: (method: string, path: string) => void
}

const HTML = 'text/html; charset=utf-8'
const MARKDOWN = 'text/markdown; charset=utf-8'
const JSON_TYPE = 'application/json'
const SCRIPT = 'application/javascript; charset=utf-8'
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Everything that is read by people and by machines that watch: documents, error pages, health, metrics. */
export function createPages(app: FastifyInstance, options: PagesOptions): void {
  const documents = new Map<string, string>()
  const document = (version = options.version): string => {
    const text = documents.get(version) ?? JSON.stringify(options.openapi(version))
    documents.set(version, text)
    return text
  }
  const pages = [
    ...documentPages(options, () => document()),
    ...referencePages(options),
    ...errorPages(options),
  ]
  void app.register(async (scope) => {
    await protect(scope, options.world)
    for (const page of pages) {
      options.know('GET', page.path)
      scope.get(page.path, async (_request, reply) => send(reply, page))
    }
    for (const path of ['/docs', '/docs/api']) {
      options.know('GET', path)
      scope.get(path, async (_request, reply) => reply.redirect(`${path}/`, 301))
    }
    addCodes(scope, options)
    if (options.operations !== undefined) addOperations(scope, options.operations, options.know)
  })
}

const documentPages = ({ version }: PagesOptions, document: () => string): Page[] => [
  { path: '/', content_type: JSON_TYPE, render: () => landing(version) },
  { path: '/openapi.json', content_type: JSON_TYPE, render: document },
]

function referencePages({ openapi, samples }: PagesOptions): Page[] {
  // Made once: it is large, and the door is open to everybody.
  let made: string | undefined
  const render = (): string =>
    (made ??= JSON.stringify(samples === undefined ? openapi() : referenceDocument(openapi(), samples)))
  return [
    { path: '/docs/api/', content_type: HTML, policy: referencePolicy, render: () => referencePage },
    { path: '/docs/api/key.js', content_type: SCRIPT, render: () => ownKeyScript },
    { path: '/docs/api/start.js', content_type: SCRIPT, render: () => startScript },
    { path: '/docs/api/openapi.json', content_type: JSON_TYPE, render },
    { path: '/docs/api/js/scalar.js', content_type: SCRIPT, render: createReferenceScript() },
  ]
}

const errorPages = (options: PagesOptions): Page[] => [
  {
    path: '/docs/errors',
    content_type: HTML,
    render: () => framed(options, errorIndexDoc(options.codes), 'errors'),
  },
  { path: '/docs/errors.md', content_type: MARKDOWN, render: () => errorIndexDoc(options.codes).markdown },
]

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

async function send(reply: FastifyReply, page: Page): Promise<FastifyReply> {
  if (page.policy !== undefined) reply.header('content-security-policy', page.policy)
  return reply.header('content-type', page.content_type).send(await page.render())
}

const framed = async ({ frame }: PagesOptions, { title, html }: CodeDoc, path: string): Promise<string> =>
  frame === undefined
    ? plainFrame({ title, html })
    : frame({ title, path: 'errors', html, twin: `/docs/${path}.md` })

function docOfCode({ codes }: PagesOptions, code: string): CodeDoc | undefined {
  const { errors, outcomes } = codes
  if (Object.hasOwn(errors, code)) return errorDoc(code, errors[code] as ErrorRow, codes)
  return Object.hasOwn(outcomes, code) ? outcomeDoc(code, outcomes[code] as string) : undefined
}

/** One page for each code that a problem or an outcome can carry, and the same as Markdown; made when somebody asks for it. */
function addCodes(scope: FastifyInstance, options: PagesOptions): void {
  const { errors, outcomes } = options.codes
  for (const code of Object.keys({ ...errors, ...outcomes })) options.know('GET', `/docs/errors/${code}`)
  scope.get<{ Params: { code: string } }>('/docs/errors/:code', async ({ params }, reply) => {
    const code = params.code.replace(/\.md$/, '')
    const doc = docOfCode(options, code)
    if (doc === undefined) return reply.callNotFound()
    if (code !== params.code) return reply.header('content-type', MARKDOWN).send(doc.markdown)
    return reply.header('content-type', HTML).send(await framed(options, doc, `errors/${code}`))
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
