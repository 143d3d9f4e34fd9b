import type { FastifyInstance } from 'fastify'

/**
 * Lets pages of any origin call (Fetch standard, CORS protocol). Without cookies there is nothing a page could borrow from
 * its visitor: whoever calls brings a key, and a page should hold no other than a publishable one.
 */
const onEveryAnswer: readonly (readonly [string, string])[] = [
  ['access-control-allow-origin', '*'],
  [
    'access-control-expose-headers',
    'Request-Id, Retry-After, Idempotency-Status, Florin-Should-Retry, Florin-Version, RateLimit, RateLimit-Policy, Location',
  ],
]
const onPreflight = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers':
    'authorization, content-type, idempotency-key, florin-version, prefer, traceparent',
  'access-control-max-age': '7200', // as long as any browser remembers it
} as const

/** Answers preflights itself, and marks every other answer as readable by pages. */
export function allowPages(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { headers, method } = request.raw
    for (const [name, value] of onEveryAnswer) reply.raw.setHeader(name, value)
    const isPreflight = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
    if (!isPreflight) return done()
    reply.hijack()
    reply.raw.writeHead(204, onPreflight).end()
  })
}
