import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Runtime, systemRuntime } from './runtime.ts'

/** A server at the other end of the line, which a test lets answer as it likes. */
export async function listen(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => answer(request, response, Buffer.concat(parts).toString('utf8')))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** From here on it is a limit, which a busy machine keeps within: shortened, it would be passed. */
const LIMIT_MS = 15_000

/** Waits are a hundredth as long, so that nobody waits for a test. */
export function hastyRuntime(): Runtime {
  const real = systemRuntime()
  return {
    ...real,
    after: (delay_ms, fn) => real.after(delay_ms >= LIMIT_MS ? delay_ms : delay_ms / 100, fn),
  }
}
