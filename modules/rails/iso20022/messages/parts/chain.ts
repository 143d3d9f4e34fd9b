import { before, formerly, one, optional, since } from '../shape/codec.ts'
import { account } from './account.ts'
import { agent } from './agent.ts'
import { party } from './party.ts'

/** Banks that a payment came through and will go through, and the accounts between them. */
export const previousAgents = {
  previous_instructing_agent_1: optional([since(2019, 'PrvsInstgAgt1'), before(2019, 'PrvsInstgAgt')], agent),
  previous_instructing_agent_1_account: optional(
    [since(2019, 'PrvsInstgAgt1Acct'), before(2019, 'PrvsInstgAgtAcct')],
    account,
  ),
  previous_instructing_agent_2: optional(since(2019, 'PrvsInstgAgt2'), agent),
  previous_instructing_agent_2_account: optional(since(2019, 'PrvsInstgAgt2Acct'), account),
  previous_instructing_agent_3: optional(since(2019, 'PrvsInstgAgt3'), agent),
  previous_instructing_agent_3_account: optional(since(2019, 'PrvsInstgAgt3Acct'), account),
}
export const intermediaries = {
  intermediary_agent_1: optional('IntrmyAgt1', agent),
  intermediary_agent_1_account: optional('IntrmyAgt1Acct', account),
  intermediary_agent_2: optional('IntrmyAgt2', agent),
  intermediary_agent_2_account: optional('IntrmyAgt2Acct', account),
  intermediary_agent_3: optional('IntrmyAgt3', agent),
  intermediary_agent_3_account: optional('IntrmyAgt3Acct', account),
}
export const instructingAgents = {
  instructing_agent: optional('InstgAgt', agent),
  instructed_agent: optional('InstdAgt', agent),
}

/** Debtor to creditor, as customer credit transfers have them. */
export const debtorSide = {
  debtor: one([since(0, 'Dbtr'), formerly('DbtrPty')], party),
  debtor_account: optional('DbtrAcct', account),
  debtor_agent: one('DbtrAgt', agent),
  debtor_agent_account: optional('DbtrAgtAcct', account),
}
export const creditorSide = {
  creditor_agent: one('CdtrAgt', agent),
  creditor_agent_account: optional('CdtrAgtAcct', account),
  creditor: one('Cdtr', party),
  creditor_account: optional('CdtrAcct', account),
  ultimate_creditor: optional('UltmtCdtr', party),
}
