import { ownOf } from '../../../sdk/typescript/own.ts'
import { count, type Histogram } from './histogram.ts'
import type { Bucket, Known, Outcome } from './outcome.ts'

type Counts = Record<string, number>

/** What came of the rows so far. Plain JSON: it is kept in the state file as it is. */
export type Tally = {
  rows: number
  skipped: Counts
  unreadable: Counts
  refused: Counts
  /** Answers that a key had given before: of an earlier run, or of a try whose answer was lost. */
  replayed: number
  /** By bucket, those that were known at once and those that became known. */
  known: Record<Bucket, number>
  declined: Counts
  ended: Counts
  /** Answered with 202. */
  unknown: number
  /** What those became. */
  resolved: Partial<Record<Bucket, number>>
  took: Histogram
}

export const newTally = (): Tally => ({
  rows: 0,
  skipped: {},
  unreadable: {},
  refused: {},
  replayed: 0,
  known: { approved: 0, declined: 0, challenged: 0, blocked: 0, in_review: 0, ended: 0 },
  declined: {},
  ended: {},
  unknown: 0,
  resolved: {},
  took: {},
})

const add = (counts: Counts, name: string): void => {
  counts[name] = (ownOf(counts, name) ?? 0) + 1
}

export function countOutcome(tally: Tally, outcome: Outcome): void {
  tally.rows++
  switch (outcome.kind) {
    case 'skipped':
      return add(tally.skipped, outcome.why)
    case 'unreadable':
      return add(tally.unreadable, outcome.why)
    case 'refused':
      return add(tally.refused, outcome.code)
    case 'unknown':
      tally.unknown++
      break
    case 'known':
      countKnown(tally, outcome)
  }
  if (outcome.is_replayed) tally.replayed++
  count(tally.took, outcome.took_ms)
}

/** One that answered 202 is known now. */
export function countResolved(tally: Tally, known: Known): void {
  tally.resolved[known.bucket] = (tally.resolved[known.bucket] ?? 0) + 1
  countKnown(tally, known)
}

function countKnown(tally: Tally, { bucket, code }: Known): void {
  tally.known[bucket]++
  if (bucket === 'declined') add(tally.declined, code)
  if (bucket === 'ended') add(tally.ended, code)
}

export const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, one) => all + one, 0)

/** Payments that exist: those whose outcome is known, and those whose is not yet. */
export const createdOf = (tally: Tally): number => sumOf(tally.known) + tally.unknown - sumOf(tally.resolved)
