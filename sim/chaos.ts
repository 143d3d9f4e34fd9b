import { parseArgs } from 'node:util'
import { realWorld } from '../kernel/world.ts'
import { runChaos } from './chaos/run_chaos.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    'postgres-kills': { type: 'string', default: '5' },
    clients: { type: 'string', default: '12' },
  },
})
const report = await runChaos({
  world: realWorld(),
  app_kills: Number(values.kills),
  postgres_kills: Number(values['postgres-kills']),
  clients: Number(values.clients),
})
console.log(
  `${report.app_kills} kills of the program, ${report.postgres_kills} of PostgreSQL: ${report.keys} keys in ${report.requests} requests, ` +
    `${report.transfers} transfers posted, 0 lost, 0 doubled, every replay identical, every invariant held`,
)
