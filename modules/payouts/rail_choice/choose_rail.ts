import type { Id } from '../../../kernel/id.ts'
import { instantText } from '../../../kernel/world.ts'
import type { RailOption, Speed } from './rail_options.ts'

export type RailWish = {
  readonly speed: Speed
  /** Over this one only; null: any. */
  readonly connection: Id<'bcn'> | null
  /** Rails that surely refused it. */
  readonly tried: readonly Pick<RailOption, 'connection' | 'rail'>[]
  /** It had to wait: where the speed cannot be had any more, the fastest way is taken. */
  readonly has_waited: boolean
}
export type RailChoice = {
  /** Undefined when no way is left. */
  readonly chosen: RailOption | undefined
  readonly because: string
  /** All ways, those that were not possible with the reason. */
  readonly candidates: readonly RailOption[]
}

/** Of two ways the better one comes first; an unknown cost is the highest. Names decide last, so that the choice is one. */
const byCost = (a: RailOption, b: RailOption): number =>
  (a.cost ?? Number.MAX_SAFE_INTEGER) - (b.cost ?? Number.MAX_SAFE_INTEGER) ||
  a.arrives_at - b.arrives_at ||
  byName(a, b)
const byArrival = (a: RailOption, b: RailOption): number =>
  a.arrives_at - b.arrives_at ||
  (a.cost ?? Number.MAX_SAFE_INTEGER) - (b.cost ?? Number.MAX_SAFE_INTEGER) ||
  byName(a, b)
const byName = (a: RailOption, b: RailOption): number =>
  `${a.rail} ${a.connection}` < `${b.rail} ${b.connection}` ? -1 : 1

/** Why a way is too slow for what was asked; null when it is not. */
function slowness(speed: Speed, option: RailOption): string | null {
  if (speed === 'instant' && !option.is_instant) return 'it takes longer than seconds'
  if (speed === 'same_day' && !option.arrives_today)
    return `it arrives on a later day, at ${instantText(option.arrives_at)}`
  return null
}

function exclusion(option: RailOption, { connection, tried }: RailWish): string | null {
  if (option.excluded_because !== null) return option.excluded_because
  if (connection !== null && option.connection !== connection) return 'another connection was asked for'
  const isTried = tried.some((one) => one.connection === option.connection && one.rail === option.rail)
  return isTried ? 'it refused this payout before' : null
}

/**
 * The way that a payout takes: of those that can carry it in time, the one that costs least, and of these the earliest.
 * `standard` prefers files, in which payments usually go. Pure; the same options give the same choice in whatever order.
 */
export function chooseRail(options: readonly RailOption[], wish: RailWish): RailChoice {
  const judged = options.map((option) => ({ ...option, excluded_because: exclusion(option, wish) }))
  const timed = judged.map((option) => ({
    ...option,
    excluded_because: option.excluded_because ?? slowness(wish.speed, option),
  }))
  const inTime = timed.filter(isPossible)
  if (inTime.length > 0) {
    const files = wish.speed === 'standard' ? inTime.filter(({ is_instant }) => !is_instant) : []
    const [chosen] = (files.length > 0 ? files : inTime).toSorted(byCost)
    return { chosen, because: reasons[wish.speed], candidates: timed }
  }
  const [late] = wish.has_waited ? judged.filter(isPossible).toSorted(byArrival) : []
  return late === undefined
    ? { chosen: undefined, because: 'No rail can carry it as asked.', candidates: timed }
    : { chosen: late, because: 'It had to wait, and this way is the fastest now.', candidates: judged }
}

const isPossible = ({ excluded_because }: RailOption): boolean => excluded_because === null

const reasons: Readonly<Record<Speed, string>> = {
  instant: 'The least expensive of those that take seconds.',
  same_day: 'The least expensive of those that arrive today.',
  standard: 'The least expensive of those that go in files, or of all where none does.',
  cheapest: 'The least expensive of all.',
}

/** As it is kept with a payout and shown. */
export const choiceJson = ({ chosen, because, candidates }: RailChoice, currency: string) => ({
  chosen: chosen === undefined ? null : { connection: chosen.connection, rail: chosen.rail },
  because,
  candidates: candidates.map(({ connection, rail, cost, arrives_at, excluded_because }) => ({
    connection,
    rail,
    cost: cost === null ? null : { value: String(cost), currency },
    arrives_at: instantText(arrives_at),
    excluded_because,
  })),
})
export type RailDecision = ReturnType<typeof choiceJson>
