import type { JoinExpr, Node, RangeVar, SelectStmt, WithClause } from 'libpg-query'
import { functionKind, tableKind } from './classes.ts'
import {
  addRelation,
  type Column,
  expose,
  factsOf,
  findCte,
  has,
  isBound,
  isRelationBound,
  isSameTenant,
  type Level,
  newLevel,
  type Reading,
  type Relation,
} from './level.ts'
import { isTree, nameOf, type Tree, walk } from './sql_tree.ts'
import { functionName, volatileFault } from './volatile.ts'

/** Reads a SELECT inside `parent` and returns its output columns; faults and unbound tables go to `reading`. */
export function readSelect(
  select: SelectStmt,
  parent: Level | undefined,
  reading: Reading,
): readonly Column[] {
  const level = newLevel(parent)
  readCtes(select.withClause, level, reading)
  if (select.larg !== undefined && select.rarg !== undefined) {
    const left = readSelect(select.larg, level, reading)
    const right = readSelect(select.rarg, level, reading)
    return left.map((column, at) => ({
      ...column,
      is_bound: column.is_bound && right[at]?.is_bound === true,
    }))
  }
  if (select.valuesLists !== undefined) return readValues(select.valuesLists, level, reading)
  const before = reading.unbound.length
  readFrom(select.fromClause ?? [], select.whereClause, level, reading)
  const {
    lockingClause,
    targetList = [],
    groupClause,
    havingClause,
    sortClause,
    windowClause,
    distinctClause,
  } = select
  const { limitCount, limitOffset } = select
  for (const part of [targetList, groupClause, havingClause, sortClause, windowClause, distinctClause])
    readExpressions(part, level, reading)
  readExpressions([limitCount, limitOffset], level, reading)
  if (lockingClause !== undefined && reading.unbound.length > before)
    reading.faults.push('S11: locks rows of several tenants')
  return targetList.flatMap((target) => outputOf(target, level, reading))
}

/** FROM and WHERE of any statement: relations first, then what the equalities say, then what they leave open. */
export function readFrom(
  from: readonly Node[],
  where: Node | undefined,
  level: Level,
  reading: Reading,
): void {
  const later: (() => void)[] = []
  for (const item of from) addItem(item, level, reading, later)
  level.facts.push(...factsOf(level, where, reading))
  for (const step of later) step()
  judgeTables(level, reading)
  readExpressions(where, level, reading)
}

function judgeTables(level: Level, reading: Reading): void {
  const tenants = level.relations.filter(({ kind }) => kind === 'tenant')
  const [first, ...others] = tenants.filter((relation) => !isRelationBound(level, relation))
  reading.touched.push(...tenants.map(({ label }) => label))
  if (first === undefined) return
  reading.unbound.push(first.label, ...others.map(({ label }) => label))
  for (const other of others)
    if (!isSameTenant(level, first, other))
      reading.faults.push(`S5: joins ${first.label} and ${other.label} without their tenant_id`)
}

/** A CTE's name is known to the ones after it, and to itself when it is recursive. */
export function readCtes(clause: WithClause | undefined, level: Level, reading: Reading): void {
  for (const item of clause?.ctes ?? []) {
    if (!('CommonTableExpr' in item)) continue
    const { ctename = '', ctequery, aliascolnames } = item.CommonTableExpr
    level.ctes.set(ctename, [])
    if (ctequery !== undefined && 'SelectStmt' in ctequery)
      level.ctes.set(ctename, renamed(readSelect(ctequery.SelectStmt, level, reading), aliascolnames))
    else reading.faults.push(`S6: ${ctename} is a data-modifying CTE`)
  }
}

const readValues = (rows: readonly Node[], level: Level, reading: Reading): Column[] => {
  readExpressions(rows, level, reading)
  const lists = rows.map((row) => ('List' in row ? (row.List.items ?? []) : []))
  return (lists[0] ?? []).map((_, at) => ({
    name: `column${at + 1}`,
    is_bound: lists.every((list) => list[at] !== undefined && reading.isTenant(list[at])),
    is_exact: true,
  }))
}

/** Adds one item of FROM; returns the relations it brought. What needs the facts of this level runs `later`. */
function addItem(item: Node, level: Level, reading: Reading, later: (() => void)[]): Relation[] {
  if ('RangeVar' in item) return [addTable(item.RangeVar, level, reading)]
  if ('JoinExpr' in item) return addJoin(item.JoinExpr, level, reading, later)
  if ('RangeSubselect' in item) {
    const { subquery, alias, lateral } = item.RangeSubselect
    if (subquery === undefined || !('SelectStmt' in subquery)) return []
    const { SelectStmt } = subquery
    const relation = addRelation(level, { ...derived, alias: alias?.aliasname ?? '' })
    const read = () => {
      const columns = readSelect(SelectStmt, lateral === true ? level : withCtes(level), reading)
      expose(level, relation, renamed(columns, alias?.colnames))
    }
    if (lateral === true) later.push(read)
    else read()
    return [relation]
  }
  if ('RangeFunction' in item) {
    const { alias, functions } = item.RangeFunction
    later.push(() => readExpressions(functions, level, reading))
    const columns = (alias?.colnames ?? []).map((name) => ({
      name: nameOf([name]),
      is_bound: false,
      is_exact: true,
    }))
    return [addRelation(level, { kind: 'plain', label: '', alias: alias?.aliasname ?? '', columns })]
  }
  later.push(() => readExpressions(item, level, reading))
  return []
}

