import type { Command } from 'commander'
import { acting } from './acting.ts'
import { wholeBetween } from './amount_flags.ts'
import { connect, connected, type ConnectOptions } from './connect.ts'
import type { Means } from './means.ts'
import { show, table } from './show.ts'

const LIMIT_DEFAULT = 20
const PAGE_ROWS_MAX = 100

type Listing<T> = {
  readonly description: string
  readonly path: string
  /** Names of query fields, which are also the flags. */
  readonly filters: readonly string[]
  readonly headings: readonly string[]
  readonly row: (one: T) => readonly string[]
}

/** `list`, the same for every kind of object. */
export function listCommand<T>(parent: Command, means: Means, of: Listing<T>): Command {
  const command = connected(parent.command('list'))
    .description(of.description)
    .option('--limit <rows>', 'how many', wholeBetween('--limit', 1, 100_000), LIMIT_DEFAULT)
  for (const filter of of.filters) command.option(`--${filter} <text>`, `only those of this ${filter}`)
  return command.action(
    acting(means, async (options: ConnectOptions & { limit: number } & Record<string, unknown>) => {
      const client = await connect(means, options)
      const filters = of.filters.map((name) => [name, options[name] as string | undefined] as const)
      const limit = Math.min(options.limit, PAGE_ROWS_MAX)
      const query: Record<string, string | number | undefined> = { ...Object.fromEntries(filters), limit }
      const rows: T[] = []
      for await (const one of client.list<T>(of.path, { query })) {
        rows.push(one)
        if (rows.length >= options.limit) break
      }
      show(means, options, rows, () =>
        rows.length === 0 ? ['There are none.'] : table(of.headings, rows.map(of.row)),
      )
    }),
  )
}
