import { Type as T } from 'typebox'
import { idOf, type Prefix } from '../../kernel/id.ts'
import { IDEMPOTENCY_KEY_CHARS_MAX } from '../../kernel/limits.ts'
import { ownOf } from '../../kernel/own.ts'
import { errors, ok } from '../../kernel/result.ts'
import { instantText } from '../../kernel/world.ts'
import type { Database } from '../db/database.ts'
import { type Route, route } from '../http/route.ts'
import { keyHash } from './claim.ts'
import { findKey, type KeyRecord } from './store.ts'

const keyErrors = errors({
  idempotency_key_not_found: { status: 404, retry: 'never', text: 'No request was made with this key.' },
})

const nullable = <S extends ReturnType<typeof T.String> | ReturnType<typeof T.Integer>>(schema: S) =>
  T.Union([schema, T.Null()])

const KeyReply = T.Object(
  {
    key: T.String(),
    route: T.String({ description: 'What was asked with it.', examples: ['POST /v1/ledger/transfers'] }),
    state: T.Enum(['in_progress', 'done'], {
      description: 'in_progress: still running, or to be resumed by the next request with the key.',
    }),
    created_at: T.String({ format: 'date-time' }),
    request_id: T.String({ description: 'The first request with the key.' }),
    resumable_at: nullable(T.String({ description: 'in_progress: when another request may take over.' })),
    status: nullable(T.Integer({ description: 'The status it was answered with.' })),
    reply: T.Unknown({
      description: 'The answer as it was given; null where it is rendered from `subjects`.',
    }),
    subjects: T.Array(T.String(), { description: 'The objects it made.' }),
  },
  { $id: 'IdempotencyKey', additionalProperties: false },
)

const subjectsOf = (found: KeyRecord, prefixes: Readonly<Record<string, Prefix>>): string[] => {
  const prefix = ownOf(prefixes, found.route)
  return (found.subjects ?? []).map((uuid) => (prefix === undefined ? uuid : idOf(prefix, uuid)))
}

/** `GET /v1/idempotency-keys/{key}`. `prefixes`: what the stored subjects of a route are, by `METHOD /path`. */
export const idempotencyRoutes = (db: Database, prefixes: Readonly<Record<string, Prefix>>): Route[] => [
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/idempotency-keys/{key}',
    operation_id: 'getIdempotencyKey',
    tag: 'Idempotency',
    summary: 'Show what an idempotency key did.',
    scope: 'idempotency_keys:read',
    params: T.Object({ key: T.String({ minLength: 1, maxLength: IDEMPOTENCY_KEY_CHARS_MAX }) }),
    status: 200,
    reply: KeyReply,
    errors: keyErrors.table,
    async run(scope, { params }) {
      const hash = keyHash(scope.tenant_id, params.key)
      const found = await db.withTenant(scope.tenant_id, (tx) => findKey(tx, scope.tenant_id, hash))
      if (found === undefined) return keyErrors.fail('idempotency_key_not_found')
      const { key, route: asked, state, created_at, request_id, lease_until, status, reply } = found
      return ok({
        body: {
          key,
          route: asked,
          state,
          created_at: instantText(created_at),
          request_id,
          resumable_at: lease_until === null ? null : instantText(lease_until),
          status,
          reply: reply === null ? null : (JSON.parse(reply) as unknown),
          subjects: subjectsOf(found, prefixes),
        },
      })
    },
  }),
]
