import { join } from 'node:path'
import { assert } from '../../kernel/assert.ts'
import type { World } from '../../kernel/world.ts'
import { startSimulator } from '../../apps/simulator/start_simulator.ts'

export type BookedOperation = {
  readonly acquirer: string
  readonly operation: string
  readonly operation_reference: string
  readonly state: 'done' | 'pending' | 'reversed'
  readonly outcome: 'approved' | 'declined' | 'rejected'
  readonly amount: string
}
export type BookedAuthorization = {
  readonly acquirer: string
  readonly operation_reference: string
  readonly reference: string
  readonly approved: string
  readonly captured: string
  readonly released: string
  readonly refunded: string
  readonly open: string
}
export type Books = {
  readonly operations: readonly BookedOperation[]
  readonly authorizations: readonly BookedAuthorization[]
}
export type Fault = { readonly kind: string; readonly [field: string]: unknown }

type Place = { readonly world: World; readonly data_dir: string; readonly merchant_number: string }
const TOKEN = 'only while the server is down'

/** What lasts in the simulator's folder is read and set between two runs of it, by one that nobody pays with. */
async function control(
  { world, data_dir, merchant_number }: Place,
  method: 'GET' | 'PUT',
  what: string,
  body?: object,
): Promise<unknown> {
  const simulator = await startSimulator({
    world,
    token: TOKEN,
    port: 0,
    folder: join(data_dir, 'simulator'),
  })
  try {
    const answer = await fetch(
      `http://127.0.0.1:${simulator.ports.control}/worlds/${merchant_number}/${what}`,
      {
        method,
        headers: { authorization: `Bearer ${TOKEN}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
    )
    const text = await answer.text()
    assert(answer.status === 200, `the simulator answered ${answer.status}: ${text.slice(0, 300)}`)
    return JSON.parse(text)
  } finally {
    await simulator.close()
  }
}

/** What the acquirers hold to be true. Only while no server runs. */
export const readBooks = async (place: Place): Promise<Books> =>
  (await control(place, 'GET', 'books')) as Books

/** What goes wrong from now on. Only while no server runs. */
export const putFaults = async (place: Place, faults: readonly Fault[]): Promise<void> =>
  void (await control(place, 'PUT', 'faults', { faults }))
