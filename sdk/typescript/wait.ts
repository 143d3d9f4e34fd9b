import type { Client } from './client_types.ts'
import { ConnectionError, OutcomeUnknownError, ServerError } from './errors.ts'
import { pause, type Runtime } from './runtime.ts'
import type { FinalWaitOptions } from './wait_types.ts'

const WAIT_MS = 60_000
const FIRST_PAUSE_MS = 200
const PAUSE_MS_MAX = 5_000

/** Where an outcome stands and which values are outcomes, as the generated table has it: `status succeeded /authorized`. */
export type Outcome = {
  readonly field: string
  readonly decided: ReadonlySet<string>
  /** Outcomes of payments that are captured by hand; for others the capture follows. */
  readonly manual_only: ReadonlySet<string>
}
type Thing = Readonly<Record<string, unknown>>

export function readOutcome(line: string): Outcome {
  const [field = '', ...words] = line.split(' ')
  const manual_only = words.filter((word) => word.startsWith('/')).map((word) => word.slice(1))
  return {
    field,
    decided: new Set(words.filter((word) => !word.startsWith('/'))),
    manual_only: new Set(manual_only),
  }
}

/** Whether it is decided what became of a thing, and with `final` whether nobody can take that back. */
export function isOver(thing: Thing, outcome: Outcome, until: FinalWaitOptions['until']): boolean {
  const at = String(thing[outcome.field])
  const isDecided =
    outcome.decided.has(at) || (outcome.manual_only.has(at) && thing['capture_method'] === 'manual')
  // A capture or a release is under way: what is there now is not what will be.
  if (!isDecided || thing['has_open_operation'] === true) return false
  return until !== 'final' || (thing['finality'] as { state?: unknown } | undefined)?.state === 'final'
}

type Means = { readonly client: Pick<Client, 'get'>; readonly runtime: Runtime }

/**
 * Looks again and again, less and less often, until it is decided what became of a thing. Reads only, so a repeat does no
 * harm. Errors: OutcomeUnknownError after `timeout_ms`; ConnectionError when `signal` is aborted; a ProblemError that no
 * waiting would cure.
 */
export async function waitFor<T>(
  { client, runtime }: Means,
  path: string,
  outcome: Outcome,
  { timeout_ms = WAIT_MS, signal, until }: FinalWaitOptions = {},
): Promise<T> {
  const ends_ms = runtime.elapsed_ms() + timeout_ms
  let last: Thing | null = null
  for (let pause_ms = FIRST_PAUSE_MS; ; pause_ms = Math.min(PAUSE_MS_MAX, pause_ms * 1.5)) {
    const left_ms = ends_ms - runtime.elapsed_ms()
    if (left_ms <= 0) throw new OutcomeUnknownError(saidOf(path, last, outcome, timeout_ms), last)
    const seen = await look(client, path, left_ms, signal)
    if (seen !== null && isOver(seen, outcome, until)) return seen as T
    last = seen ?? last
    await pause(runtime, Math.min(pause_ms, Math.max(0, ends_ms - runtime.elapsed_ms())), signal)
    if (signal?.aborted === true) throw new ConnectionError('aborted', 'the wait was given up')
  }
}

/** Null when nobody answers just now: the outcome is no less on its way for that. */
async function look(
  client: Means['client'],
  path: string,
  timeout_ms: number,
  signal: AbortSignal | undefined,
): Promise<Thing | null> {
  try {
    const ask = { timeout_ms, max_retries: 0, ...(signal === undefined ? {} : { signal }) }
    return (await client.get<Thing>(path, ask)).body
  } catch (error) {
    const isPassing =
      error instanceof ServerError || (error instanceof ConnectionError && error.reason !== 'aborted')
    if (isPassing) return null
    throw error
  }
}

function saidOf(path: string, last: Thing | null, { field }: Outcome, timeout_ms: number): string {
  const stands = last === null ? 'nobody answered' : `its ${field} is “${String(last[field])}”`
  return `the outcome of ${path} is still unknown after ${timeout_ms / 1_000} s: ${stands}. It has not failed. Wait again, or take the event; never ask for it under another key.`
}
