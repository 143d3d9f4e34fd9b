import { globSync } from 'node:fs'
import { StartRefused } from '../platform/db/start_refused.ts'

export type TestChoice = {
  /** Paths from the root. */
  readonly files: readonly string[]
  readonly is_all: boolean
  /** Only tests whose name matches. */
  readonly name_pattern: string | undefined
  /** On databases whose tenant tables are partitioned by tenant, as a sharded database has them. */
  readonly is_partitioned: boolean
  /** A file that takes longer is ended and has failed. */
  readonly file_ms_max: number
  /** What properties draw their cases from; undefined when each run draws others. */
  readonly seed: number | undefined
}

const rooms = 'kernel,platform,modules,connectors,apps,sdk,tools,specs,sim,bench'
const NAME_FLAG = '--name='
const PARTITIONED_FLAG = '--partitioned'
const MINUTES_FLAG = '--minutes='
const MINUTES = 5
const SEED_FLAG = '--seed='
const SEED = 1
const SEED_MAX = 0x7f_ff_ff_ff

/**
 * Every test file there is, or those whose path contains one of the words given; `--name=<pattern>` runs only
 * the tests of that name, and `--minutes=<n>` gives each file more time than it has in the suite. Properties draw from one
 * seed, so that what passed passes again; `--seed=<n>` takes another, `--seed=random` one of its own for each, to look for
 * what no run has seen yet. The files that run longest go first: alone at the end they would leave cores idle.
 *
 * Errors: StartRefused for an unknown flag, for minutes or a seed that are no number, and for words that no path contains.
 */
export function chooseFiles(root: string, given: readonly string[]): TestChoice {
  const words = given.filter((word) => !word.startsWith('-'))
  const unknown = given.find(
    (word) =>
      word.startsWith('-') &&
      !word.startsWith(NAME_FLAG) &&
      !word.startsWith(MINUTES_FLAG) &&
      !word.startsWith(SEED_FLAG) &&
      word !== PARTITIONED_FLAG,
  )
  if (unknown !== undefined)
    throw new StartRefused(
      `npm test does not know ${unknown}; give it parts of paths, such as modules/ledger, ${NAME_FLAG}<pattern>, ${MINUTES_FLAG}<n>, ${SEED_FLAG}<n> and ${PARTITIONED_FLAG}.`,
    )
  const all = globSync([`{${rooms}}/**/*.test.ts`, 'specs/**/*.spec.ts'], { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.includes('node_modules/') && !path.startsWith('tools/tidy/canary/'))
    .sort()
  const files = all.filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
  if (files.length === 0)
    throw new StartRefused(
      `No test file has ${words.join(' or ')} in its path; there are ${all.length} files.`,
    )
  return {
    files: files.sort((a, b) => rankOf(a) - rankOf(b)),
    is_all: files.length === all.length,
    name_pattern: given.findLast((word) => word.startsWith(NAME_FLAG))?.slice(NAME_FLAG.length),
    is_partitioned: given.includes(PARTITIONED_FLAG),
    file_ms_max: readMinutes(given) * 60_000,
    seed: readSeed(given),
  }
}

function readMinutes(given: readonly string[]): number {
  const text = given.findLast((word) => word.startsWith(MINUTES_FLAG))?.slice(MINUTES_FLAG.length)
  const minutes = text === undefined ? MINUTES : Number(text)
  if (minutes > 0 && minutes <= 1_440) return minutes
  throw new StartRefused(`${MINUTES_FLAG} takes a number from 1 to 1440, not "${text}".`)
}

function readSeed(given: readonly string[]): number | undefined {
  const text = given.findLast((word) => word.startsWith(SEED_FLAG))?.slice(SEED_FLAG.length)
  if (text === 'random') return undefined
  const seed = text === undefined ? SEED : Number(text)
  if (Number.isInteger(seed) && seed >= 0 && seed <= SEED_MAX) return seed
  throw new StartRefused(`${SEED_FLAG} takes a whole number from 0 to ${SEED_MAX} or random, not "${text}".`)
}

/** Models, simulations, and specs that start many programs. */
const LONGEST =
  /chaos|sim\.pg|model|fuzz|embedded|(?:two_commands|payments_failures|sandbox_year|dashboard_browser|guides|pasted|bank_payments)\.spec/

const TOGETHER_MAX = 10
const TOGETHER_MIN = 2
/** Pure tests take a tenth of the time of the others. */
const PURE_TOGETHER = 40

/**
 * Which files run in one process: those that run longest alone, the others with their neighbours, which need the same
 * modules. The groups get smaller towards the end, so that all cores are busy until then.
 */
export function groupFiles(files: readonly string[], at_once: number): string[][] {
  const ranked = (rank: number): string[] => files.filter((path) => rankOf(path) === rank)
  const groups = ranked(0).map((path) => [path])
  for (const pure = ranked(2); pure.length > 0; ) groups.push(pure.splice(0, PURE_TOGETHER))
  for (const rest = ranked(1); rest.length > 0; ) {
    const share = Math.ceil(rest.length / (at_once * 2))
    groups.push(rest.splice(0, Math.min(TOGETHER_MAX, Math.max(TOGETHER_MIN, share))))
  }
  return groups
}

/** Simulations and models first, then what talks to PostgreSQL or starts programs, then the pure tests. */
function rankOf(path: string): number {
  if (LONGEST.test(path)) return 0
  return /\.(pg\.test|spec)\.ts$/.test(path) ? 1 : 2
}
