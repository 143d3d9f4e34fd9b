import { present } from '../../kernel/assert.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Method, Route, RouteReply, Stage } from '../../platform/http/route.ts'
import { makeClaim } from '../../platform/idempotency/fingerprint.ts'
import type { OpenScope } from '../../platform/scope.ts'

/** A call of our own API, as it was made for a trigger. */
export type Made = { readonly method: string; readonly path: string; readonly status: number }
export type Called = Readonly<Record<string, unknown>>
export type Asked = {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object
}
type RouteName = `${Method} /v1/${string}`

/** Calls of our own API without the way over HTTP: the same routes, in the caller's own name. */
export type Calls = {
  /** `name` is method and path template. What a route refuses comes back as it is. */
  call(name: RouteName, asked?: Asked): Promise<Result<Called, Failure>>
  /** In order; the status is that of the success, or of the refusal. */
  readonly made: readonly Made[]
}

/** `stage` names the trigger: each call's key follows from it, so a repeat finds what was done. */
export function createCalls(
  deps: { readonly db: Database; readonly routes: () => readonly Route[] },
  scope: OpenScope,
  stage: Stage,
): Calls {
  const made: Made[] = []
  return {
    made,
    async call(name, { params = {}, query = {}, body = {} } = {}) {
      const route = present(
        deps.routes().find(({ method, path }) => `${method} ${path}` === name),
        `the route ${name}`,
      )
      const claim = makeClaim(scope.tenant_id, `${stage.claim.key.slice(0, 200)} ${made.length + 1}`, {
        route: name,
        body,
        params,
        query,
      })
      const input = { params, query, body, wait_ms: 10_000, traceparent: null, last_event_id: null }
      const ran = await run(deps.db, route, scope, input, { claim, is_resumed: stage.is_resumed })
      const path = route.path.replaceAll(/\{([a-z_]+)\}/g, (_, key: string) => params[key] ?? '')
      const status = ran.ok ? (ran.value.status ?? route.status) : ran.error.status
      made.push({ method: route.method, path, status })
      return ran.ok ? { ok: true, value: objectOf(ran.value) } : ran
    },
  }
}

type Input = Parameters<Route['run']>[1]
const undone = new Error('a refused call keeps nothing')

async function run(
  db: Database,
  route: Route,
  scope: OpenScope,
  input: Input,
  stage: Stage,
): Promise<Result<RouteReply, Failure>> {
  switch (route.kind) {
    case 'read':
      return route.run(scope, input)
    case 'joined':
      return route.run(scope, input, stage.claim)
    case 'staged':
      return route.run(scope, input, stage)
    case 'transaction': {
      let ran: Result<RouteReply, Failure> | undefined
      await db
        .withTenant(scope.tenant_id, async (tx) => {
          ran = await route.run({ ...scope, db: tx }, input)
          if (!ran.ok) throw undone
        })
        .catch((error: unknown) => {
          if (error !== undone) throw error
        })
      return present(ran, 'what the route answered')
    }
  }
}

function objectOf({ body }: RouteReply): Called {
  if (typeof body !== 'object' || body === null) return {}
  if ('rendered' in body) return JSON.parse(body.rendered as string) as Called
  if ('chunks' in body) return JSON.parse(Buffer.concat(body.chunks as Buffer[]).toString()) as Called
  return body as Called
}
