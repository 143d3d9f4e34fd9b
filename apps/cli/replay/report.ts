import { paint, table } from '../show.ts'
import { quantile } from './histogram.ts'
import { durationText } from './progress.ts'
import { createdOf, sumOf, type Tally } from './tally.ts'

/** What the ledger says of itself. */
export type Proof = {
  readonly holds: boolean
  readonly through_seq: number
  readonly invariants: readonly {
    readonly name: string
    readonly checked: number
    readonly violations: number
  }[]
}
export type Report = {
  readonly file: string
  readonly is_complete: boolean
  readonly rows: number
  readonly created: number
  readonly approved: number
  readonly declined: Tally['declined']
  readonly challenged: number
  readonly blocked: number
  readonly in_review: number
  readonly ended: Tally['ended']
  readonly unknown: {
    readonly answered_202: number
    readonly resolved: Tally['resolved']
    readonly left: readonly string[]
  }
  readonly skipped: Tally['skipped']
  readonly unreadable: Tally['unreadable']
  readonly refused: Tally['refused']
  readonly replayed: number
  /** Tries after the first, by status; `none`: no answer came. */
  readonly retried: Readonly<Record<string, number>>
  readonly wall_s: number
  readonly payments_per_s: number
  readonly p50_ms: number | null
  readonly p99_ms: number | null
  readonly proof: Proof | null
}

type Ended = {
  readonly file: string
  readonly is_complete: boolean
  readonly tally: Tally
  readonly left: readonly string[]
  readonly wall_ms: number
  readonly retried: Readonly<Record<string, number>>
  readonly proof: Proof | null
}

const round = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10)

export function reportOf({ tally, left, wall_ms, ...rest }: Ended): Report {
  const { known, took } = tally
  const created = createdOf(tally)
  return {
    ...rest,
    rows: tally.rows,
    created,
    approved: known.approved,
    declined: tally.declined,
    challenged: known.challenged,
    blocked: known.blocked,
    in_review: known.in_review,
    ended: tally.ended,
    unknown: { answered_202: tally.unknown, resolved: tally.resolved, left },
    skipped: tally.skipped,
    unreadable: tally.unreadable,
    refused: tally.refused,
    replayed: tally.replayed,
    wall_s: Math.round(wall_ms) / 1_000,
    payments_per_s: wall_ms === 0 ? 0 : (round((created / wall_ms) * 1_000) ?? 0),
    p50_ms: round(quantile(took, 0.5)),
    p99_ms: round(quantile(took, 0.99)),
  }
}

/** Every row is explained, and the books add up. */
export const isClean = ({ unknown, proof }: Report): boolean =>
  unknown.left.length === 0 && proof?.holds !== false
/** Rows that made no payment although they should have. */
export const hasRefusals = ({ refused, unreadable }: Report): boolean =>
  sumOf(refused) + sumOf(unreadable) > 0

const number = (value: number): string => value.toLocaleString('en')
const reasons = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => `${name} ${number(times)}`)
    .join(', ')

export function reportLines(report: Report): string[] {
  const row = (name: string, counts: number, why = ''): string[][] =>
    counts === 0 ? [] : [[name, number(counts), why]]
  const { unknown, proof } = report
  return [
    '',
    paint(
      'bold',
      report.is_complete ? `${report.file} was replayed.` : `${report.file} was replayed in part.`,
    ),
    '',
    ...table(
      ['', 'payments', ''],
      [
        ['rows read', number(report.rows), ''],
        ['created', number(report.created), ''],
        ...row('  approved', report.approved),
        ...row('  declined', sumOf(report.declined), reasons(report.declined)),
        ...row('  challenged', report.challenged, 'wait for 3-D Secure'),
        ...row('  blocked', report.blocked, 'by risk rules'),
        ...row('  in review', report.in_review),
        ...row('  ended', sumOf(report.ended), reasons(report.ended)),
        ...row('  not known', unknown.left.length, unknown.left.slice(0, 3).join(', ')),
        ...row('answered 202', unknown.answered_202, `since known: ${reasons(unknown.resolved) || 'none'}`),
        ...row('refused', sumOf(report.refused), reasons(report.refused)),
        ...row('skipped', sumOf(report.skipped), reasons(report.skipped)),
        ...row('unreadable', sumOf(report.unreadable), reasons(report.unreadable)),
        ...row('replayed answers', report.replayed, 'a key had done it before: nothing was done twice'),
        ...row('tried again', sumOf(report.retried), reasons(report.retried)),
      ],
    ),
    '',
    `${durationText(report.wall_s)}, ${number(report.payments_per_s)} payments/s, p50 ${report.p50_ms ?? '–'} ms, p99 ${report.p99_ms ?? '–'} ms`,
    proofLine(proof),
  ]
}

function proofLine(proof: Proof | null): string {
  if (proof === null) return 'The ledger was not proven.'
  const { invariants, through_seq } = proof
  const violated = invariants.filter(({ violations }) => violations > 0)
  if (proof.holds)
    return paint(
      'green',
      `The ledger proves clean: ${invariants.length} invariants hold through entry ${number(through_seq)}.`,
    )
  return paint(
    'red',
    `The ledger does not prove clean: ${violated.map(({ name, violations }) => `${name} ${violations}`).join(', ')}`,
  )
}
