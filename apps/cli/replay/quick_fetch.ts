import type { Fetch } from '../../../sdk/typescript/index.ts'

/**
 * A `fetch` without what browsers need of it, for hundreds of thousands of requests. `close` ends its connections; the
 * package is loaded only where it is used, because every command would start later with it.
 */
export async function quickFetch(
  connections: number,
): Promise<{ readonly fetch: Fetch; close(): Promise<void> }> {
  const { Agent, request } = await import('undici')
  const dispatcher = new Agent({ connections, pipelining: 1 })
  return {
    close: () => dispatcher.destroy(),
    async fetch(url, { method, headers, body, signal }) {
      const reply = await request(url, {
        dispatcher,
        method: method as 'GET',
        headers,
        signal,
        ...(body === undefined ? {} : { body }),
      })
      return {
        status: reply.statusCode,
        headers: { get: (name) => textOf(reply.headers[name]) },
        text: () => reply.body.text(),
        body: reply.body,
      }
    },
  }
}

const textOf = (value: string | string[] | undefined): string | null =>
  value === undefined ? null : Array.isArray(value) ? value.join(', ') : value
