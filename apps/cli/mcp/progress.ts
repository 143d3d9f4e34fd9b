import type { ServerContext } from '@modelcontextprotocol/server'
import type { Runtime } from '../../../sdk/typescript/index.ts'
import { PROGRESS_MS } from './limits.ts'

/**
 * While `work` is under way, tells a client that asked for it that this is so: an outcome is waited for, the sandbox's time
 * is lived through, books are proved. How far it is the API does not say, so the progress is seconds, without a total. A
 * call that was cancelled is told nothing more.
 */
export async function withProgress<T>(
  { signal, notify, _meta }: ServerContext['mcpReq'],
  runtime: Runtime,
  work: () => Promise<T>,
): Promise<T> {
  const progressToken = _meta?.progressToken
  if (progressToken === undefined) return work()
  const started_ms = runtime.elapsed_ms()
  let cancel = (): void => undefined
  const next = (): void => {
    cancel = runtime.after(PROGRESS_MS, () => {
      if (signal.aborted) return
      const progress = (runtime.elapsed_ms() - started_ms) / 1_000
      const message = `waiting for the answer, ${progress.toFixed(0)} s`
      // A line that is gone is noticed by the call itself.
      notify({ method: 'notifications/progress', params: { progressToken, progress, message } }).catch(
        () => undefined,
      )
      next()
    })
  }
  next()
  return work().finally(() => cancel())
}
