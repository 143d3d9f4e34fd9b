import type { InsertStmt, Node, RangeVar } from 'libpg-query'
import { type Classes, type Door, tableKind, type Verdict } from './classes.ts'
import { addTable, readCtes, readExpressions, readFrom, readSelect } from './select.ts'
import { type Column, newLevel, type Reading } from './level.ts'
import { isTree, type Statement, statementsOf, walk } from './sql_tree.ts'

/** What one statement came to: how it reads, and whether it changes or locks rows. */
export type Outcome = { readonly reading: Reading; readonly is_write: boolean }

/**
 * Says how a statement spreads over tenants: `single_tenant` (every tenant table is tied to the tenant by
 * equality, every tenant function gets it as first argument), `no_tenant`, `scatter` (a read over many
 * tenants, only through the scatter door) or `refused` with the S-rule. Several statements in one text are
 * judged together. Never throws: what does not parse is refused.
 */
export function classifyStatement(sql: string, classes: Classes, via: Door = 'tenant'): Verdict {
  let statements: Statement[]
  try {
    statements = statementsOf(sql)
  } catch (error) {
    return { kind: 'refused', why: `does not parse: ${(error as Error).message}` }
  }
  const verdicts = statements.map(({ node }) => {
    const reading = newReading(classes, isParameter, via === 'system')
    return verdictOf({ reading, is_write: readStatement(node, reading) }, via)
  })
  const worst = (kind: Verdict['kind']) => verdicts.find((verdict) => verdict.kind === kind)
  return worst('refused') ?? worst('scatter') ?? worst('single_tenant') ?? { kind: 'no_tenant' }
}

function verdictOf({ reading, is_write }: Outcome, via: Door): Verdict {
  const faults = [...reading.faults]
  if (via === 'system' && reading.touched.length > 0)
    faults.push(`the system door does not touch ${reading.touched.join(', ')}`)
  else if (reading.unbound.length > 0 && (is_write || via !== 'scatter'))
    faults.push(`S5: no tenant filter on ${[...new Set(reading.unbound)].join(', ')}`)
  if (faults.length > 0) return { kind: 'refused', why: [...new Set(faults)].join('; ') }
  if (reading.unbound.length > 0) return { kind: 'scatter' }
  return { kind: reading.touched.length > 0 ? 'single_tenant' : 'no_tenant' }
}

export const newReading = (
  classes: Classes,
  isTenant: (node: Node) => boolean,
  may_be_volatile: boolean,
): Reading => ({ classes, isTenant, may_be_volatile, faults: [], unbound: [], touched: [] })

/** A parameter or a constant: one value for the whole statement. */
function isParameter(node: Node): boolean {
  if ('TypeCast' in node) return node.TypeCast.arg !== undefined && isParameter(node.TypeCast.arg)
  return 'ParamRef' in node || ('A_Const' in node && node.A_Const.isnull !== true)
}

const harmless = new Set(
  'VariableShowStmt ListenStmt UnlistenStmt NotifyStmt FetchStmt ClosePortalStmt DeallocateStmt DiscardStmt'.split(
    ' ',
  ),
)

/** Fills `reading`; true when the statement changes rows. */
export function readStatement(node: Node, reading: Reading): boolean {
  if ('SelectStmt' in node) {
    if (node.SelectStmt.intoClause !== undefined) reading.faults.push('S15: no table is made by a query')
    readSelect(node.SelectStmt, undefined, reading)
    return false
  }
  if ('InsertStmt' in node) return readInsert(node.InsertStmt, reading)
  if ('UpdateStmt' in node) {
    const { relation, targetList = [], fromClause, ...rest } = node.UpdateStmt
    // In a directory it says where a row leads, and is no part of where the row is kept.
    const isKeptByTenant = relation !== undefined && tableKind(reading.classes, relation) !== 'ref'
    if (isKeptByTenant && targetList.some(setsTenant)) reading.faults.push('S2: tenant_id never changes')
    return readChange({ ...rest, relation, from: fromClause, parts: targetList }, reading)
  }
  if ('DeleteStmt' in node) {
    const { relation, usingClause, ...rest } = node.DeleteStmt
    return readChange({ ...rest, relation, from: usingClause, parts: [] }, reading)
  }
  const inner = Object.values(node as object)[0] as { query?: Node }
  if ('ExplainStmt' in node || 'DeclareCursorStmt' in node || 'PrepareStmt' in node)
    return inner.query !== undefined && readStatement(inner.query, reading)
  if ('CallStmt' in node) readExpressions(node.CallStmt.funccall, newLevel(undefined), reading)
  else readOther(node, reading)
  return true
}

