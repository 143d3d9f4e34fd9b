import type { RangeVar } from 'libpg-query'
import { ownOf } from '../../kernel/own.ts'

/** What a table's or function's `scale:` comment says. */
export type Scale = 'tenant' | 'ref' | 'local'
/** The catalogue as the guard needs it: names are `schema.name`. Written by platform/db/testing.ts. */
export type Classes = {
  readonly tables: Readonly<Record<string, Scale>>
  readonly functions: Readonly<Record<string, Scale>>
}
/** Which door of `Database` sent a statement. */
export type Door = 'tenant' | 'scatter' | 'system'

export type Verdict =
  | { readonly kind: 'single_tenant' | 'no_tenant' | 'scatter' }
  | { readonly kind: 'refused'; readonly why: string }

/** What a table of a statement is: `builtin` belongs to PostgreSQL, the last two are faults. */
export type TableKind = Scale | 'builtin' | 'unqualified' | 'unknown'

export function tableKind(classes: Classes, { schemaname, relname = '' }: RangeVar): TableKind {
  if (schemaname === undefined) return relname.startsWith('pg_') ? 'builtin' : 'unqualified'
  if (schemaname === 'pg_catalog' || schemaname === 'information_schema') return 'builtin'
  const name = `${schemaname}.${relname}`
  return ownOf(classes.tables, name) ?? 'unknown'
}

/** Undefined for PostgreSQL's own functions; `unknown` for one of our schemas without a tag. */
export function functionKind(classes: Classes, name: string): Scale | 'unknown' | undefined {
  const found = ownOf(classes.functions, name)
  if (found !== undefined) return found
  const [schema, rest] = name.split('.')
  if (rest === undefined) return undefined
  const isOurs = [...Object.keys(classes.tables), ...Object.keys(classes.functions)].some((known) =>
    known.startsWith(`${schema}.`),
  )
  return isOurs ? 'unknown' : undefined
}
