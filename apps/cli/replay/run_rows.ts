import { ConnectionError, pause, ProblemError } from '../../../sdk/typescript/index.ts'
import type { ReplayOptions } from '../commands_replay.ts'
import { CommandError, exits } from '../exits.ts'
import type { Means } from '../means.ts'
import type { Columns } from './columns.ts'
import type { CsvRecord } from './csv.ts'
import { type CsvFile, readRecords } from './csv_file.ts'
import type { Journal } from './journal.ts'
import type { Lines } from './lines.ts'
import type { Known, Outcome } from './outcome.ts'
import { createParties } from './parties.ts'
import { createPayRow } from './pay_row.ts'
import { showProgress } from './progress.ts'
import { createResolver } from './resolve.ts'
import { readRow } from './row.ts'
import { type SendDeps, sendRows } from './send_rows.ts'
import { countOutcome, countResolved, createdOf, sumOf, type Tally } from './tally.ts'
import { createClockWalk } from './walk_clock.ts'
import { createWindow } from './window.ts'

const POINT_MS = 1_000
/** What is on its way when somebody presses Ctrl-C may end within this time. */
const GRACE_MS = 5_000
/** So many refusals before anything was paid mean that no row will be. */
const REFUSED_AT_FIRST_MAX = 25

type RunDeps = {
  readonly means: Means
  readonly file: string
  readonly options: ReplayOptions
  readonly columns: Columns & { readonly width: number }
  readonly weighed: CsvFile
  readonly journal: Journal
  readonly lines: Lines
}
export type Ran = {
  readonly tally: Tally
  /** Payments whose outcome is not known. */
  readonly left: readonly string[]
  readonly wall_ms: number
  readonly is_complete: boolean
  readonly is_interrupted: boolean
  readonly failure: { readonly error: unknown } | undefined
}

/** Pays what is left of the file, waits for outcomes, and keeps in the journal how far it is. Never throws for a refusal. */
export async function runRows(deps: RunDeps): Promise<Ran> {
  const { means, journal, options } = deps
  const stops = stopsOf(means)
  const track = createTrack(deps, stops)
  const { tally, resolver } = track
  const points = everyMs(means, track.keepPoint)
  const progress = showProgress(means, track.stand, options.json === true)
  let failure: Ran['failure']
  try {
    await sendRows(sending(deps, stops, track))
    track.refuseHopeless()
    await resolver.finish(options.resolveS * 1_000)
  } catch (error) {
    failure = stops.interrupted.aborted && isAbort(error) ? undefined : { error: told(error) }
  }
  progress.end()
  points.end()
  stops.hard.abort()
  track.keepPoint()
  await journal.flush()
  const is_interrupted = stops.interrupted.aborted
  const left = resolver.waiting().map(([, payment]) => payment)
  return {
    tally,
    failure,
    is_interrupted,
    left,
    wall_ms: track.wall_ms(),
    is_complete: failure === undefined && !is_interrupted,
  }
}

type Stops = ReturnType<typeof stopsOf>
type Track = ReturnType<typeof createTrack>

/** What is known of this replay at any moment. */
function createTrack({ means, journal, lines, options, weighed }: RunDeps, { stop }: Stops) {
  const { runtime } = means
  const { start } = journal
  const { client } = lines
  const tally = structuredClone(start.tally)
  const started_ms = runtime.elapsed_ms()
  const wall_ms = (): number => start.wall_ms + runtime.elapsed_ms() - started_ms
  const known = (outcome: Known): void => countResolved(tally, outcome)
  const resolver = createResolver({ client, runtime, signal: stop.signal, known, start: start.unresolved })
  const clock = options.withClock === true ? createClockWalk(client, start.clock) : null
  let hopeless: CommandError | undefined
  const window = createWindow<Outcome>(start.next_row, stop.signal, (row, outcome) => {
    countOutcome(tally, outcome)
    if (outcome.kind === 'unknown') resolver.add(row, outcome.payment)
    if (outcome.kind !== 'refused') return
    hopeless ??= hopelessAfter(tally, outcome.code)
    if (hopeless !== undefined) stop.abort()
  })
  let bytes = 0
  return {
    tally,
    resolver,
    clock,
    window,
    wall_ms,
    onBytes: (read: number): void => void (bytes = read),
    stand: () => ({
      share: options.limit === undefined ? bytes / Math.max(1, weighed.bytes) : tally.rows / options.limit,
      rows: tally.rows,
      fresh: tally.rows - start.tally.rows,
      unresolved: resolver.waiting().length,
    }),
    keepPoint(): void {
      const unresolved = resolver.waiting()
      journal.keepPoint({
        next_row: window.next(),
        tally,
        unresolved,
        wall_ms: wall_ms(),
        clock: clock?.base() ?? null,
      })
    },
    refuseHopeless(): void {
      if (hopeless !== undefined) throw hopeless
    },
  }
}