const derived = { kind: 'derived', label: '', columns: [] } as const

/** A subquery in FROM sees the CTEs beside it and the levels above, not its neighbours. */
const withCtes = ({ parent, ctes }: Level): Level => ({ ...newLevel(parent), ctes })

/** A table of FROM, or the target of an UPDATE or DELETE. */
export function addTable(table: RangeVar, level: Level, reading: Reading): Relation {
  const { schemaname, relname = '' } = table
  const alias = table.alias?.aliasname ?? relname
  const cte = schemaname === undefined ? findCte(level, relname) : undefined
  if (cte !== undefined)
    return addRelation(level, { ...derived, alias, columns: renamed(cte, table.alias?.colnames) })
  const label = schemaname === undefined ? relname : `${schemaname}.${relname}`
  const kind = tableKind(reading.classes, table)
  if (kind === 'unqualified') reading.faults.push(`${label} does not name its schema`)
  if (kind === 'unknown') reading.faults.push(`S1: ${label} has no scale: tag`)
  return addRelation(level, { kind: kind === 'tenant' ? 'tenant' : 'plain', label, alias, columns: [] })
}

function addJoin(join: JoinExpr, level: Level, reading: Reading, later: (() => void)[]): Relation[] {
  const left = join.larg === undefined ? [] : addItem(join.larg, level, reading, later)
  const right = join.rarg === undefined ? [] : addItem(join.rarg, level, reading, later)
  later.push(() => readExpressions(join.quals, level, reading))
  const facts = [...factsOf(level, join.quals, reading), ...usingFacts(join, left, right)]
  // The condition of an outer join says nothing about the rows of the side that is kept whole.
  if (join.jointype === 'JOIN_INNER') level.facts.push(...facts)
  if (join.jointype === 'JOIN_LEFT') for (const relation of right) relation.own_facts.push(...facts)
  if (join.jointype === 'JOIN_RIGHT') for (const relation of left) relation.own_facts.push(...facts)
  return [...left, ...right]
}

const usingFacts = (join: JoinExpr, left: readonly Relation[], right: readonly Relation[]) =>
  (join.usingClause ?? []).flatMap((item): [string, string][] => {
    const column = nameOf([item])
    const a = left.find((relation) => has(relation, column))
    const b = right.find((relation) => has(relation, column))
    return a === undefined || b === undefined ? [] : [[`${a.id}.${column}`, `${b.id}.${column}`]]
  })

const renamed = (columns: readonly Column[], names: readonly Node[] | undefined): readonly Column[] =>
  names === undefined
    ? columns
    : columns.map((column, at) => {
        const name = names[at]
        return name === undefined ? column : { ...column, name: nameOf([name]) }
      })

function outputOf(target: Node, level: Level, reading: Reading): Column[] {
  const value = 'ResTarget' in target ? target.ResTarget.val : undefined
  if (value === undefined) return [{ name: undefined, is_bound: false, is_exact: true }]
  const fields = 'ColumnRef' in value ? (value.ColumnRef.fields ?? []) : []
  const last = fields.at(-1)
  if (last !== undefined && 'A_Star' in last) {
    const alias = fields.length > 1 ? nameOf(fields.slice(-2, -1)) : undefined
    return level.relations
      .filter((from) => alias === undefined || from.alias === alias)
      .flatMap((from) => starOf(level, from))
  }
  const name = ('ResTarget' in target ? target.ResTarget.name : undefined) ?? (last && nameOf([last]))
  return [{ name, is_bound: isBound(level, value, reading), is_exact: true }]
}

const starOf = (level: Level, from: Relation): readonly Column[] =>
  from.kind === 'derived'
    ? from.columns
    : [
        {
          name: has(from, 'tenant_id') ? 'tenant_id' : undefined,
          is_bound: isRelationBound(level, from),
          is_exact: false,
        },
      ]

/** Subqueries and function calls inside expressions, at any depth. */
export function readExpressions(part: unknown, level: Level, reading: Reading): void {
  walk(part, (tree) => {
    const { subselect } = tree
    if (isTree(subselect) && isTree(subselect['SelectStmt'])) {
      readSelect(subselect['SelectStmt'], level, reading)
      readExpressions(tree['testexpr'], level, reading)
      return false
    }
    const fault = reading.may_be_volatile ? undefined : volatileFault(tree)
    if (fault !== undefined) reading.faults.push(fault)
    if (Array.isArray(tree['funcname'])) readCall(tree, reading)
    return undefined
  })
}

/** S9: a tenant function is called with the tenant itself, so that Citus can send the call to its node. */
function readCall(call: Tree, reading: Reading): void {
  const name = functionName(call['funcname'] as Node[])
  const kind = functionKind(reading.classes, name)
  if (kind === 'unknown') reading.faults.push(`S1: ${name}() has no scale: tag`)
  if (kind !== 'tenant') return
  reading.touched.push(`${name}()`)
  const args = (call['args'] ?? []) as Node[]
  const named = args.find((arg) => 'NamedArgExpr' in arg && arg.NamedArgExpr.name === 'p_tenant')
  const first = named !== undefined && 'NamedArgExpr' in named ? named.NamedArgExpr.arg : args[0]
  if (first === undefined || !reading.isTenant(first))
    reading.faults.push(`S9: ${name}() is not called with a plain tenant`)
}
