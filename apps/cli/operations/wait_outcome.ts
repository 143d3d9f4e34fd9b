import { type Answer, type Client, pause } from '../../../sdk/typescript/index.ts'
import type { Means } from '../means.ts'
import { showWaiting } from '../waiting.ts'
import { isRow } from './cell.ts'

const ASK_MS = 2_000

/**
 * Asks about what answered 202 until it stands otherwise, for `wait_s` at most; then the answer is what it was, with its
 * 202. Ctrl-C ends the waiting, not what is waited for.
 */
export async function waitForOutcome(
  means: Means,
  client: Client,
  answer: Answer,
  { wait_s, is_quiet }: { readonly wait_s: number; readonly is_quiet: boolean },
): Promise<Answer> {
  const path = answer.headers.get('location')
  if (path === null) return answer
  const { runtime } = means
  const until_ms = runtime.elapsed_ms() + wait_s * 1_000
  const first = standingOf(answer.body)
  const signal = means.interrupted()
  const bar = showWaiting(means, () => `waiting for the outcome (${first ?? 'not known yet'})`, is_quiet)
  try {
    while (runtime.elapsed_ms() < until_ms && !signal.aborted) {
      await pause(runtime, ASK_MS, signal)
      const now = await client.get(path)
      if (standingOf(now.body) !== first) return now
    }
    return answer
  } finally {
    bar.end()
  }
}

function standingOf(body: unknown): string | undefined {
  if (!isRow(body)) return undefined
  const standing = body['status'] ?? body['state']
  return typeof standing === 'string' ? standing : undefined
}
