import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { registerWorld, sendToSimulated, simulatedAccounts } from '../../apps/server/simulated_acquirers.ts'
import { startSimulator } from '../../apps/simulator/start_simulator.ts'
import { instantText, type SimWorld } from '../../kernel/world.ts'
import { sandboxMerchantNumber } from '../../modules/rails/index.ts'
import type { Database } from '../../platform/db/database.ts'
import { createSender } from '../../platform/outbound/sender.ts'
import type { Send } from '../../platform/outbound/wire.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Books, Fault } from '../chaos/simulator_books.ts'

/** A callback as it came, kept until the story lets it in. */
export type Callback = {
  readonly address: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}
/** The acquirers outside, in this process and in the world of the seed. */
export type CardWorld = {
  readonly send: Send
  readonly register: ReturnType<typeof registerWorld>
  readonly accounts: typeof simulatedAccounts
  readonly callback_url: string
  /** What acquirers told and nobody has heard yet. */
  readonly callbacks: Callback[]
  /** Waits until the acquirers have done everything that is due by now. */
  catchUp(): Promise<void>
  putFaults(faults: readonly Fault[]): Promise<void>
  books(): Promise<Books>
  close(): Promise<void>
}

const TOKEN = 'a token of simulations only'

export async function openCardWorld(options: {
  readonly world: SimWorld
  readonly db: Database
  readonly tenant_id: TenantId
  readonly folder: string
}): Promise<CardWorld> {
  const { world, db, tenant_id, folder } = options
  const simulated = await startSimulator({ world, folder, token: TOKEN, port: 0 })
  const simulator = {
    ports: async () => simulated.ports,
    token: TOKEN,
    start: () => undefined,
    stop: async () => undefined,
  }
  const sender = createSender({ world })
  const { callbacks, callback_url, stop } = await openMailbox()
  const control = async (method: string, what: string, body?: object): Promise<unknown> => {
    const answer = await fetch(
      `http://127.0.0.1:${simulated.ports.control}/worlds/${sandboxMerchantNumber(tenant_id)}/${what}`,
      {
        method,
        headers: { authorization: `Bearer ${TOKEN}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
    )
    const text = await answer.text()
    if (answer.status !== 200) throw new Error(`${method} ${what}: ${answer.status} ${text}`)
    return JSON.parse(text)
  }
  return {
    send: sendToSimulated(sender.send, simulator),
    register: registerWorld({ db, send: sender.send, simulator }),
    accounts: simulatedAccounts,
    callback_url,
    callbacks,
    catchUp: async () => void (await control('POST', 'clock', { to: instantText(world.now()) })),
    putFaults: async (faults) => void (await control('PUT', 'faults', { faults })),
    books: async () => (await control('GET', 'books')) as Books,
    async close() {
      await simulated.close()
      await sender.close()
      await stop()
    },
  }
}

/** Takes every callback, and lets nobody hear of it yet. */
async function openMailbox() {
  const callbacks: Callback[] = []
  const server = createServer((request, response) => {
    request.setEncoding('latin1')
    let body = ''
    request.on('data', (more: string) => (body += more))
    request.on('end', () => {
      const address = request.url?.split('/').at(-1) ?? ''
      callbacks.push({ address, headers: request.headers as Record<string, string>, body })
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const stop = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => void server.close(resolve))
  }
  return { callbacks, callback_url: `http://127.0.0.1:${port}/v1/callbacks`, stop }
}
