import type { ErrorTable } from '../../kernel/result.ts'
import { StartRefused } from '../db/start_refused.ts'
import { idempotencyErrors } from '../idempotency/errors.ts'
import { edgeErrors } from './errors.ts'
import type { Route } from './route.ts'

/** Throws StartRefused when two routes claim the same path, or the same name. */
export function refuseClashes(routes: readonly Route[]): void {
  refuseTwice(
    routes.map(({ method, path }) => `${method} ${path.replaceAll(/\{[a-z_]+\}/g, '{}')}`),
    'route',
  )
  refuseTwice(
    routes.map((route) => route.operation_id),
    'operation',
  )
}

function refuseTwice(names: readonly string[], what: string): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) throw new StartRefused(`The ${what} ${name} is declared twice.`)
    seen.add(name)
  }
}

/** Every error this server can answer with, by code. A code means one thing: two texts stop the start. */
export function allErrors(routes: readonly Route[], more: ErrorTable): ErrorTable {
  const all: Record<string, ErrorTable[string]> = {}
  const tables = [edgeErrors.table, idempotencyErrors.table, more, ...routes.map((route) => route.errors)]
  for (const table of tables)
    for (const [code, row] of Object.entries(table)) {
      const known = all[code]
      if (known !== undefined && (known.status !== row.status || known.text !== row.text))
        throw new StartRefused(`The error ${code} is declared twice with different meanings.`)
      all[code] = row
    }
  return all
}
