import type { Node } from 'libpg-query'
import type { Classes } from './classes.ts'
import { newReading, readStatement } from './classify.ts'
import { type BodyStatement, bodyOf, nameOf, type Statement, statementsOf } from './sql_tree.ts'

const changes = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']

/**
 * Reads the body of every `create function` in `definitions` (PL/pgSQL and SQL) and says which of its
 * statements leave the tenant. Inside a function only `p_tenant` stands for the tenant. A function tagged
 * `ref` or `local` touches no tenant's rows. Empty when every statement keeps the S-rules.
 */
export function functionFaults(definitions: string, classes: Classes): string[] {
  try {
    return statementsOf(definitions).flatMap((definition) => definitionFaults(definition, classes))
  } catch (error) {
    return [`the definitions do not parse: ${(error as Error).message}`]
  }
}

function definitionFaults(definition: Statement, classes: Classes): string[] {
  if (!('CreateFunctionStmt' in definition.node)) return []
  const name = nameOf(definition.node.CreateFunctionStmt.funcname)
  const scale = classes.functions[name]
  const say = (why: string, sql: string) =>
    `${name}(): ${why} — ${sql.trim().replaceAll(/\s+/g, ' ').slice(0, 120)}`
  let body: BodyStatement[]
  try {
    body = bodyOf(definition)
  } catch (error) {
    return [say(`does not parse: ${(error as Error).message}`, 'body')]
  }
  return body.flatMap((part) => {
    if (part.node === undefined) return [say('S5: dynamic SQL cannot be read before it runs', part.sql)]
    const reading = newReading(classes, isOwnTenant, false)
    readStatement(part.node, reading)
    const faults = [...reading.faults]
    if (reading.unbound.length > 0) faults.push(`S5: no tenant filter on ${reading.unbound.join(', ')}`)
    if (part.is_in_loop && changes.some((change) => change in (part.node ?? {})))
      faults.push('S6: changes rows in a row loop')
    if (scale !== 'tenant' && reading.touched.length > 0)
      faults.push(`S9: touches ${reading.touched.join(', ')} without a scale:tenant tag`)
    return [...new Set(faults)].map((why) => say(why, part.sql))
  })
}

/** `p_tenant`, or `f.p_tenant` where a column has the same name; `$1` in a SQL body is the same value. */
function isOwnTenant(node: Node): boolean {
  if ('TypeCast' in node) return node.TypeCast.arg !== undefined && isOwnTenant(node.TypeCast.arg)
  if ('ParamRef' in node) return node.ParamRef.number === 1
  return 'ColumnRef' in node && nameOf(node.ColumnRef.fields).split('.').at(-1) === 'p_tenant'
}
