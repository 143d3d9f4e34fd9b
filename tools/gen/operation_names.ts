import { ownOf } from '../../kernel/own.ts'
/** Noun and verb of a route: `ledger accounts` and `freeze`. The SDK's resources and the CLI's commands are named by it. */
export type OperationName = { readonly noun: readonly string[]; readonly verb: string }
type Route = { readonly method: string; readonly path: string; readonly is_list: boolean }

const byMethod: Readonly<Record<string, string>> = {
  GET: 'get',
  PATCH: 'update',
  PUT: 'replace',
  DELETE: 'delete',
}

/** What a path alone does not say: a verb that is written as a collection, or a reading that stands beside one. */
const exceptions: Readonly<Record<string, string>> = {
  'POST /v1/members': 'members invite',
  'DELETE /v1/sessions/{id}': 'sessions end',
  'POST /v1/payout-destinations': 'payout-destinations ask',
  'POST /v1/approval-policy': 'approval-policy propose',
  'POST /v1/sandbox/simulate/events': 'sandbox events simulate',
  'GET /v1/sandbox/simulate/events': 'sandbox events triggers',
  'POST /v1/risk/lists/{id}/remove-items': 'risk lists items remove',
  'POST /v1/ledger/periods': 'ledger periods close',
  'GET /v1/ledger/balances': 'ledger balances sum',
  'GET /v1/audit-checkpoints/latest': 'audit-checkpoints latest',
}

/**
 * A route's name from its path, so that a new route is named like all others: a collection is a noun with `list` and
 * `create`, a thing in it has `get`, `update`, `delete`, and what stands behind a thing is a verb (`freeze`), or a
 * noun again where it can be read (`accounts entries list`).
 *
 * Throws when two routes would have the same name.
 */
export function operationNames(routes: readonly Route[]): Map<string, OperationName> {
  const readable = new Set(routes.filter(({ method }) => method === 'GET').map(({ path }) => path))
  const lists = new Set(routes.filter(({ is_list }) => is_list).map(({ path }) => path))
  const written = new Set(routes.filter(({ method }) => method !== 'GET').map(({ path }) => path))
  const taken = new Map<string, string>()
  return new Map(
    routes.map((route): [string, OperationName] => {
      const key = `${route.method} ${route.path}`
      const name = exceptional(key) ?? nameOf(route, { readable, lists, written })
      const spoken = [...name.noun, name.verb].join(' ')
      const other = taken.get(spoken)
      if (other !== undefined) throw new Error(`${key} and ${other} would both be “${spoken}”`)
      taken.set(spoken, key)
      return [key, name]
    }),
  )
}

function exceptional(key: string): OperationName | undefined {
  const words = ownOf(exceptions, key)?.split(' ')
  return words === undefined ? undefined : { noun: words.slice(0, -1), verb: words.at(-1) ?? '' }
}

type Paths = {
  readonly readable: ReadonlySet<string>
  readonly lists: ReadonlySet<string>
  readonly written: ReadonlySet<string>
}

function nameOf({ method, path }: Route, { readable, lists, written }: Paths): OperationName {
  const parts = path.replace(/^\/v1\//, '').split('/')
  const words = parts.filter((part) => !part.startsWith('{'))
  const last = words.at(-1) ?? ''
  const noun = words.slice(0, -1)
  if (parts.at(-1)?.startsWith('{') === true) return { noun: words, verb: ownOf(byMethod, method) ?? last }
  const isAlone = words.length === 1
  if (method === 'GET') {
    if (lists.has(path)) return { noun: words, verb: 'list' }
    const isNoun = isAlone || written.has(path) || [...written].some((other) => other.startsWith(`${path}/`))
    return isNoun ? { noun: words, verb: 'get' } : { noun, verb: last }
  }
  if (method !== 'POST') return { noun: words, verb: ownOf(byMethod, method) ?? last }
  const isCollection = lists.has(path) || readable.has(path) || isAlone || last.endsWith('s')
  return isCollection ? { noun: words, verb: 'create' } : { noun, verb: last }
}
