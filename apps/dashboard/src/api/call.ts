import type { Json } from '../shape/value.ts'
import { Problem } from './problem.ts'

/** What every call carries besides the cookie, which the browser adds. Held in memory alone. */
const carried: { tenant: string | undefined; csrf: string | undefined } = {
  tenant: undefined,
  csrf: undefined,
}
export const carry = (more: Partial<typeof carried>): void => void Object.assign(carried, more)

export type Call = {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
  /** One per intent; the same for each repeat of it. */
  readonly key?: string
  readonly signal?: AbortSignal
  /** Of the member and no tenant: the one of this tab may have been replaced meanwhile. */
  readonly isOfNoTenant?: boolean
}
export type Page = {
  readonly data: readonly Json[]
  readonly has_more?: boolean
  readonly next_cursor?: string | null
}

/** `GET /v1/payments/{id}` with its parameters filled in. */
export function addressOf(route: string, { params = {}, query = {} }: Call): string {
  const path = route.slice(route.indexOf(' ') + 1)
  const filled = path.replaceAll(/\{([a-z_]+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  )
  const search = new URLSearchParams(
    Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== ''),
  ).toString()
  return search === '' ? filled : `${filled}?${search}`
}

export function headersOf(method: string, { body, key, isOfNoTenant = false }: Call): Record<string, string> {
  const isSafe = method === 'GET'
  return {
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(carried.tenant === undefined || isOfNoTenant ? {} : { 'florin-tenant': carried.tenant }),
    ...(isSafe || carried.csrf === undefined ? {} : { 'florin-csrf': carried.csrf }),
    ...(isSafe || key === undefined ? {} : { 'idempotency-key': key }),
  }
}

/**
 * One call of the public API, by its route's name. A declined payment (402) is an answer like any other: it exists.
 *
 * Throws Problem.
 */
export async function call<T = Json>(route: string, options: Call = {}): Promise<T> {
  return parsed(await callText(route, options)) as T
}

/** The same, for answers that are no JSON. Throws Problem. */
export async function callText(route: string, options: Call = {}): Promise<string> {
  const method = route.slice(0, route.indexOf(' '))
  const { body, signal } = options
  const reply = await fetch(addressOf(route, options), {
    method,
    headers: headersOf(method, options),
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted === true) throw error
    throw new Problem(0, { detail: String(error) })
  })
  const text = await reply.text()
  if (!reply.ok) throw new Problem(reply.status, parsed(text))
  return text
}

function parsed(text: string): Json {
  try {
    return text === '' ? {} : (JSON.parse(text) as Json)
  } catch {
    return { title: 'The answer could not be read', detail: text.slice(0, 300) }
  }
}

export const ROWS_OF_PAGE = 50

/** Every row, page by page, up to a limit that is told to the reader where it cuts. */
export async function allRows(route: string, options: Call, rows_max: number): Promise<readonly Json[]> {
  const rows: Json[] = []
  let cursor: string | undefined
  do {
    const query = { ...options.query, limit: '100', ...(cursor === undefined ? {} : { cursor }) }
    const page: Page = await call<Page>(route, { ...options, query })
    rows.push(...page.data)
    cursor = page.has_more === true ? (page.next_cursor ?? undefined) : undefined
  } while (cursor !== undefined && rows.length < rows_max)
  return rows.slice(0, rows_max)
}
