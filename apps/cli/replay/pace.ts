import { pause, type Runtime } from '../../../sdk/typescript/index.ts'

/** Timers are not finer than this, so at high rates a few rows share one. */
const LEAST_PAUSE_MS = 4
/** What was missed is made up for within this time; more would be a burst. */
const MISSED_MS_MAX = 100

/** Lets at most `rate` pass in a second; undefined lets all pass. */
export function createPace(
  rate: number | undefined,
  runtime: Runtime,
  signal: AbortSignal,
): () => Promise<void> {
  if (rate === undefined) return () => Promise.resolve()
  const each_ms = 1_000 / rate
  let due_ms = runtime.elapsed_ms()
  return async () => {
    const now_ms = runtime.elapsed_ms()
    due_ms = Math.max(due_ms + each_ms, now_ms - MISSED_MS_MAX)
    if (due_ms - now_ms >= LEAST_PAUSE_MS) await pause(runtime, due_ms - now_ms, signal)
  }
}
