import type { Measured, Subject, SubjectName } from './subject.ts'
import type { Target } from './targets.ts'

/** One measurement of one round, in the order they were taken. */
export type Sample = { readonly round: number; readonly subject: SubjectName; readonly measured: Measured }

/** Subjects in the order of a round; TPC-B comes again before each that is compared with it, so that both see the same machine. */
const order: readonly SubjectName[] = [
  'tpcb',
  'ledger_uniform',
  'tpcb',
  'ledger_hot',
  'tpcb',
  'ledger_failing',
  'tpcb',
  'bulk',
  'tpcb',
  'post_uniform',
  'naive_uniform',
  'post_hot',
  'naive_hot',
  'post_lone',
  'naive_lone',
  'tpcb',
  'payment_uniform',
  'payment_hot',
  'payment_naive',
  'payment_lone',
  'tpcb',
  'webhooks',
  'decisions',
  'growth_small',
  'growth_large',
]
const starts: readonly SubjectName[] = ['cold_first', 'cold_warm']

export type Plan = { readonly starts: readonly SubjectName[]; readonly loads: readonly SubjectName[] }

/** What the wanted targets need of a round: the starts, which have a machine to themselves, and all the rest. */
export function planRound(wanted: readonly Target[]): Plan {
  const needed = new Set(
    wanted.flatMap(({ subject, against }) => (against === null ? [subject] : [subject, against])),
  )
  const isCompared = (subject: SubjectName | undefined): boolean =>
    wanted.some((target) => target.subject === subject && target.against === 'tpcb')
  return {
    starts: starts.filter((name) => needed.has(name)),
    loads: order.filter((name, index) => (name === 'tpcb' ? isCompared(order[index + 1]) : needed.has(name))),
  }
}

type Running = {
  readonly plan: readonly SubjectName[]
  readonly subjects: ReadonlyMap<SubjectName, Subject>
  readonly seconds: number
}

async function run({ subjects }: Running, subject: SubjectName, seconds: number): Promise<Measured> {
  const found = subjects.get(subject)
  if (found === undefined) throw new Error(`${subject} was not prepared`)
  return found.run(seconds)
}

/** Round after round: A B A B … Before each load that is counted comes a short one of the same subject that is not. */
export async function runRounds(
  running: Running & { rounds: number; say: (text: string) => void },
): Promise<Sample[]> {
  const { plan, seconds, say } = running
  const samples: Sample[] = []
  for (let round = 1; round <= running.rounds; round++)
    for (const subject of plan) {
      if (!starts.includes(subject)) await run(running, subject, Math.min(seconds, WARMUP_S))
      const measured = await run(running, subject, seconds)
      samples.push({ round, subject, measured })
      say(`round ${round}  ${subject.padEnd(15)} ${words(measured)}`)
    }
  return samples
}
/** Between two turns of a subject lies a minute in which its memory gets cold, and a machine may take it back. */
const WARMUP_S = 1.5

const shown = [
  ['per_s', '/s', 0],
  ['p50_ms', ' ms p50', 2],
  ['p99_ms', ' ms p99', 2],
  ['took_ms', ' ms', 0],
  ['node_us', ' us Node', 1],
  ['postgres_us', ' us PostgreSQL', 1],
  ['load_us', ' us load', 1],
  ['batch', ' a batch', 0],
] as const

const words = (measured: Measured): string =>
  shown
    .flatMap(([key, unit, digits]) => {
      const value = measured[key]
      return value === undefined ? [] : [`${value.toFixed(digits)}${unit}`]
    })
    .join('  ')
