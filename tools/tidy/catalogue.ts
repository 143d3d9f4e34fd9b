import { readFileSync } from 'node:fs'

/** One broken S-rule in the live catalogue. `rule` starts with the rule's number. */
export type CatalogueFault = { readonly rule: string; readonly object: string; readonly detail: string }

const lintSql = readFileSync(new URL('catalogue.sql', import.meta.url), 'utf8')

/** Every rule that `catalogue.sql` knows, so that a test can plant a fault for each. */
export const catalogueRules: readonly string[] = [...lintSql.matchAll(/^select '(S\d+: [^']+)'/gm)].map(
  ([, rule = '']) => rule,
)

/** Lints the catalogue that `query` is connected to. Empty means that every table and function keeps the rules. */
export const lintCatalogue = (query: (sql: string) => Promise<CatalogueFault[]>): Promise<CatalogueFault[]> =>
  query(lintSql)
