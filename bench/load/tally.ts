import type { World } from '../../kernel/world.ts'
import { createLatencies } from './latencies.ts'
import type { LoadOutcome, LoadPlan } from './plan.ts'

/** Counts what connections report, from the end of the warm-up to the end of the run. */
export type Tally = {
  /** False when the run is over and nothing more is to be sent. */
  answered(sent_ms: number, now_ms: number, status: number, text: string): boolean
  broke(text: string): void
  isOver(): boolean
  outcome(): LoadOutcome
}

export function createTally(plan: LoadPlan, world: World): Tally {
  const latencies = createLatencies()
  const errors: Record<string, number> = {}
  const from_ms = world.elapsed_ms() + plan.warmup_s * 1000
  const until_ms = from_ms + plan.seconds * 1000
  let first_error: string | undefined
  let answered = 0
  let first_ms = 0
  let last_ms = 0
  let cpu = process.cpuUsage()
  world.after(plan.warmup_s * 1000, () => (cpu = process.cpuUsage()))
  const fail = (status: number, text: string): void => {
    errors[status] = (errors[status] ?? 0) + 1
    first_error ??= text.slice(0, 500)
  }
  return {
    answered(sent_ms, now_ms, status, text) {
      answered += 1
      if (status >= 300) fail(status, text)
      if (now_ms >= until_ms) return false
      if (now_ms < from_ms) return true
      if (latencies.count() === 0) first_ms = now_ms
      last_ms = now_ms
      latencies.add(now_ms - sent_ms)
      return true
    },
    broke: (text) => fail(0, text),
    isOver: () => world.elapsed_ms() >= until_ms,
    outcome() {
      const spent = process.cpuUsage(cpu)
      const requests = latencies.count()
      return {
        requests,
        per_s: requests > 1 ? ((requests - 1) * 1000) / (last_ms - first_ms) : requests / plan.seconds,
        answered,
        p50_ms: latencies.quantile(0.5),
        p99_ms: latencies.quantile(0.99),
        max_ms: latencies.quantile(1),
        errors,
        cpu_us: (spent.user + spent.system) / Math.max(1, requests),
        ...(first_error === undefined ? {} : { first_error }),
      }
    },
  }
}
