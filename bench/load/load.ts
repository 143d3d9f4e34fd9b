import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { realWorld } from '../../kernel/world.ts'
import { createLatencies } from './latencies.ts'
import type { LoadOutcome, LoadPlan } from './plan.ts'
import { createRequests } from './request.ts'
import { createResponses } from './responses.ts'

/**
 * The load generator, a program of its own so that its work is not taken for the server's: raw sockets, requests
 * built beforehand, answers read only as far as needed (about 10 us of CPU a request). Loopback only.
 */
const world = realWorld()

function run(plan: LoadPlan): Promise<LoadOutcome> {
  const accounts = readFileSync(plan.accounts_file)
  const latencies = createLatencies()
  const errors: Record<string, number> = {}
  let first_error: string | undefined
  let requests = 0
  const from_ms = world.elapsed_ms() + plan.warmup_s * 1000
  const until_ms = from_ms + plan.seconds * 1000
  let cpu = process.cpuUsage()
  world.after(plan.warmup_s * 1000, () => (cpu = process.cpuUsage()))

  const fail = (status: number, text: string): void => {
    errors[status] = (errors[status] ?? 0) + 1
    first_error ??= text.slice(0, 500)
  }
  const open = (connection: number): Promise<void> =>
    new Promise((resolve) => {
      const next = createRequests(plan, accounts, connection)
      const socket = connect({ port: plan.port, host: '127.0.0.1', noDelay: true })
      let sent_ms = 0
      const send = (): void => {
        sent_ms = world.elapsed_ms()
        socket.write(next())
      }
      const read = createResponses((status, text) => {
        const now_ms = world.elapsed_ms()
        if (now_ms >= until_ms) return void socket.destroy()
        if (status >= 300) fail(status, text)
        if (now_ms >= from_ms) {
          requests += 1
          latencies.add(now_ms - sent_ms)
        }
        send()
      })
      socket.on('connect', send)
      socket.on('data', read)
      socket.on('error', (error) => fail(0, error.message))
      socket.on('close', () => {
        if (world.elapsed_ms() < until_ms) fail(0, 'the connection was closed')
        resolve()
      })
    })
  return Promise.all(Array.from({ length: plan.connections }, (_, index) => open(index))).then(() => {
    const spent = process.cpuUsage(cpu)
    return {
      requests,
      took_ms: plan.seconds * 1000,
      p50_ms: latencies.quantile(0.5),
      p99_ms: latencies.quantile(0.99),
      max_ms: latencies.quantile(1),
      errors,
      cpu_us: (spent.user + spent.system) / Math.max(1, requests),
      ...(first_error === undefined ? {} : { first_error }),
    }
  })
}

const plan = JSON.parse(readFileSync(0, 'utf8')) as LoadPlan
console.log(JSON.stringify(await run(plan)))
