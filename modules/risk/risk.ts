import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Audit } from '../audit/index.ts'
import { packDeclines, packRecord } from './aggregate.ts'
import { assess } from './assess.ts'
import type { Risk } from './index.ts'
import { refuseOtherPepper } from './pepper.ts'
import { createHasher, keysOf } from './keys.ts'
import { addItems, createList, dropList, takeItems } from './lists.ts'
import { createRuleCache } from './rule_cache.ts'
import { activateRuleSet, createRuleSet } from './rule_sets.ts'
import { lookInTransaction, createLook } from './store_look.ts'
import { findList, listItems, listLists } from './store_lists.ts'
import { findActive, findRuleSet, listRuleSets } from './store_rules.ts'

export type RiskDeps = {
  readonly db: Database
  /** The wall's world. */
  readonly world: World
  readonly audit: Audit
  /**
   * A text that is kept outside the database and is the same for every node (`loadPepper`). With it nobody who reads the
   * tables can find out addresses by trying them. Another one would begin all counts and lists anew: see `checkPepper`.
   */
  readonly pepper?: string
}

export function createRisk({ db, world, audit, pepper = '' }: RiskDeps): Risk {
  const hasher = createHasher(pepper)
  const cache = createRuleCache({ db, world })
  const rules = { audit, cache }
  const lists = { audit, hasher }
  return {
    keysOf,
    checkPepper: () => refuseOtherPepper({ db, world }, pepper),
    look: createLook(hasher),
    rules: (scope) => cache.read(scope),
    packRecord: (tenant_id, attempts) => packRecord(hasher, tenant_id, attempts),
    packDeclines: (tenant_id, inputs) => packDeclines(hasher, tenant_id, inputs),
    async tryOut(scope, input) {
      const active = await cache.read(scope)
      const view = await db.withTenant(scope.tenant_id, (tx) =>
        lookInTransaction(tx, hasher, scope.tenant_id, input.at, input),
      )
      return assess(input, view, active)
    },
    createRuleSet: (scope, asked) => createRuleSet(rules, scope, asked),
    activateRuleSet: (scope, id) => activateRuleSet(rules, scope, id),
    findRuleSet: ({ tenant_id }, id) => db.withTenant(tenant_id, (tx) => findRuleSet(tx, tenant_id, id)),
    findActive: ({ tenant_id }) => db.withTenant(tenant_id, (tx) => findActive(tx, tenant_id)),
    listRuleSets: ({ tenant_id }, page) =>
      db.withTenant(tenant_id, (tx) => listRuleSets(tx, tenant_id, page)),
    createList: (scope, asked) => createList(lists, scope, asked),
    findList: ({ tenant_id }, id) => db.withTenant(tenant_id, (tx) => findList(tx, tenant_id, id)),
    listLists: ({ tenant_id }, page) => db.withTenant(tenant_id, (tx) => listLists(tx, tenant_id, page)),
    listItems: ({ tenant_id }, id, page) =>
      db.withTenant(tenant_id, (tx) => listItems(tx, tenant_id, id, page)),
    addItems: (scope, id, items) => addItems(lists, scope, id, items),
    removeItems: (scope, id, values) => takeItems(lists, scope, id, values),
    deleteList: (scope, id) => dropList(lists, scope, id),
  }
}
