import { useQuery } from '@tanstack/react-query'
import { ownOf } from '../../../../sdk/typescript/own.ts'
import { textAt } from '../shape/value.ts'
import { call, type Page } from './call.ts'
import { may, useSession } from './session.ts'

/** Of these a tenant has few, and people know them by a name: the list, the field that names one, and the scope to read it. */
const lists: Readonly<Record<string, readonly [route: string, field: string, scope: string]>> = {
  aca: ['GET /v1/acquirer-accounts', 'name', 'rails.acquirer_accounts:read'],
  bcn: ['GET /v1/bank-connections', 'name', 'bank_connections:read'],
  key: ['GET /v1/api-keys', 'name', 'access.keys:read'],
  mem: ['GET /v1/members', 'name', 'members:read'],
  mer: ['GET /v1/merchants', 'name', 'merchants:read'],
}
const NAMES_MAX = '100'
const STALE_MS = 300_000

async function readNames(route: string, field: string, signal: AbortSignal) {
  const page = await call<Page>(route, { query: { limit: NAMES_MAX }, signal })
  const named = page.data.filter((row) => textAt(row, field) !== '')
  return new Map(named.map((row) => [textAt(row, 'id'), textAt(row, field)]))
}

/** What the id is called; undefined for what has no name, and where the reader may not see it. */
export function useNameOf(id: string): string | undefined {
  const found = ownOf(lists, id.slice(0, id.indexOf('_')))
  const [route, field, scope] = found ?? ['', '', '']
  const { data: session } = useSession()
  const { data: names } = useQuery({
    queryKey: ['names', route],
    queryFn: ({ signal }) => readNames(route, field, signal),
    staleTime: STALE_MS,
    enabled: found !== undefined && session !== undefined && may(session, scope),
  })
  return names?.get(id)
}
