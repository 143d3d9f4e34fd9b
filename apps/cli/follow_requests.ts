import {
  type Client,
  ConnectionError,
  type FlorinError,
  pause,
  ProblemError,
  type RequestLog,
} from '../../sdk/typescript/index.ts'
import type { Means } from './means.ts'

const ASK_MS = 1_000
const PAGE_ROWS = 100
/** A request is written when it was answered, 30 s after it came at most, and a second or so later. */
const LATE_MS = 60_000
/** In between it is enough to read until nothing is new: what comes late is found by a look at all of LATE_MS. */
const THOROUGH_EVERY = 10
/** Rows of the past that are told at most. */
export const PAST_ROWS_MAX = 10_000

type Query = Readonly<Record<string, string>>
export type RequestsAsked = {
  readonly query: Query
  /** Where to begin; what comes from now on when undefined. */
  readonly since_ms: number | undefined
  /** Called once the past was told, before anything new is; `is_cut` when there was more of it. */
  readonly on_ready: (is_cut: boolean) => void
  readonly on_lost: (why: string) => void
}

/**
 * Requests as the log gets them, each once, oldest first, until Ctrl-C. The log is a list by the time at which a request
 * came, and a slow one gets there behind others that came later: so each look goes back a minute, and what was told
 * before is remembered for as long. Errors: those of the API that no waiting would cure.
 */
export async function* followRequests(
  means: Means,
  client: Client,
  { query, since_ms, on_ready, on_lost }: RequestsAsked,
): AsyncGenerator<RequestLog, void, undefined> {
  const signal = means.interrupted()
  const told = rememberRows(since_ms)
  const first = await freshRows(client, query, told, { is_thorough: true, rows_max: PAST_ROWS_MAX })
  if (since_ms !== undefined) yield* first.rows
  on_ready(first.is_cut)
  for (let turn = 1; !signal.aborted; turn++) {
    await pause(means.runtime, ASK_MS, signal)
    if (signal.aborted) return
    const is_thorough = turn % THOROUGH_EVERY === 0
    const { rows } = await freshRows(client, query, told, { is_thorough, signal }).catch((error: unknown) => {
      if (!isPassing(error)) throw error
      if (!signal.aborted) on_lost(error.message)
      return { rows: [] }
    })
    yield* rows
  }
}

const isPassing = (error: unknown): error is FlorinError =>
  error instanceof ConnectionError ||
  (error instanceof ProblemError && (error.status >= 500 || error.status === 429))

type Look = {
  readonly is_thorough: boolean
  readonly rows_max?: number
  readonly signal?: AbortSignal
}
type Page = {
  readonly data: readonly RequestLog[]
  readonly has_more: boolean
  readonly next_cursor: string | null
}

/** What was not told yet, oldest first; remembered as told only once all of it was read. */
async function freshRows(client: Client, query: Query, told: Told, look: Look) {
  const { is_thorough, rows_max = Infinity } = look
  const found: RequestLog[] = []
  let cursor: string | null = null
  do {
    const page = await readPage(client, query, cursor, look.signal)
    const floor_ms = told.floor(found[0] ?? page.data[0])
    const young = page.data.filter((row) => timeOf(row) >= floor_ms)
    const fresh = young.filter(({ id }) => !told.has(id))
    found.push(...fresh)
    const isOver = young.length < page.data.length || (fresh.length === 0 && !is_thorough)
    cursor = isOver || !page.has_more || found.length >= rows_max ? null : page.next_cursor
  } while (cursor !== null)
  told.add(found)
  return { rows: found.toReversed(), is_cut: found.length >= rows_max }
}

async function readPage(
  client: Client,
  query: Query,
  cursor: string | null,
  signal: AbortSignal | undefined,
): Promise<Page> {
  const { body } = await client.get<Page>('/v1/request-logs', {
    query: { ...query, limit: PAGE_ROWS, ...(cursor === null ? {} : { cursor }) },
    ...(signal === undefined ? {} : { signal }),
  })
  return body
}

const timeOf = ({ created_at }: RequestLog): number => Date.parse(created_at)

/** The rows of the last LATE_MS, by the clock of those who write them. */
type Told = {
  has(id: string): boolean
  /** Rows before it are of no interest. `newest` is the newest row there is, before any was remembered. */
  floor(newest: RequestLog | undefined): number
  add(rows: readonly RequestLog[]): void
}

function rememberRows(since_ms: number | undefined): Told {
  const known = new Map<string, number>()
  let newest_ms: number | undefined
  const floor: Told['floor'] = (newest) => {
    if (newest_ms !== undefined) return Math.max(newest_ms - LATE_MS, since_ms ?? -Infinity)
    return since_ms ?? (newest === undefined ? -Infinity : timeOf(newest) - LATE_MS)
  }
  return {
    has: (id) => known.has(id),
    floor,
    add(rows) {
      for (const row of rows) {
        known.set(row.id, timeOf(row))
        newest_ms = Math.max(newest_ms ?? -Infinity, timeOf(row))
      }
      const floor_ms = floor(undefined)
      for (const [id, at_ms] of known) if (at_ms < floor_ms) known.delete(id)
    },
  }
}
