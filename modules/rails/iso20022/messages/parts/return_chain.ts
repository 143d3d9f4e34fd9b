import { optional, since } from '../shape/codec.ts'
import { group } from '../shape/group.ts'
import { account } from './account.ts'
import { agent } from './agent.ts'
import { institutionAt, partyAt } from './either.ts'

/** Agents of the way back have had accounts since the release of 2020. */
const accountAt = (path: string) => optional(since(2020, path), account)

/** The way that a returned payment takes: its debtor is who had been the creditor. */
export const returnChain = group(
  {
    ultimate_debtor: partyAt('UltmtDbtr'),
    debtor: partyAt('Dbtr'),
    debtor_institution: institutionAt('Dbtr'),
    debtor_account: accountAt('DbtrAcct'),
    initiating_party: partyAt('InitgPty'),
    debtor_agent: optional('DbtrAgt', agent),
    debtor_agent_account: accountAt('DbtrAgtAcct'),
    previous_instructing_agent_1: optional('PrvsInstgAgt1', agent),
    previous_instructing_agent_1_account: accountAt('PrvsInstgAgt1Acct'),
    previous_instructing_agent_2: optional('PrvsInstgAgt2', agent),
    previous_instructing_agent_2_account: accountAt('PrvsInstgAgt2Acct'),
    previous_instructing_agent_3: optional('PrvsInstgAgt3', agent),
    previous_instructing_agent_3_account: accountAt('PrvsInstgAgt3Acct'),
    intermediary_agent_1: optional('IntrmyAgt1', agent),
    intermediary_agent_1_account: accountAt('IntrmyAgt1Acct'),
    intermediary_agent_2: optional('IntrmyAgt2', agent),
    intermediary_agent_2_account: accountAt('IntrmyAgt2Acct'),
    intermediary_agent_3: optional('IntrmyAgt3', agent),
    intermediary_agent_3_account: accountAt('IntrmyAgt3Acct'),
    creditor_agent: optional('CdtrAgt', agent),
    creditor_agent_account: accountAt('CdtrAgtAcct'),
    creditor: partyAt('Cdtr'),
    creditor_institution: institutionAt('Cdtr'),
    creditor_account: accountAt('CdtrAcct'),
    ultimate_creditor: partyAt('UltmtCdtr'),
  },
  {
    one_of: [
      ['debtor', 'debtor_institution'],
      ['creditor', 'creditor_institution'],
    ],
  },
)