function sending(
  deps: RunDeps,
  { stop, hard }: Stops,
  { window, clock, resolver, onBytes }: Track,
): SendDeps {
  const { means, options, columns, weighed, file } = deps
  const { runtime } = means
  const { client } = deps.lines
  const { signal } = hard
  const { run, rate, concurrency, limit, rounding } = options
  return {
    window,
    clock,
    runtime,
    stop,
    rate,
    concurrency,
    records: bodyOf(readRecords(file, onBytes)),
    read: ({ fields }) => readRow(fields, columns.width, columns, rounding),
    pay: createPayRow({ client, involved: partiesOf(deps, signal), weighed, run, runtime, signal }),
    rows_max: limit ?? Number.POSITIVE_INFINITY,
    calm: () => resolver.calm(),
  }
}

/** `stop`: no further row. `hard`: what is on its way is given up, some time after Ctrl-C. */
function stopsOf(means: Means) {
  const [stop, hard] = [new AbortController(), new AbortController()]
  const interrupted = means.interrupted()
  interrupted.addEventListener('abort', () => {
    means.err('Stopping: what is on its way may end. Ctrl-C once more stops at once.')
    stop.abort()
    void pause(means.runtime, GRACE_MS, hard.signal).then(() => hard.abort())
  })
  return { stop, hard, interrupted }
}

function partiesOf({ lines, options, journal }: RunDeps, signal: AbortSignal) {
  return createParties({
    ...lines,
    signal,
    payment_method: options.paymentMethod ?? null,
    seed: options.seed,
    merchant_place: { city: options.merchantCity, country: options.merchantCountry },
    known: journal.parties,
    keep: journal.keepParty,
  })
}

/** All but the header. */
async function* bodyOf(records: AsyncIterable<CsvRecord>): AsyncGenerator<CsvRecord, void, undefined> {
  let isHeader = true
  for await (const record of records) {
    if (!isHeader) yield record
    isHeader = false
  }
}

function everyMs({ runtime }: Means, fn: () => void): { end(): void } {
  let cancel = (): void => undefined
  const next = (): void => {
    cancel = runtime.after(POINT_MS, () => {
      fn()
      next()
    })
  }
  next()
  return { end: () => cancel() }
}

function hopelessAfter(tally: Tally, code: string): CommandError | undefined {
  const refused = sumOf(tally.refused)
  if (refused < REFUSED_AT_FIRST_MAX || createdOf(tally) > 0) return undefined
  return new CommandError(
    exits.refused,
    `the first ${refused} payments were all refused, the last with ${code}`,
    'try one with `florin payments create` to see why; then replay with --run <name>, because a refusal is kept under its key',
  )
}

const isAbort = (error: unknown): boolean => error instanceof ConnectionError && error.reason === 'aborted'

/** A key that was used for other content is about this replay, not about a key that the user chose. */
function told(error: unknown): unknown {
  if (!(error instanceof ProblemError) || error.code !== 'idempotency_mismatch') return error
  return new CommandError(
    exits.refused,
    'this file was replayed here before, with other settings',
    'pass --run <name> to replay it once more, as other payments',
  )
}
