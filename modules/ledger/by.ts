import { type Static, Type as T } from 'typebox'
import { newUuid } from '../../kernel/id.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { nullable } from './schemas.ts'
import type { Telling } from './store_accounts.ts'
import type { PostCommand } from './transfer.ts'

const teller = {
  type: T.Enum(['api_key', 'member', 'system']),
  id: T.String(),
  authenticated_by: T.String(),
  on_behalf_of: nullable(T.String()),
  ip: nullable(T.String()),
}
/** The ledger cannot call the audit trail, which lives on its own floor, so its facts say it. */
export const By = T.Object({ ...teller, request_id: T.String() })

/**
 * Whose the transfers of a batch are. The lists `requests`, `actor_of` and `counts` go together: request by request in
 * the order of the batch, which of `actors` sent it, from 0, and how many of the transfers are its own.
 */
export const BatchBy = T.Object({
  actors: T.Array(T.Object(teller), { minItems: 1 }),
  requests: T.Array(T.String(), { minItems: 1 }),
  actor_of: T.Array(T.Integer({ minimum: 0 })),
  counts: T.Array(T.Integer({ minimum: 1 })),
})
export type BatchBy = Static<typeof BatchBy>

/** True when every transfer of a batch of `count` has its request, and every request its actor. */
export const coversBatch = ({ actors, requests, actor_of, counts }: BatchBy, count: number): boolean =>
  actor_of.length === requests.length &&
  counts.length === requests.length &&
  actor_of.every((place) => place < actors.length) &&
  counts.reduce((sum, one) => sum + one, 0) === count

/**
 * Who did it, as every fact of the ledger about a single object says under `by`: what the audit trail needs to
 * know, since the ledger cannot call a module on its own floor. `count` facts are told.
 */
export const telling = (scope: OpenScope, count = 1): Telling => ({
  fact_ids: Array.from({ length: count }, () => newUuid(scope.world)),
  by: JSON.stringify(byOf(scope)),
})

/** The same for a write that several requests share: one fact for each, by whom it is. */
export const tellingEach = (scopes: readonly OpenScope[]): Telling => ({
  fact_ids: scopes.map(({ world }) => newUuid(world)),
  by: JSON.stringify(scopes.map(byOf)),
})

const byOf = ({ actor, ip, request_id }: OpenScope): { readonly by: Static<typeof By> } => ({
  by: { ...actor, ip: ip ?? null, request_id },
})

/** The same for a batch, as JSON: each of its callers once, whatever the number of their requests. */
export function packBy(commands: readonly PostCommand[]): string {
  const places = new Map<string, number>()
  const actors: unknown[] = []
  const actor_of = commands.map(({ actor, ip }) => {
    const name = `${actor.type} ${actor.id} ${actor.authenticated_by} ${actor.on_behalf_of} ${ip}`
    const known = places.get(name)
    if (known !== undefined) return known
    places.set(name, actors.length)
    return actors.push({ ...actor, ip }) - 1
  })
  const requests = commands.map(({ request_id }) => request_id)
  const counts = commands.map(({ transfers }) => transfers.length)
  return JSON.stringify({ actors, requests, actor_of, counts } satisfies Record<keyof BatchBy, unknown>)
}
