import { median } from './quantile.ts'
import type { Sample } from './rounds.ts'
import type { Figure, Measured, SubjectName } from './subject.ts'
import type { Target } from './targets.ts'

/** What came of one target. `value` is the median over the rounds of the ratio within each round, or the figure itself. */
export type Verdict = Pick<
  Target,
  'name' | 'title' | 'figure' | 'must' | 'stretch' | 'better' | 'between'
> & {
  readonly value: number
  readonly ratios: readonly number[]
  readonly subject: Medians
  readonly against: Medians | null
  readonly verdict: 'stretch' | 'must' | 'missed'
}
type Medians = { readonly name: SubjectName; readonly medians: Measured }

export function judge(target: Target, samples: readonly Sample[]): Verdict {
  const { subject, against, figure, better, must, stretch } = target
  const ratios = samples
    .filter((sample) => sample.subject === subject)
    .map((sample) => {
      const value = sample.measured[figure] ?? Number.NaN
      return against === null ? value : value / nearest(sample, against, samples, figure)
    })
  const value = median(ratios)
  const meets = (bound: number): boolean => (better === 'more' ? value >= bound : value <= bound)
  const { name, title, between } = target
  return {
    name,
    title,
    figure,
    must,
    stretch,
    better,
    between,
    value,
    ratios,
    subject: { name: subject, medians: mediansOf(subject, samples) },
    against: against === null ? null : { name: against, medians: mediansOf(against, samples) },
    verdict: meets(stretch) ? 'stretch' : meets(must) ? 'must' : 'missed',
  }
}

/** The comparison taken last before the sample in its round, else the first after it. */
function nearest(sample: Sample, against: SubjectName, samples: readonly Sample[], figure: Figure): number {
  const at = samples.indexOf(sample)
  const inRound = samples.filter((one) => one.round === sample.round && one.subject === against)
  const before = inRound.findLast((one) => samples.indexOf(one) < at)
  return (before ?? inRound[0])?.measured[figure] ?? Number.NaN
}

function mediansOf(subject: SubjectName, samples: readonly Sample[]): Measured {
  const all = samples.filter((sample) => sample.subject === subject).map((sample) => sample.measured)
  const keys = new Set(all.flatMap((measured) => Object.keys(measured) as (keyof Measured)[]))
  return Object.fromEntries(
    [...keys].map((key) => [key, median(all.flatMap((measured) => measured[key] ?? []))]),
  )
}
