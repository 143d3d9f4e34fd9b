import type { OrderRail } from '../bank_connections/bank_connection.ts'
import type { InstantRail } from '../codes/facts/instant_statuses.ts'

/** Rails whose orders travel one by one and are answered within seconds. */
export const instantOrderRails = ['sepa_instant', 'rtp', 'fednow'] as const satisfies readonly OrderRail[]
export type InstantOrderRail = (typeof instantOrderRails)[number]

export const isInstantRail = (rail: string): rail is InstantOrderRail =>
  instantOrderRails.some((known) => known === rail)

/** As the rules of the rail call it. */
export const ruleRail = (rail: InstantOrderRail): InstantRail => (rail === 'sepa_instant' ? 'sct_inst' : rail)
