import type { Runtime } from '../../../sdk/typescript/index.ts'
import type { CsvRecord } from './csv.ts'
import type { Outcome } from './outcome.ts'
import { createPace } from './pace.ts'
import type { PaidRow, ReadRow } from './row.ts'
import type { ClockWalk } from './walk_clock.ts'
import type { Window } from './window.ts'

export type SendDeps = {
  readonly records: AsyncIterable<CsvRecord>
  readonly read: (record: CsvRecord) => ReadRow
  /** Pays one row. Errors: what makes going on pointless. */
  readonly pay: (row: PaidRow, number: number) => Promise<Outcome>
  readonly window: Window<Outcome>
  readonly clock: ClockWalk | null
  readonly concurrency: number
  readonly rate: number | undefined
  readonly rows_max: number
  readonly runtime: Runtime
  /** Aborted: no further row begins. */
  readonly stop: AbortController
  /** Waits while too much is unresolved. */
  readonly calm: () => Promise<void>
}
type Turn = { readonly row: PaidRow; readonly number: number }

/**
 * Pays the rows from `window.next()` on, as many at once as `concurrency` says. The first error stops it: what is on its
 * way ends, and the error is thrown. Rows that were not settled are paid again by the next run, under the same keys.
 */
export async function sendRows(deps: SendDeps): Promise<void> {
  const crew = createCrew()
  const turns = turnsOf(deps, crew)
  let failure: { readonly error: unknown } | undefined
  const work = async (): Promise<void> => {
    for (;;) {
      const turn = await turns.next()
      if (turn.done === true) return
      const { row, number } = turn.value
      try {
        deps.window.settle(number, await deps.pay(row, number))
      } finally {
        crew.left()
      }
    }
  }
  const fail = (error: unknown): void => {
    failure ??= { error }
    deps.stop.abort()
  }
  await Promise.all(Array.from({ length: deps.concurrency }, () => work().catch(fail)))
  await turns.return(undefined)
  if (failure !== undefined) throw failure.error
}

/** Who is on the way. */
function createCrew() {
  let away = 0
  let wake: (() => void) | undefined
  return {
    joined: (): void => void away++,
    left(): void {
      away--
      wake?.()
    },
    async allBack(): Promise<void> {
      for (;;) {
        if (away === 0) return
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
  }
}

/** The rows that are to be paid, each when its turn has come. Everything else is settled on the spot. */
async function* turnsOf(
  deps: SendDeps,
  crew: ReturnType<typeof createCrew>,
): AsyncGenerator<Turn, void, undefined> {
  const { window, clock, stop } = deps
  const pace = createPace(deps.rate, deps.runtime, stop.signal)
  const first = window.next()
  let number = -1
  for await (const record of deps.records) {
    number++
    if (number >= deps.rows_max || stop.signal.aborted) return
    if (number < first) continue
    await window.room(number)
    const read = deps.read(record)
    if (read.kind !== 'paid') {
      window.settle(number, read)
      continue
    }
    const { row } = read
    if (clock !== null && row.at !== undefined && clock.isDue(row.at)) {
      await crew.allBack()
      await clock.move(row.at)
    }
    await deps.calm()
    await pace()
    if (stop.signal.aborted) return
    crew.joined()
    yield { row, number }
  }
}
