import type { Ask, Client, Page } from './client_types.ts'

/** Every row of a list, page after page; the next page is read when the rows of the one before were taken. */
export async function* listAll<T>(
  client: Pick<Client, 'get'>,
  path: string,
  ask: Ask = {},
): AsyncGenerator<T, void, undefined> {
  let cursor: string | undefined
  do {
    const query = { ...ask.query, ...(cursor === undefined ? {} : { cursor }) }
    const { body } = await client.get<Page<T>>(path, { ...ask, query })
    yield* body.data
    cursor = body.has_more ? (body.next_cursor ?? undefined) : undefined
  } while (cursor !== undefined)
}
