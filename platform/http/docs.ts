import { createHash } from 'node:crypto'
import { fastify } from 'fastify'
import { present } from '../../kernel/assert.ts'

/** The API reference: Scalar, from this machine only. */
export type Docs = {
  page(): Promise<string>
  script(): Promise<string>
  /** The content policy of a docs page; undefined for pages that need no exception. */
  policyOf(path: string): string | undefined
}

const configuration = {
  url: '/docs/api/openapi.json',
  // Each call is written out in the languages of the other documents.
  hiddenClients: true,
  pageTitle: 'Florin API',
  theme: 'default',
  withDefaultFonts: false,
  telemetry: false,
  persistAuth: false,
  hideClientButton: true,
  authentication: { preferredSecurityScheme: 'bearer' },
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  externalUrls: { dashboardUrl: '', registryUrl: '', proxyUrl: '', apiBaseUrl: '' },
} as const

/**
 * Scalar's plugin takes 0.2 s to load, so it is loaded when somebody first opens the docs. Its page is
 * rendered once, in a Fastify of its own, and served from memory.
 */
export function createDocs(): Docs {
  let made: Promise<{ page: string; script: string }> | undefined
  let policy: string | undefined
  const make = () => {
    made ??= render()
    return made
  }
  return {
    async page() {
      const { page } = await make()
      policy ??= policyFor(page)
      return page
    },
    script: async () => (await make()).script,
    policyOf: (path) => (path === '/docs/api/' ? policy : undefined),
  }
}

async function render(): Promise<{ page: string; script: string }> {
  const { default: reference } = await import('@scalar/fastify-api-reference')
  const app = fastify({ logger: false })
  await app.register(reference, { routePrefix: '/docs/api', configuration })
  const page = withOwnKey((await app.inject('/docs/api/')).body)
  const script = (await app.inject('/docs/api/js/scalar.js')).body
  await app.close()
  return { page, script }
}

/** Before anything of the reference runs. */
const withOwnKey = (page: string): string =>
  page.replace('<head>', '<head><link rel="icon" href="/docs/florin.svg"><script src="key.js"></script>')

/**
 * The key that the reader has typed on a page of the documents stands in the calls of the reference, too, with the address
 * at which they read. It stays in the tab: the document comes without it, and is changed as it arrives.
 */
export const ownKeyScript = `const plain = globalThis.fetch
globalThis.fetch = async (asked, options) => {
  const answer = await plain(asked, options)
  if (!answer.ok || !answer.url.endsWith('/docs/api/openapi.json')) return answer
  const typed = (sessionStorage.getItem('florin-docs-key') ?? '').trim()
  const key = /^(sk|rk)_test_[0-9a-z]+$/i.test(typed) ? typed : 'sk_test_…'
  const text = (await answer.text()).replaceAll('sk_test_…', key).replaceAll('http://127.0.0.1:4010', location.origin)
  return new Response(text, { headers: { 'content-type': 'application/json' } })
}
`

/**
 * Only this server is ever asked for anything. The one script inside the page is allowed by its hash; styles
 * are made by the reference at run time, which no hash can name beforehand.
 */
function policyFor(page: string): string {
  const inline = present(
    /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(page)?.[1],
    'the script of the docs',
  )
  const hash = createHash('sha256').update(inline).digest('base64')
  return [
    "default-src 'self'",
    `script-src 'self' 'sha256-${hash}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join(';')
}
