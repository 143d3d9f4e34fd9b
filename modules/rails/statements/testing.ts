import type { FileFault } from '../files/fault.ts'
import { type FileVerdict, type LoadGateOptions, loadGate } from './gate.ts'
import type { StatementEvent, StatementLine, StatementReader } from './statement.ts'

/** All events of a reader, its bytes given in pieces that end at `cuts`. */
export function readAll(
  reader: StatementReader,
  bytes: Uint8Array,
  cuts: readonly number[] = [],
): StatementEvent[] {
  const events: StatementEvent[] = []
  let from = 0
  for (const cut of [...cuts, bytes.length]) {
    events.push(...reader.push(bytes.subarray(from, cut)))
    from = cut
  }
  return [...events, ...reader.end()]
}

export function judge(events: readonly StatementEvent[], options: LoadGateOptions = {}): FileVerdict {
  const gate = loadGate(options)
  for (const event of events) gate.take(event)
  return gate.end()
}

export const linesOf = (events: readonly StatementEvent[]): StatementLine[] =>
  events.flatMap((one) => (one.event === 'lines' ? one.lines : []))
export const faultsOf = (events: readonly StatementEvent[]): FileFault[] =>
  events.flatMap((one) => (one.event === 'fault' ? [one.fault] : []))
export const rulesOf = (faults: readonly FileFault[]): string[] =>
  faults.map(({ line, rule }) => `${line} ${rule}`)

/** Events whose runs of lines do not depend on how the bytes came. */
export const joinedRuns = (events: readonly StatementEvent[]): unknown[] =>
  events.flatMap((one): unknown[] => (one.event === 'lines' ? [...one.lines] : [one]))
