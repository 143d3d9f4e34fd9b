import { fastify } from 'fastify'

/** The API reference: Scalar, from this machine only. */
const configuration = {
  url: '/docs/api/openapi.json',
  // Each call is written out in the languages of the other documents.
  hiddenClients: true,
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

/** The page is ours and not Scalar's, which would start itself by a script inside the page. */
export const referencePage = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference · Florin</title><link rel="icon" href="/docs/florin.svg" type="image/svg+xml"></head>
<body><div id="app"></div>
<script src="key.js"></script><script src="js/scalar.js"></script><script src="start.js"></script></body></html>`

export const startScript = `Scalar.createApiReference('#app', ${JSON.stringify(configuration)})\n`

/** Only this server is ever asked for anything. Styles are made by the reference at run time, which no hash can name beforehand. */
export const referencePolicy = [
  "default-src 'self'",
  "script-src 'self'",
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

/**
 * Scalar's own script. Its plugin takes 0.2 s to load, so it is loaded when somebody first opens the reference. The plugin
 * gives the script to nobody but a Fastify, so it gets one; afterwards the script is served from memory.
 */
export function createReferenceScript(): () => Promise<string> {
  let made: Promise<string> | undefined
  return () => (made ??= readScript())
}

async function readScript(): Promise<string> {
  const { default: reference } = await import('@scalar/fastify-api-reference')
  const app = fastify({ logger: false })
  await app.register(reference, { routePrefix: '/docs/api', configuration })
  const { body } = await app.inject('/docs/api/js/scalar.js')
  await app.close()
  return body
}

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
