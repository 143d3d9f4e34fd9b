import type { Answer, Client } from '../../../sdk/typescript/index.ts'
import { present, wholeBetween } from '../amount_flags.ts'
import { chooseProfile, clientFor, type ConnectOptions, vaultUrlOf } from '../connect.ts'
import type { Profile } from '../profiles.ts'
import { usage } from '../exits.ts'
import type { Means } from '../means.ts'
import { paint, show } from '../show.ts'
import { isRow, type Row } from './cell.ts'
import type { Operation } from './catalogue.ts'
import { rowTable } from './columns.ts'
import { confirmLive } from './confirm.ts'
import { currencySource } from './currency_source.ts'
import { saveAnswer } from './save_answer.ts'
import { factSheet } from './facts.ts'
import type { OperationOptions } from './operation_command.ts'
import { readBody, readQuery } from './read_fields.ts'
import { showWaiting } from '../waiting.ts'
import { waitForOutcome } from './wait_outcome.ts'

const ROWS_DEFAULT = 20
const PAGE_ROWS_MAX = 100
/** As long as the API holds the line; what is asked for beyond that is waited for by asking again. */
const HOLD_S_MAX = 30

type Asked = { readonly name: string; readonly operation: Operation }

/** Does what a command of the API says: asks once, and shows what came of it. */
export async function runOperation(
  means: Means,
  { name, operation }: Asked,
  params: readonly string[],
  options: OperationOptions,
): Promise<void> {
  const path = pathOf(operation, params)
  const chosen = await chooseProfile(means, connectionOf(operation, options))
  const profile =
    operation.is_at_vault === true ? { ...chosen, url: vaultUrlOf(means, chosen, options.vaultUrl) } : chosen
  const client = clientFor(means, profile)
  const query = await readQuery(operation, options)
  if (operation.is_paged === true) return listRows(means, client, { path, query }, options)
  if (operation.answers !== undefined) return saveAnswer(means, profile, { path, query }, options)
  const body = await readBody(operation, options, currencySource(client, operation, path, options))
  await confirmLive(means, { name, operation, profile, params, body }, options)
  const answer = await send(means, client, { operation, path, query, body, profile }, options)
  show(means, options, answer.body, () => [
    ...bodyLines(answer.body, means.columns),
    ...(answer.is_replayed ? [paint('dim', '  this key had done it before; nothing happened now')] : []),
    ...(answer.status === 202 ? [unknownLine(answer, name)] : []),
  ])
}

/** Where `--url` is a field, it is not the address of the API. */
function connectionOf({ fields = [] }: Operation, { profile, url, key }: OperationOptions): ConnectOptions {
  const isField = fields.some(({ name }) => name === 'url')
  return present({ profile, key, url: isField ? undefined : url })
}

const pathOf = ({ path, params = [] }: Operation, given: readonly string[]): string =>
  params.reduce((done, param, at) => done.replace(`{${param}}`, encodeURIComponent(given[at] ?? '')), path)

type Request = {
  readonly operation: Operation
  readonly path: string
  readonly query: Readonly<Record<string, string | number | boolean | string[]>>
  readonly body: Row | undefined
  readonly profile: Profile
}

async function send(
  means: Means,
  client: Client,
  { operation, path, query, body }: Request,
  { idempotencyKey, wait, json = false }: OperationOptions,
): Promise<Answer> {
  const wait_s = wait === undefined ? undefined : wholeBetween('--wait', 0, 86_400)(wait)
  const bar = showWaiting(means, () => operation.say, json)
  const answer = await client
    .request(operation.method, path, {
      query,
      ...(body === undefined ? {} : { body }),
      ...(idempotencyKey === undefined ? {} : { idempotency_key: idempotencyKey }),
      ...(wait_s === undefined ? {} : { wait_s: Math.min(wait_s, HOLD_S_MAX) }),
    })
    .finally(bar.end)
  if (answer.status !== 202 || wait_s === undefined || wait_s <= HOLD_S_MAX) return answer
  return waitForOutcome(means, client, answer, { wait_s: wait_s - HOLD_S_MAX, is_quiet: json })
}

type Listing = Pick<Request, 'path' | 'query'>

async function listRows(means: Means, client: Client, { path, query }: Listing, options: OperationOptions) {
  if (options.all === true && options.limit !== undefined)
    throw usage('--all and --limit say different things', 'take one of them')
  const rows_max =
    options.all === true
      ? Number.POSITIVE_INFINITY
      : options.limit === undefined
        ? ROWS_DEFAULT
        : wholeBetween('--limit', 1, 1_000_000)(options.limit)
  const rows: Row[] = []
  let hasMore = false
  for await (const row of client.list<Row>(path, {
    query: { ...query, limit: Math.min(rows_max, PAGE_ROWS_MAX) },
  })) {
    hasMore = rows.length >= rows_max
    if (hasMore) break
    rows.push(row)
  }
  show(means, options, rows, () => (rows.length === 0 ? ['There are none.'] : rowTable(rows, means.columns)))
  if (hasMore && options.json !== true)
    means.err(paint('dim', 'There are more: --limit says how many, --all shows every one.'))
}

/** A list that comes whole is a table, one object is a sheet, and what is neither is JSON. */
function bodyLines(body: unknown, width: number | undefined): string[] {
  if (body === null || body === '') return ['Done.']
  if (!isRow(body)) return [typeof body === 'string' ? body : JSON.stringify(body, null, 2)]
  const { data: rows, ...more } = body
  if (!Array.isArray(rows) || !rows.every(isRow)) return factSheet(body, width)
  const lines = rows.length === 0 ? ['There are none.'] : rowTable(rows, width)
  const { has_more: _more, next_cursor: _cursor, ...facts } = more
  return [...lines, ...factSheet(facts, width)]
}

function unknownLine({ body, headers }: Answer, name: string): string {
  const id = isRow(body) && typeof body['id'] === 'string' ? body['id'] : undefined
  const noun = name.split(' ').slice(0, 1).join(' ')
  const look =
    id === undefined ? `florin get ${headers.get('location') ?? '/v1/…'}` : `florin ${noun} get ${id}`
  return `  → its outcome is not known yet: \`${look}\` tells when it is`
}
