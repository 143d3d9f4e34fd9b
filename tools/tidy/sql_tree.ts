import { loadModule, type Node, parsePlPgSQLSync, parseSync } from 'libpg-query'

// PostgreSQL's own parser, compiled to WebAssembly: loaded once, synchronous afterwards.
await loadModule()

/** Any object of a parse tree, for walks that do not care which one. */
export type Tree = { readonly [key: string]: unknown }
/** `sql` is one statement's own text, comments before it included. */
export type Statement = { readonly node: Node; readonly sql: string }
/** A statement of a function's body. `dynamic` is EXECUTE: its text is made at run time. */
export type BodyStatement = {
  readonly sql: string
  readonly node: Node | undefined
  readonly is_in_loop: boolean
  readonly is_dynamic: boolean
}

/** Throws PostgreSQL's syntax error. */
export function statementsOf(sql: string): Statement[] {
  const bytes = Buffer.from(sql)
  return (parseSync(sql).stmts ?? []).flatMap(({ stmt, stmt_location: from = 0, stmt_len: length }) =>
    stmt === undefined
      ? []
      : [{ node: stmt, sql: bytes.toString('utf8', from, length ? from + length : bytes.length).trim() }],
  )
}

export const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null

/** Visits every object below `value`, itself included; `enter` returns false to leave a branch out. */
export function walk(value: unknown, enter: (tree: Tree) => boolean | undefined): void {
  if (Array.isArray(value)) value.forEach((item) => walk(item, enter))
  else if (isTree(value) && enter(value) !== false)
    Object.values(value).forEach((child) => walk(child, enter))
}

/** The text of a list of names: `ledger.post` from its two parts. */
export const nameOf = (parts: readonly Node[] | undefined): string =>
  (parts ?? []).map((part) => ('String' in part ? (part.String.sval ?? '') : '')).join('.')

/** Every statement of a `create function`, in PL/pgSQL, in a SQL string or as SQL-standard body. */
export function bodyOf(definition: Statement): BodyStatement[] {
  if (!('CreateFunctionStmt' in definition.node)) return []
  const { options = [], sql_body } = definition.node.CreateFunctionStmt
  if (sql_body !== undefined) return standardBody(sql_body)
  const option = (name: string): string => {
    const found = options.find((item) => 'DefElem' in item && item.DefElem.defname === name)
    const arg = found !== undefined && 'DefElem' in found ? found.DefElem.arg : undefined
    if (arg !== undefined && 'String' in arg) return arg.String.sval ?? ''
    return arg !== undefined && 'List' in arg ? nameOf(arg.List.items) : ''
  }
  switch (option('language')) {
    case 'plpgsql':
      return plpgsqlBody(definition.sql)
    case 'sql':
      return statementsOf(option('as')).map(({ node, sql }) => still(sql, node))
    default:
      return [{ sql: 'a language that cannot be read', node: undefined, is_in_loop: false, is_dynamic: true }]
  }
}

const still = (sql: string, node: Node): BodyStatement => ({
  sql,
  node,
  is_in_loop: false,
  is_dynamic: false,
})

/** `begin atomic … end` holds parsed statements, `return …` one expression. */
function standardBody(body: Node): BodyStatement[] {
  if ('ReturnStmt' in body) {
    const { returnval } = body.ReturnStmt
    const target: Node = { ResTarget: returnval === undefined ? {} : { val: returnval } }
    return [still('return', { SelectStmt: { targetList: [target] } })]
  }
  if (!('List' in body)) return [still('begin atomic', body)]
  return (body.List.items ?? []).flatMap(standardBody)
}

/** Loops over rows, elements or numbers. A bare `loop` or `while` tries the same set again: that is allowed. */
const loops = [
  'PLpgSQL_stmt_fori',
  'PLpgSQL_stmt_fors',
  'PLpgSQL_stmt_forc',
  'PLpgSQL_stmt_foreach_a',
  'PLpgSQL_stmt_dynfors',
]

function plpgsqlBody(definition: string): BodyStatement[] {
  const found: BodyStatement[] = []
  const enter = (value: unknown, isInLoop: boolean): void => {
    if (Array.isArray(value)) return value.forEach((item) => enter(item, isInLoop))
    if (!isTree(value)) return
    for (const [kind, child] of Object.entries(value)) {
      if (kind === 'PLpgSQL_expr') found.push(expression(child as PlpgsqlExpression, isInLoop))
      if (/dynexecute|dynfors|return_query_execute/.test(kind) || (isTree(child) && 'dynquery' in child))
        found.push({ sql: 'execute', node: undefined, is_in_loop: isInLoop, is_dynamic: true })
      if (loops.includes(kind) && isTree(child)) {
        const { body, ...head } = child
        enter(head, isInLoop)
        enter(body, true)
      } else enter(child, isInLoop)
    }
  }
  enter(parsePlPgSQLSync(definition), false)
  return found
}

type PlpgsqlExpression = { readonly query: string; readonly parseMode: number }

/** PL/pgSQL keeps expressions and assignments as text: both become a `select` of the same value. */
function expression({ query, parseMode }: PlpgsqlExpression, is_in_loop: boolean): BodyStatement {
  const value = parseMode >= 3 ? query.replace(/^\s*[\w."]+(?:\[[^\]]*\]|\.\w+)*\s*:?=/, '') : query
  const sql = parseMode === 0 ? query : `select ${value}`
  return { sql, node: statementsOf(sql)[0]?.node, is_in_loop, is_dynamic: false }
}
