import type { World } from '../../kernel/world.ts'
import { assertOutsideTransaction } from '../db/database.ts'
import { createHttpClient } from './http_client.ts'
import { type Resolve, resolveAll } from './safe_connect.ts'
import { createTcpClient } from './tcp_client.ts'
import type { Send } from './wire.ts'

export type Sender = {
  /**
   * Sends one request and waits for its answer. Never throws for what the counterpart does; see `WireReply`. It is never
   * repeated here: whether that is safe only the caller knows.
   */
  readonly send: Send
  /** Lets go of every connection. */
  close(): Promise<void>
}

/** Calls to counterparts, on connections that are kept open. */
export function createSender(options: { world: World; resolve?: Resolve }): Sender {
  const reach = { resolve: resolveAll, ...options }
  const http = createHttpClient(reach)
  const tcp = createTcpClient(reach)
  return {
    send(dial, request) {
      assertOutsideTransaction()
      return request.transport === 'http' ? http.send(dial, request) : tcp.send(dial, request)
    },
    async close() {
      await Promise.all([http.close(), tcp.close()])
    },
  }
}
