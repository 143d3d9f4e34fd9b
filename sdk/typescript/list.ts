import type { CallOptions, List, ListPage } from './call_types.ts'
import type { Ask, Client, Page } from './client_types.ts'

type Reader = Pick<Client, 'get'>

/** Every row of a list, page after page; the next page is read when the rows of the one before were taken. */
export async function* listAll<T>(
  client: Reader,
  path: string,
  ask: Ask = {},
): AsyncGenerator<T, void, undefined> {
  for await (const page of pagesOf<T>(client, path, ask)) yield* page.data
}

/** A list of a resource. Awaited more than once it is still asked for once. */
export function listOf<T>(
  client: Reader,
  path: string,
  query: Ask['query'] = {},
  options: CallOptions = {},
): List<T> {
  const ask = { ...options, query }
  let first: Promise<ListPage<T>> | undefined
  return {
    [Symbol.asyncIterator]: () => listAll<T>(client, path, ask),
    pages: () => pagesOf<T>(client, path, ask),
    // oxlint-disable-next-line unicorn/no-thenable -- it is awaited for its first page, as a query builder is
    then: (resolve, reject) => (first ??= readPage<T>(client, path, ask)).then(resolve, reject),
  }
}

async function* pagesOf<T>(
  client: Reader,
  path: string,
  ask: Ask,
): AsyncGenerator<ListPage<T>, void, undefined> {
  for (let page: ListPage<T> | null = await readPage<T>(client, path, ask); page !== null; ) {
    yield page
    page = await page.next()
  }
}

async function readPage<T>(client: Reader, path: string, ask: Ask): Promise<ListPage<T>> {
  const { body, request_id } = await client.get<Page<T>>(path, ask)
  const { has_more, next_cursor: cursor } = body
  const next = async (): Promise<ListPage<T> | null> =>
    has_more && cursor !== null
      ? readPage<T>(client, path, { ...ask, query: { ...ask.query, cursor } })
      : null
  return { ...body, request_id, next }
}
