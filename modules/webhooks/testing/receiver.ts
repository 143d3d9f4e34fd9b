import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Received = { readonly headers: IncomingHttpHeaders; readonly body: string }
export type Answer = {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** A receiver of webhooks on this machine. */
export type Receiver = {
  readonly url: string
  readonly received: Received[]
  /** What it says from now on; undefined: nothing, the line stays open. */
  answer: (received: Received) => Answer | undefined
  /** Resolves when that many requests have come. */
  got(count: number): Promise<void>
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  let waiting: { readonly count: number; readonly resolve: () => void }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const one = { headers: request.headers, body: Buffer.concat(chunks).toString() }
      receiver.received.push(one)
      for (const { count, resolve } of waiting) if (receiver.received.length >= count) resolve()
      waiting = waiting.filter(({ count }) => receiver.received.length < count)
      const said = receiver.answer(one)
      if (said !== undefined) response.writeHead(said.status, said.headers).end(said.body)
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received: [],
    answer: () => ({ status: 200 }),
    got: (count) =>
      receiver.received.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => void waiting.push({ count, resolve })),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return receiver
}
