import { parseArgs } from 'node:util'
import { targets } from './targets.ts'

/** What `npm run bench -- …` was asked for. */
export type BenchOptions = {
  /** Names of the target rows to measure. */
  readonly rows: readonly string[]
  readonly rounds: number
  /** How long each subject runs in each round. */
  readonly seconds: number
  readonly accounts: number
  /** A PostgreSQL to use instead of an embedded one of our own; the user must be a superuser. */
  readonly database: string | undefined
  /** Rows of the growth comparison: 1 M against 10 M with --growth, a tenth or less of that without. */
  readonly growth: { readonly small: number; readonly large: number }
  readonly out: string
}

const usage = `npm run bench -- [options]
  --rows a,b       only these rows: ${targets.map((target) => target.name).join(', ')}
  --rounds n       interleaved rounds, 5 at least for a recorded run (5)
  --seconds s      how long each subject runs in each round (4)
  --accounts n     accounts the transfers are spread over (1000000)
  --growth         compare 1 M with 10 M transfers instead of 200 k with 2 M: takes ten minutes more
  --database url   measure on this PostgreSQL instead of an embedded one
  --out folder     where the results go (bench/results)
  --run name       one flow at full size instead: debits (--debits 100000 --returned 3000), reconcile (--lines 1000000), lists (--rows 1000000)`

const DEFAULTS = { rounds: '5', seconds: '4', accounts: '1000000', out: 'bench/results' }
const SMALL_GROWTH = { small: 200_000, large: 2_000_000 }
const FULL_GROWTH = { small: 1_000_000, large: 10_000_000 }

/** Errors: a sentence that names what is wrong, with the usage below it. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string' },
      rounds: { type: 'string', default: DEFAULTS.rounds },
      seconds: { type: 'string', default: DEFAULTS.seconds },
      accounts: { type: 'string', default: DEFAULTS.accounts },
      growth: { type: 'boolean', default: false },
      database: { type: 'string' },
      out: { type: 'string', default: DEFAULTS.out },
    },
  })
  const all = targets.map((target) => target.name as string)
  const rows = values.rows === undefined ? all : values.rows.split(',').map((name) => name.trim())
  const unknown = rows.find((name) => !all.includes(name))
  if (unknown !== undefined) throw new Error(`There is no row ${unknown}.\n\n${usage}`)
  return {
    rows,
    rounds: number('--rounds', values.rounds, 1, 1_000),
    seconds: number('--seconds', values.seconds, 0.1, 600),
    accounts: number('--accounts', values.accounts, 1_000, 20_000_000),
    database: values.database,
    growth: values.growth ? FULL_GROWTH : SMALL_GROWTH,
    out: values.out,
  }
}

function number(name: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (value >= min && value <= max) return value
  throw new Error(`${name} must be a number from ${min} to ${max}, and is "${text}".\n\n${usage}`)
}
