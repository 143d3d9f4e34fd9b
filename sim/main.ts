import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import type { TenantId } from '../platform/scope.ts'
import { playYear } from './bank_year/play_year.ts'
import { playPayments } from './payments/play_payments.ts'
import { runSeed } from './run_seed.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    steps: { type: 'string', default: '25' },
    twice: { type: 'boolean', default: true },
    payments: { type: 'boolean', default: false },
    banks: { type: 'boolean', default: false },
    days: { type: 'string', default: '365' },
  },
})

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return 'no commit'
  }
}

/** `npm run sim -- --seed 7` plays seed 7 twice and compares; `--seeds 1000` plays a thousand from there. */
async function main(database: TestDatabase): Promise<void> {
  const first = BigInt(values.seed)
  const count = Number(values.seeds)
  const steps = Number(values.steps)
  const at = commit()
  let crashes = 0
  let deliveries = 0
  for (let index = 0; index < count; index++) {
    const seed = first + BigInt(index)
    const report = await runSeed(database, seed, BigInt(index * 2 + 1) as TenantId, steps)
    const again =
      values.twice && count <= 10
        ? await runSeed(database, seed, BigInt(index * 2 + 2) as TenantId, steps)
        : report
    crashes += report.crashes
    deliveries += report.deliveries
    const isSame = report.trace_hash === again.trace_hash
    if (count <= 10 || !isSame)
      console.log(
        `seed ${seed} commit ${at} steps ${steps} intents ${report.intents} deliveries ${report.deliveries} crashes ${report.crashes} trace ${report.trace_hash.slice(0, 16)}${isSame ? '' : ' DIFFERS ON REPLAY'}`,
      )
    if (!isSame) throw new Error(`seed ${seed} gave two traces`)
    if (count > 10 && (index + 1) % 50 === 0)
      console.log(
        `${index + 1} of ${count} seeds, ${deliveries} deliveries, ${crashes} crashes, every invariant held`,
      )
  }
  console.log(
    `${count} seeds from ${first} at commit ${at}: ${deliveries} deliveries, ${crashes} crashes, no invariant broken`,
  )
}

/** `npm run sim -- --payments --seed 7`: the same of card payments. */
async function mainOfPayments(): Promise<void> {
  const count = Number(values.seeds)
  console.log(`at commit ${commit()}`)
  await playPayments({
    first: BigInt(values.seed),
    count,
    steps: Number(values.steps),
    is_twice: values.twice && count <= 10,
    say: (line) => console.log(line),
  })
}

/** `npm run sim -- --banks --seed 7 --days 365`: a year of bank days. */
async function mainOfBanks(): Promise<void> {
  const [seed, days] = [BigInt(values.seed), Number(values.days)]
  console.log(`seed ${seed} commit ${commit()}: ${days} bank days`)
  const report = await playYear({ seed, days, say: (line) => console.log(line) })
  console.log(JSON.stringify(report, null, 2))
}

async function mainOfLedger(): Promise<void> {
  const database = await createTestDatabase()
  try {
    await main(database)
  } finally {
    await database.drop()
  }
}

await (values.banks ? mainOfBanks() : values.payments ? mainOfPayments() : mainOfLedger())
