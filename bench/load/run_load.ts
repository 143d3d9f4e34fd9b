import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { LoadOutcome, LoadPlan } from './plan.ts'

const program = fileURLToPath(new URL('load.ts', import.meta.url))
/** Beyond its own time: starting, and the last answers. */
const GRACE_MS = 60_000

/** Runs the load generator as a program of its own. Throws when any answer was no success. */
export async function runLoad(plan: LoadPlan): Promise<LoadOutcome> {
  const timeout = (plan.warmup_s + plan.seconds) * 1000 + GRACE_MS
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'], timeout })
  child.stdin.end(JSON.stringify(plan))
  let text = ''
  for await (const chunk of child.stdout.setEncoding('utf8')) text += String(chunk)
  const outcome = JSON.parse(text === '' ? '{}' : text) as LoadOutcome
  const failed = Object.entries(outcome.errors ?? { 'no outcome': 1 })
  if (failed.length > 0)
    throw new Error(
      `The load on ${plan.path} was not all answered with success: ${JSON.stringify(failed)} ${outcome.first_error ?? ''}`,
    )
  return outcome
}
