import type { Node } from 'libpg-query'
import type { Classes } from './classes.ts'
import { nameOf } from './sql_tree.ts'

/** What one statement has shown so far. The lists grow while it is read. */
export type Reading = {
  readonly classes: Classes
  /** True for the one value that stands for the tenant: a parameter, a constant, or `p_tenant` in a function. */
  isTenant(node: Node): boolean
  /** Clocks and locks are the business of migrations: `system` may use them. */
  readonly may_be_volatile: boolean
  /** Refused through every door. */
  readonly faults: string[]
  /** Tenant tables that no equality ties to the tenant. */
  readonly unbound: string[]
  /** Tenant tables and functions it touches. */
  readonly touched: string[]
}

/** An output column. `is_exact` is false behind a `*`, where positions are not known. */
export type Column = {
  readonly name: string | undefined
  readonly is_bound: boolean
  readonly is_exact: boolean
}
type Fact = readonly [a: string, b: string]
export type Relation = {
  readonly id: number
  readonly alias: string
  readonly label: string
  readonly kind: 'tenant' | 'derived' | 'plain'
  columns: readonly Column[]
  /** Equalities of an outer join: true of this side's rows, and of nothing else. */
  readonly own_facts: Fact[]
}
/** One SELECT (or the body of an UPDATE or DELETE) with what it can see. */
export type Level = {
  readonly parent: Level | undefined
  readonly relations: Relation[]
  /** Equalities that hold for every row of this level. */
  readonly facts: Fact[]
  readonly ctes: Map<string, readonly Column[]>
}

const TENANT = 'tenant'

export const newLevel = (parent: Level | undefined): Level => ({
  parent,
  relations: [],
  facts: [],
  ctes: new Map(),
})

export function addRelation(
  level: Level,
  relation: Pick<Relation, 'alias' | 'label' | 'kind' | 'columns'>,
): Relation {
  const depth = level.parent === undefined ? 0 : 1 + depthOf(level.parent)
  const added = { ...relation, id: depth * 1000 + level.relations.length, own_facts: [] }
  level.relations.push(added)
  expose(level, added, relation.columns)
  return added
}

/** A subquery's columns that always hold the tenant are facts for the level around it. */
export function expose(level: Level, relation: Relation, columns: readonly Column[]): void {
  relation.columns = columns
  for (const { name, is_bound } of columns)
    if (is_bound && name !== undefined) level.facts.push([`${relation.id}.${name}`, TENANT])
}

const depthOf = (level: Level): number => (level.parent === undefined ? 0 : 1 + depthOf(level.parent))

export const findCte = (level: Level | undefined, name: string): readonly Column[] | undefined =>
  level === undefined ? undefined : (level.ctes.get(name) ?? findCte(level.parent, name))

/** The equalities that an expression makes true: parts joined by AND; nothing below OR or NOT counts. */
export function factsOf(level: Level, node: Node | undefined, reading: Reading): Fact[] {
  if (node === undefined) return []
  if ('BoolExpr' in node) {
    const { boolop, args = [] } = node.BoolExpr
    return boolop === 'AND_EXPR' ? args.flatMap((arg) => factsOf(level, arg, reading)) : []
  }
  if (!('A_Expr' in node) || nameOf(node.A_Expr.name) !== '=') return []
  const { kind, lexpr, rexpr } = node.A_Expr
  if (lexpr === undefined || rexpr === undefined) return []
  if (kind === 'AEXPR_IN') {
    // `in ($1)` is an equality; a longer list is not.
    const items = 'List' in rexpr ? (rexpr.List.items ?? []) : []
    const [only] = items
    return items.length === 1 && only !== undefined ? equal(level, lexpr, only, reading) : []
  }
  return kind === 'AEXPR_OP' ? equal(level, lexpr, rexpr, reading) : []
}

function equal(level: Level, left: Node, right: Node, reading: Reading): Fact[] {
  if ('RowExpr' in left && 'RowExpr' in right) {
    const others = right.RowExpr.args ?? []
    return (left.RowExpr.args ?? []).flatMap((item, index) => {
      const other = others[index]
      return other === undefined ? [] : equal(level, item, other, reading)
    })
  }
  const a = keyOf(level, left, reading)
  const b = keyOf(level, right, reading)
  return a === undefined || b === undefined ? [] : [[a, b]]
}

/** A name for what an expression is: the tenant, a column of one relation, or undefined. */
function keyOf(level: Level, node: Node, reading: Reading): string | undefined {
  if (reading.isTenant(node)) return TENANT
  if (!('ColumnRef' in node)) return undefined
  const names = nameOf(node.ColumnRef.fields).split('.')
  const column = names.at(-1) ?? ''
  const relation = names.length === 1 ? ownerOf(level, column) : byAlias(level, names.at(-2) ?? '')
  return relation === undefined ? undefined : `${relation.id}.${column}`
}

const byAlias = (level: Level | undefined, alias: string): Relation | undefined =>
  level?.relations.find((relation) => relation.alias === alias) ??
  (level === undefined ? undefined : byAlias(level.parent, alias))

/** Who an unqualified column belongs to; PostgreSQL has refused ambiguous ones already. */
function ownerOf(level: Level | undefined, column: string): Relation | undefined {
  if (level === undefined) return undefined
  const [first, ...others] = level.relations
  const owner =
    level.relations.find((relation) => has(relation, column)) ?? (others.length === 0 ? first : undefined)
  return owner ?? ownerOf(level.parent, column)
}

export const has = (relation: Relation, column: string): boolean =>
  (relation.kind === 'tenant' && column === 'tenant_id') ||
  relation.columns.some(({ name }) => name === column)

/** True when the equalities of this level and those around it lead from the expression to the tenant. */
export function isBound(level: Level, node: Node, reading: Reading): boolean {
  const key = keyOf(level, node, reading)
  return key !== undefined && reach(level, key, []).has(TENANT)
}

const reachOf = (level: Level, relation: Relation): Set<string> =>
  reach(level, `${relation.id}.tenant_id`, relation.own_facts)

export const isRelationBound = (level: Level, relation: Relation): boolean =>
  reachOf(level, relation).has(TENANT)

/** True when two relations always show rows of the same tenant: what one node can join. */
export const isSameTenant = (level: Level, a: Relation, b: Relation): boolean =>
  reachOf(level, a).has(`${b.id}.tenant_id`) || reachOf(level, b).has(`${a.id}.tenant_id`)

/** Everything that equals `start`. */
function reach(level: Level, start: string, own: readonly Fact[]): Set<string> {
  const facts = [...own]
  for (let at: Level | undefined = level; at !== undefined; at = at.parent) facts.push(...at.facts)
  const reached = new Set([start])
  // A set may grow while it is walked: each new key is looked at once.
  for (const key of reached)
    for (const [a, b] of facts) {
      if (a === key) reached.add(b)
      if (b === key) reached.add(a)
    }
  return reached
}
