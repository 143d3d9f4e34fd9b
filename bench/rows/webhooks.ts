import { fileURLToPath } from 'node:url'
import { newUuid } from '../../kernel/id.ts'
import { pause, type World } from '../../kernel/world.ts'
import { type CpuMeter, pidMeter, withCpu } from '../cpu.ts'
import { callApi, inLanes } from '../setup/call_api.ts'
import type { HttpServer } from '../setup/florin_server.ts'
import { startProgram } from '../setup/program.ts'
import type { Subject } from '../subject.ts'

const program = fileURLToPath(new URL('../receiver/server.ts', import.meta.url))
/** Events of a kind that no other row makes, so that each run delivers the same ones. */
const EVENTS = 6_000
const TYPE = 'customer.created'
const LONG_AGO = '2020-01-01T00:00:00Z'
const LOOK_MS = 5
const WAIT_MS_MAX = 120_000

type Recovered = { readonly again: number; readonly dead: number; readonly never: number }

/**
 * Deliveries of events that wait, signed, recorded with their answers: from the order to send everything once more to the
 * last one that the receiver took. Takes as long as it takes.
 */
export async function webhooksSubject(deps: {
  server: HttpServer
  world: World
  postgres: CpuMeter
}): Promise<Subject> {
  const { server, world } = deps
  const receiver = await startProgram(world, program, {})
  const api = `http://127.0.0.1:${server.port}/v1`
  const at = `http://127.0.0.1:${receiver.port}/`
  const call = <T>(path: string, body: unknown): Promise<T> =>
    callApi<T>(api + path, server.authorization, newUuid(world), body)
  await inLanes(EVENTS, (index) => call('/customers', { name: `Bench ${index}` }))
  const { id } = await call<{ id: string }>('/webhook-endpoints', { url: at, events: [TYPE] })
  const taken = async (): Promise<number> => Number(await (await fetch(at)).text())
  return {
    name: 'webhooks',
    run: () =>
      withCpu({ node: pidMeter(server.pid), postgres: deps.postgres }, async () => {
        const [from_ms, before_it] = [world.elapsed_ms(), await taken()]
        const body = { since: LONG_AGO, which: 'all' }
        const { again, dead, never } = await call<Recovered>(`/webhook-endpoints/${id}/recover`, body)
        const count = again + dead + never
        while ((await taken()) < before_it + count) {
          if (world.elapsed_ms() > from_ms + WAIT_MS_MAX) throw new Error('webhooks do not arrive')
          await pause(world, LOOK_MS)
        }
        const per_s = count / ((world.elapsed_ms() - from_ms) / 1_000)
        return { operations: count, measured: { per_s } }
      }),
    close: () => receiver.stop(),
  }
}
