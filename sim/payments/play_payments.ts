import { createTestDatabase } from '../../platform/db/testing.ts'
import { type PaymentSeedReport, runPaymentSeed } from './run_payment_seed.ts'

/** Plays one seed on a database of its own: what other seeds left behind would change it. */
export async function playPaymentSeed(seed: bigint, steps: number): Promise<PaymentSeedReport> {
  const database = await createTestDatabase()
  try {
    return await runPaymentSeed(database, seed, steps)
  } finally {
    await database.drop()
  }
}

export type PaymentsAsked = {
  readonly first: bigint
  readonly count: number
  readonly steps: number
  /** Each seed is played again, and must give the same trace. */
  readonly is_twice: boolean
  readonly say: (line: string) => void
}

/** Plays `count` seeds from `first` on; throws with the line that replays the first that breaks a promise. */
export async function playPayments({ first, count, steps, is_twice, say }: PaymentsAsked): Promise<void> {
  let [crashes, effects] = [0, 0]
  for (let seed = first; seed < first + BigInt(count); seed++) {
    const report = await playPaymentSeed(seed, steps)
    const again = is_twice ? await playPaymentSeed(seed, steps) : report
    if (report.trace_hash !== again.trace_hash) throw new Error(`seed ${seed} gave two traces`)
    crashes += report.crashes
    effects += report.effects
    say(
      `seed ${seed} steps ${steps} payments ${report.payments} deeds ${report.deeds} tries ${report.tries} callbacks ${report.callbacks} crashes ${report.crashes} effects ${report.effects} trace ${report.trace_hash.slice(0, 16)}`,
    )
  }
  say(
    `${count} seeds of payments from ${first}: ${effects} effects, ${crashes} crashes, both sides' books equal`,
  )
}