type Change = {
  readonly relation?: RangeVar | undefined
  readonly from: Node[] | undefined
  readonly parts: readonly Node[]
  readonly whereClause?: Node
  readonly withClause?: NonNullable<Parameters<typeof readCtes>[0]>
  readonly returningClause?: object
}

/** UPDATE and DELETE: the target is one more relation of FROM. */
function readChange(
  { relation, from, parts, whereClause, withClause, returningClause }: Change,
  reading: Reading,
): true {
  const level = newLevel(undefined)
  readCtes(withClause, level, reading)
  if (relation !== undefined) addTable(relation, level, reading)
  readFrom(from ?? [], whereClause, level, reading)
  readExpressions(parts, level, reading)
  readExpressions(returningClause, level, reading)
  return true
}

const setsTenant = (target: Node): boolean => 'ResTarget' in target && target.ResTarget.name === 'tenant_id'

function readInsert(insert: InsertStmt, reading: Reading): true {
  const { relation, cols = [], selectStmt, onConflictClause, withClause, returningClause } = insert
  const level = newLevel(undefined)
  readCtes(withClause, level, reading)
  const source = selectStmt !== undefined && 'SelectStmt' in selectStmt ? selectStmt.SelectStmt : undefined
  const columns = source === undefined ? [] : readSelect(source, level, reading)
  if (relation !== undefined && tableKind(reading.classes, relation) === 'tenant') {
    const label = `${relation.schemaname}.${relation.relname}`
    reading.touched.push(label)
    const at = cols.findIndex(setsTenant)
    if (!isSet(columns, at))
      reading.faults.push(`S5: the insert into ${label} does not set tenant_id to the tenant`)
    if (onConflictClause !== undefined && source?.valuesLists === undefined)
      reading.faults.push('S7: no ON CONFLICT in INSERT … SELECT')
    if ((onConflictClause?.targetList ?? []).some(setsTenant))
      reading.faults.push('S2: tenant_id never changes')
  } else if (relation !== undefined) addTable(relation, level, reading)
  readExpressions(onConflictClause, level, reading)
  readExpressions(returningClause, level, reading)
  return true
}

const isSet = (columns: readonly Column[], at: number): boolean =>
  at >= 0 && columns[at]?.is_bound === true && columns.slice(0, at).every(({ is_exact }) => is_exact)

/** Settings, transactions and everything that changes the catalogue. */
function readOther(node: Node, reading: Reading): void {
  const kind = Object.keys(node)[0] ?? ''
  if (harmless.has(kind)) return
  if (kind === 'TransactionStmt' || kind === 'VariableSetStmt') {
    const text = JSON.stringify(node)
    if (text.includes('isolation') && !text.includes('read committed'))
      reading.faults.push('S12: READ COMMITTED with explicit row locks')
    return
  }
  const movesRows =
    kind === 'TruncateStmt' || kind === 'CopyStmt' || kind === 'LockStmt' || kind === 'MergeStmt'
  if (!movesRows && !reading.may_be_volatile)
    reading.faults.push(`${kind}: the catalogue changes in migrations only`)
  if (!movesRows) return
  walk(node, (tree) => {
    if (typeof tree['relname'] === 'string' && tableKind(reading.classes, tree) === 'tenant')
      reading.faults.push(
        `S5: ${kind} on ${String(tree['schemaname'])}.${tree['relname']} cannot be sent to one tenant`,
      )
    return isTree(tree) ? undefined : false
  })
}
