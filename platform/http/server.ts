import type { Server } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { FastifyServerOptions } from 'fastify'
import type { EdgeConfig, EdgeTls } from './edge_types.ts'
import {
  HEADER_BYTES_MAX,
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_MS,
  PARAM_CHARS_MAX,
  REQUEST_TIMEOUT_MS,
} from './limits.ts'
import type { Unrouted } from './unrouted.ts'

/** How Fastify and Node are set up: every time-out and size has a limit, nothing is parsed or logged for us. */
export function serverOptions(config: EdgeConfig, unrouted: Unrouted): FastifyServerOptions {
  const http = {
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: HEADERS_TIMEOUT_MS,
    connectionsCheckingInterval: HEADERS_TIMEOUT_MS,
    insecureHTTPParser: false,
    // Node answers with nothing but a status; `createApp` refuses it in words.
    requireHostHeader: false,
  }
  return {
    ...(config.tls === undefined ? { http } : { https: { ...http, ...tlsOptions(config.tls) } }),
    logger: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    return503OnClosing: false,
    exposeHeadRoutes: true,
    requestIdHeader: false,
    genReqId: () => '',
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    ...(config.trusted_proxies === undefined ? {} : { trustProxy: [...config.trusted_proxies] }),
    routerOptions: { maxParamLength: PARAM_CHARS_MAX, querystringParser: asText as never },
    frameworkErrors: (_error, request, reply) => unrouted.badUrl(request.raw, reply.raw),
    clientErrorHandler: (error, socket) => unrouted.clientError(error, socket),
  }
}

/** Routes bring their own checkers. Fastify loads its validator and serializer, 50 ms of them, unless told otherwise. */
const noSchemas = (): never => {
  throw new Error('no route gives its schemas to Fastify')
}

/** The query stays as it was sent: each route reads it by its own schema. */
const asText = (query: string): string => query

const tlsOptions = ({ key, cert, client_ca, client_certificate = 'none' }: EdgeTls) => ({
  key,
  cert,
  ...(client_ca === undefined ? {} : { ca: client_ca }),
  minVersion: 'TLSv1.2' as const,
  requestCert: client_certificate !== 'none',
  // With `optional` a caller without a certificate is let in, and one with a bad one is turned away below.
  rejectUnauthorized: client_certificate === 'required',
})

/** With optional client certificates Node lets bad ones in too: their connections end here. */
export function refuseBadCertificates(server: Server, { client_certificate }: EdgeTls): void {
  if (client_certificate !== 'optional') return
  server.on('secureConnection', (socket: TLSSocket) => {
    const isShown = Object.keys(socket.getPeerCertificate()).length > 0
    if (isShown && !socket.authorized) socket.destroy()
  })
}
