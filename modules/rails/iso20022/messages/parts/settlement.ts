import { one, optional } from '../shape/codec.ts'
import { group } from '../shape/group.ts'
import { code } from '../shape/text.ts'
import { account } from './account.ts'
import { agent } from './agent.ts'
import { codeOrName } from './named.ts'

const clearing = {
  account: optional('SttlmAcct', account),
  clearing_system: optional('ClrSys', codeOrName(3, 'ST2', 'TGT', 'FDN', 'TCH', 'FDW')),
}

/** How two banks settle a direct debit. */
export const directSettlement = group({
  method: one('SttlmMtd', code('INDA', 'INGA', 'CLRG')),
  ...clearing,
})

/** How two banks settle a transfer: over an account of one of them, by a cover payment, or in a clearing system. */
export const settlement = group({
  method: one('SttlmMtd', code('INDA', 'INGA', 'COVE', 'CLRG')),
  ...clearing,
  instructing_reimbursement_agent: optional('InstgRmbrsmntAgt', agent),
  instructing_reimbursement_account: optional('InstgRmbrsmntAgtAcct', account),
  instructed_reimbursement_agent: optional('InstdRmbrsmntAgt', agent),
  instructed_reimbursement_account: optional('InstdRmbrsmntAgtAcct', account),
  third_reimbursement_agent: optional('ThrdRmbrsmntAgt', agent),
  third_reimbursement_account: optional('ThrdRmbrsmntAgtAcct', account),
})
