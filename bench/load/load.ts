import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { realWorld } from '../../kernel/world.ts'
import type { LoadPlan } from './plan.ts'
import { createRequests, type NextRequest } from './request.ts'
import { createResponses } from './responses.ts'
import { createTally, type Tally } from './tally.ts'

/**
 * The load generator, a program of its own so that its work is not taken for the server's: raw sockets, requests
 * built beforehand, answers read only as far as needed (about 10 us of CPU a request). Loopback only.
 */
const world = realWorld()

/** One connection's closed loop: the next request goes out when the last was answered. Resolves when the run is over. */
function runConnection(port: number, next: NextRequest, tally: Tally): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let sent_ms = 0
    const send = (): void => {
      sent_ms = world.elapsed_ms()
      socket.write(next())
    }
    const read = createResponses((status, text) => {
      if (tally.answered(sent_ms, world.elapsed_ms(), status, text)) send()
      else socket.destroy()
    })
    socket.on('connect', send)
    socket.on('data', read)
    socket.on('error', (error) => tally.broke(error.message))
    socket.on('close', () => {
      if (!tally.isOver()) tally.broke('the connection was closed')
      resolve()
    })
  })
}

const plan = JSON.parse(readFileSync(0, 'utf8')) as LoadPlan
const accounts = readFileSync(plan.accounts_file)
const requests = Array.from({ length: plan.connections }, (_, index) => createRequests(plan, accounts, index))
const tally = createTally(plan, world)
await Promise.all(requests.map((next) => runConnection(plan.port, next, tally)))
console.log(JSON.stringify(tally.outcome()))
