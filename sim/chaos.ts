import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { realWorld } from '../kernel/world.ts'
import { runChaos } from './chaos/run_chaos.ts'
import { runPaymentsChaos } from './chaos/run_payments_chaos.ts'

const { values } = parseArgs({
  options: {
    payments: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '20' },
    'simulator-kills': { type: 'string', default: '5' },
    'postgres-kills': { type: 'string', default: '5' },
    clients: { type: 'string', default: '12' },
  },
})
const [world, app_kills, postgres_kills, clients] = [
  realWorld(),
  Number(values.kills),
  Number(values['postgres-kills']),
  Number(values.clients),
]

function commit(): string {
  try {
    const words = ['rev-parse', '--short', 'HEAD']
    return execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return 'no commit'
  }
}

async function ledger(): Promise<void> {
  const report = await runChaos({ world, app_kills, postgres_kills, clients })
  console.log(
    `${report.app_kills} kills of the program, ${report.postgres_kills} of PostgreSQL: ${report.keys} keys in ${report.requests} requests, ` +
      `${report.transfers} transfers posted, 0 lost, 0 doubled, every replay identical, every invariant held`,
  )
}

/** `npm run chaos -- --payments --kills 200 --simulator-kills 40 --postgres-kills 20 --seed 7`. */
async function payments(): Promise<void> {
  const simulator_kills = Number(values['simulator-kills'])
  const kills = { app_kills, simulator_kills, postgres_kills }
  const report = await runPaymentsChaos({
    world,
    ...kills,
    clients,
    seed: BigInt(values.seed),
    has_timeouts: true,
  })
  const result =
    `${report.keys} keys in ${report.requests} requests, ${report.payments} payments, ${report.operations} operations, ` +
    `${report.effects} of them with an effect at the acquirers, ${report.left_open} open when the load ended: 0 lost, 0 doubled, both books equal`
  const states = Object.entries(report.by_state).map(([state, count]) => `${count} ${state}`)
  console.log(
    `${app_kills} kills of the server, ${report.simulator_kills} of the simulator, ${postgres_kills} of PostgreSQL: ${result}`,
  )
  console.log(states.join(', '))
  const command = `npm run chaos -- --payments --kills ${app_kills} --simulator-kills ${simulator_kills} --postgres-kills ${postgres_kills} --seed ${values.seed}`
  console.log(`| \`${command}\` | ${commit()} | ${result} |`)
}

await (values.payments ? payments() : ledger())
