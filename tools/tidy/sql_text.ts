import type { Node } from 'libpg-query'
import { floorOf, publishedFunctions } from './floors.ts'
import { bannedWord } from './names.ts'
import { lineAt, type Source, type TidyFault } from './sources.ts'
import { bodyOf, nameOf, type Statement, statementsOf, type Tree, walk } from './sql_tree.ts'
import { functionName, volatileFault } from './volatile.ts'

const isOurs = (schema: string): boolean => schema === 'platform' || floorOf(schema) !== -1
const floorOfSchema = (schema: string): number => (schema === 'platform' ? -1 : floorOf(schema))

/** What a room's own `.sql` files may not do: read a clock, or reach over another schema's wall. */
export function sqlFaults(source: Source): TidyFault[] {
  const own = /^(?:modules\/([^/]+)|(platform))\/sql\//.exec(source.path)
  const schema = own?.[1] ?? own?.[2]
  if (schema === undefined) return []
  const faults: TidyFault[] = []
  try {
    for (const statement of statementsOf(source.text)) {
      const line = lineAt(source.text, source.text.indexOf(statement.sql) + leadingComment(statement.sql))
      for (const [rule, why] of statementFaults(statement, schema))
        faults.push({ path: source.path, line, rule, why })
    }
  } catch (error) {
    faults.push({ path: source.path, line: 0, rule: 'sql', why: (error as Error).message })
  }
  return faults
}

const leadingComment = (sql: string): number => /^(?:\s*--[^\n]*\n)*\s*/.exec(sql)?.[0].length ?? 0

type Why = readonly [rule: string, why: string]

function statementFaults(statement: Statement, schema: string): Why[] {
  const found: Why[] = madeNames(statement.node).flatMap((name) => {
    const word = bannedWord(name)
    return word === undefined ? [] : [['words', `«${name}» uses the banned word «${word}»`]]
  })
  const trees: (Node | undefined)[] = [statement.node, ...bodyOf(statement).map(({ node }) => node)]
  for (const node of trees)
    walk(node, (tree) => {
      const volatile = volatileFault(tree)
      if (volatile !== undefined) found.push(['clock', volatile])
      const wall = wallFault(tree, schema)
      if (wall !== undefined) found.push(['walls', wall])
      return undefined
    })
  return found
}

/** A table, type or function of another schema; functions that a lower schema publishes are the doors. */
function wallFault(tree: Tree, schema: string): string | undefined {
  if (Array.isArray(tree['funcname'])) {
    const [owner = '', name = ''] = functionName(tree['funcname'] as Node[]).split('.')
    if (!isOurs(owner) || owner === schema) return undefined
    const isPublished = publishedFunctions[owner]?.includes(name) === true
    if (!isPublished) return `${owner}.${name}() is not published in tools/tidy/floors.ts`
    return floorOfSchema(owner) < floorOfSchema(schema) ? undefined : `${owner} is not below ${schema}`
  }
  const table = typeof tree['relname'] === 'string' ? tree['schemaname'] : undefined
  const type = Array.isArray(tree['names']) && tree['names'].length > 1 ? nameOf(tree['names'] as Node[]) : ''
  const owner = typeof table === 'string' ? table : (type.split('.')[0] ?? '')
  return isOurs(owner) && owner !== schema ? `no SQL over the wall of ${owner}` : undefined
}

/** What a statement creates, by name: tables, their columns, functions. */
function madeNames(node: Node): string[] {
  if ('CreateFunctionStmt' in node) return [nameOf(node.CreateFunctionStmt.funcname)]
  if (!('CreateStmt' in node)) return []
  return [node.CreateStmt.relation?.relname ?? '']
}
