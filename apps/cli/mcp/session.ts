import { createHash } from 'node:crypto'
import { type Client, PermissionError } from '../../../sdk/typescript/index.ts'
import { CommandError, exits, usage } from '../exits.ts'
import { isReading, type Operation, operations, reasonAgainst, scopes } from './operations.ts'

/** Whose key it is, as `GET /v1/tenant` answers. */
export type Tenant = {
  readonly id: string
  readonly name: string
  readonly mode: 'live' | 'sandbox'
  readonly key: { readonly id: string; readonly kind: string; readonly scopes: readonly string[] } | null
}
/** What `--read-only` and `--scopes` leave. */
export type Narrowing = { readonly is_read_only: boolean; readonly scopes: readonly string[] }

/** One run of `florin mcp`: one key, one tenant. */
export type Session = {
  readonly client: Client
  readonly tenant: Tenant
  /** What the key may and the flags leave, without what is never a tool. */
  readonly reads: readonly Operation[]
  /** Empty in a live tenant. */
  readonly writes: readonly Operation[]
  /** Why nothing is changed, whatever is asked; undefined where something may be. */
  readonly no_writing: string | undefined
  /** Asks the API again, right before something is changed. */
  readTenant(signal: AbortSignal): Promise<Tenant>
  /** The idempotency key of a call: the same for the same JSON-RPC id and content in this run, another one in any other. */
  keyFor(id: string | number, content: unknown): string
}

type Opened = { readonly client: Client; readonly narrowing: Narrowing; readonly chance: Uint8Array }

/** Errors: CommandError for scopes that no operation asks for, and for a key that may not say what it may. */
export async function openSession({ client, narrowing, chance }: Opened): Promise<Session> {
  const unknown = narrowing.scopes.filter((scope) => !scopes.has(scope))
  if (unknown.length > 0)
    throw usage(`no operation asks for the scope ${unknown.join(', ')}`, 'write it as `payments:read`')
  const tenant = await ownTenant(client)
  const { key } = tenant
  if (key === null || key === undefined)
    throw new CommandError(exits.refused, 'the API does not say what this key may do')
  const isNarrowed = narrowing.scopes.length > 0
  const isAllowed = ({ scope }: Operation): boolean =>
    (key.kind === 'secret' || key.scopes.includes(scope)) && (!isNarrowed || narrowing.scopes.includes(scope))
  const allowed = [...operations.values()].filter((one) => reasonAgainst(one) === undefined && isAllowed(one))
  const writes = allowed.filter((one) => !isReading(one))
  const no_writing = reasonOf(tenant, narrowing, writes)
  return {
    client,
    tenant,
    reads: allowed.filter(isReading),
    writes: no_writing === undefined ? writes : [],
    no_writing,
    readTenant: async (signal) => (await client.get<Tenant>('/v1/tenant', { signal })).body,
    keyFor: (id, content) =>
      `mcp-${createHash('sha256')
        .update(chance)
        .update(JSON.stringify([id, content]))
        .digest('hex')
        .slice(0, 40)}`,
  }
}

/** In the order of what a reader has to know first. */
function reasonOf(tenant: Tenant, { is_read_only }: Narrowing, writes: readonly Operation[]) {
  if (tenant.mode !== 'sandbox') return liveRefusal(tenant)
  if (is_read_only) return 'This server was started with --read-only: nothing is changed through it.'
  return writes.length === 0
    ? 'The key has no scope to change anything: nothing is changed through it.'
    : undefined
}

/** Named by its id: a name is a text that somebody chose, and this one becomes part of what an assistant is told. */
export const liveRefusal = ({ id }: Tenant): string =>
  `${id} is a live tenant, and this server changes nothing where money is real: use the dashboard, the command line or the API.`

async function ownTenant(client: Client): Promise<Tenant> {
  try {
    return (await client.get<Tenant>('/v1/tenant')).body
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error
    throw new CommandError(
      exits.not_let_in,
      'this key may not ask whose it is',
      'give it the scope access.tenant:read too: without it nobody can tell a sandbox from a live tenant',
    )
  }
}
