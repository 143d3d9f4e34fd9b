/**
 * Time and chance, as the client needs them. The SDK runs in programs of others, so it brings its own door to both;
 * a test gives it another one.
 */
export type Runtime = {
  /** Wall time in microseconds since 1970-01-01T00:00:00Z. */
  now(): number
  /** For measuring durations, in milliseconds with fractions. */
  elapsed_ms(): number
  random(bytes: number): Uint8Array
  /** Calls `fn` once, `delay_ms` from now. The returned function cancels it. */
  after(delay_ms: number, fn: () => void): () => void
}

export const systemRuntime = (): Runtime => ({
  now: () => Math.round((performance.timeOrigin + performance.now()) * 1_000),
  elapsed_ms: () => performance.now(),
  random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  after(delay_ms, fn) {
    const timer = setTimeout(fn, delay_ms)
    return () => clearTimeout(timer)
  },
})

/** Ends after `ms`, or at once when `signal` is aborted; either way without an error. */
export const pause = (runtime: Runtime, ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted === true) return resolve()
    const end = (): void => {
      cancel()
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const cancel = runtime.after(ms, end)
    signal?.addEventListener('abort', end, { once: true })
  })

/** Node, Bun and Deno say which version they are, even where a test has put a document beside them. */
export function isBrowser(): boolean {
  const scope = globalThis as unknown as Readonly<
    Record<string, { versions?: { node?: unknown } } | undefined>
  >
  return scope['document'] !== undefined && scope['process']?.versions?.node === undefined
}
