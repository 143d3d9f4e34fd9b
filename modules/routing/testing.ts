import { type Id, newId } from '../../kernel/id.ts'
import { money } from '../../kernel/money.ts'
import { simWorld } from '../../kernel/world.ts'
import { cardSchemes } from '../rails/index.ts'
import type { RoutedAccount } from './account.ts'
import type { Snapshot } from './choose.ts'
import { compileRules } from './compile.ts'
import type { RouteInput } from './input.ts'
import type { Rules } from './rules.ts'
import { accountsOf } from './snapshots.ts'

const world = simWorld(4n)

export const accountId = (): Id<'aca'> => newId('aca', world)
export const paymentId = (): Id<'pay'> => newId('pay', world)
export const merchantId = (): Id<'mer'> => newId('mer', world)

/** An account that takes everything, unless said otherwise. */
export const testAccount = (more: Partial<RoutedAccount> = {}): RoutedAccount => ({
  id: accountId(),
  connector: 'northgate',
  currencies: 'any',
  schemes: cardSchemes,
  country: 'US',
  priority: 1,
  state: 'enabled',
  capabilities: [],
  takes_three_ds: true,
  fee_bps: null,
  ...more,
})

const merchant = merchantId()
/** 10.50 USD with a Visa debit card of the United States, unless said otherwise. */
export const testInput = (more: Partial<RouteInput> = {}): RouteInput => ({
  payment: paymentId(),
  merchant,
  amount: money(1050n, 'USD'),
  scheme: 'visa',
  funding: 'debit',
  bin: '41111111',
  card_country: 'US',
  mcc: '5411',
  initiator: 'customer',
  channel: 'ecommerce',
  three_ds: 'none',
  metadata: {},
  needs: [],
  ...more,
})

export const testSnapshot = (
  accounts: readonly RoutedAccount[],
  rules: Rules = { rules: [] },
  health: Snapshot['health'] = new Map(),
): Snapshot => ({
  rule_set: null,
  version: 0,
  rules: compileRules(rules),
  ...accountsOf(accounts),
  health,
})
