import type { ErrorTable } from '../../kernel/result.ts'
import type { CompiledRoute } from './compile_route.ts'
import type { SentEvent } from './edge_types.ts'
import { webhooksOf } from './openapi_events.ts'
import { operationOf } from './openapi_operation.ts'
import { commonHeaders, commonParameters, problemSchema } from './openapi_parts.ts'
import { createResponseBook } from './openapi_responses.ts'
import { createSchemaBook } from './openapi_schemas.ts'
import { createSessionCookie } from './session_cookie.ts'
import { type ApiVersions, versionsOf } from './versions.ts'

export type OpenApiOperation = {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  /** Of an operation that another listener serves. */
  readonly servers?: readonly { readonly url: string }[]
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters: readonly Readonly<Record<string, unknown>>[]
  readonly requestBody?: Readonly<Record<string, unknown>>
  readonly responses: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}
export type OpenApiDocument = {
  readonly openapi: string
  readonly info: Readonly<Record<string, unknown>>
  readonly servers: readonly { readonly url: string }[]
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>
  /** What is sent to callers, by type of event. */
  readonly webhooks?: Readonly<Record<string, unknown>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Readonly<Record<string, unknown>>>>
    readonly responses: Readonly<Record<string, Readonly<Record<string, unknown>>>>
    readonly parameters: Readonly<Record<string, unknown>>
    readonly headers: Readonly<Record<string, unknown>>
    readonly securitySchemes: Readonly<Record<string, unknown>>
  }
}

export type OpenApiSource = {
  readonly routes: readonly CompiledRoute[]
  /** Routes of another listener, and where it is. */
  readonly elsewhere?: { readonly routes: readonly CompiledRoute[]; readonly url: string }
  readonly versions: ApiVersions
  readonly public_url: string
  readonly auth_errors: ErrorTable
  readonly events: readonly SentEvent[]
}

const description = `Money as exact integers in minor units, every change under an idempotency key, every fault of a request named at once.

New fields may appear in answers at any time; what is sent is checked to the last field. Lists are read with \`limit\` and \`cursor\`. Errors are \`application/problem+json\`; \`type\` is a page that says what to do.`

/** The OpenAPI 3.1 document of one version, read from the routes and nothing else. */
export function openApiDocument(source: OpenApiSource, version: string): OpenApiDocument {
  const { versions, public_url, auth_errors, elsewhere, events } = source
  const routes = [...source.routes, ...(elsewhere?.routes ?? [])]
  const schemas = createSchemaBook()
  const responses = createResponseBook(`${public_url}/docs`)
  const paths: Record<string, Record<string, OpenApiOperation>> = {}
  for (const route of routes) {
    const operations = (paths[route.route.path] ??= {})
    const operation = operationOf(route, version, { schemas, responses, auth_errors })
    const isElsewhere = elsewhere?.routes.includes(route) === true
    operations[route.route.method.toLowerCase()] = isElsewhere
      ? { ...operation, servers: [{ url: elsewhere.url }] }
      : operation
  }
  const tags = [...new Set(routes.map((route) => route.route.tag))]
  return {
    openapi: '3.1.1',
    info: {
      title: 'Florin',
      version,
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: public_url }],
    tags: tags.map((name) => ({ name })),
    paths,
    ...(events.length === 0 ? {} : { webhooks: webhooksOf(events, schemas) }),
    components: {
      schemas: { Problem: problemSchema, ...schemas.components },
      responses: responses.components,
      parameters: commonParameters(versionsOf(versions)),
      headers: commonHeaders,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key: `sk_…` (secret), `rk_…` (restricted by scopes) or `pk_…` (publishable).',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: createSessionCookie(public_url).name,
          description:
            'A member who signed in with `POST /v1/sessions`. `Florin-Tenant` names the tenant (`GET /v1/session` lists them); whatever is no GET needs `Florin-Csrf`, and must come from a page of this server.',
        },
      },
    },
  }
}
