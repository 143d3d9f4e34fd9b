import { list, one, optional, type Read } from '../shape/codec.ts'
import { group } from '../shape/group.ts'
import { messageKind } from '../shape/message.ts'
import { amount, decimal } from '../shape/numbers.ts'
import { count, text } from '../shape/text.ts'
import { account } from '../parts/account.ts'
import { messageIds } from '../parts/header.ts'
import { party } from '../parts/party.ts'
import { creditDebit, settlementPriority, settlementTimeRequest } from '../parts/payment.ts'
import { directSettlement } from '../parts/settlement.ts'

const movement = group({
  id: one('Id', text(35)),
  sequence_number: optional('SeqNb', count),
  amount: one('Amt/Amt', amount),
  credit_debit: optional('Amt/CdtDbt', creditDebit),
  settlement_agent: optional('SttlmAgt', party),
  settlement_agent_account: optional('SttlmAgtAcct', account),
  participant: optional('Ptcpt', party),
  participant_account: optional('PtcptAcct', account),
  reference: optional('Ref', text(35)),
})

/** One netting: what each participant pays and gets. Credits and debits are equal, and there are two at least. */
const request = group({
  instruction_id: one('InstrId', text(35)),
  instruction_priority: optional('InstrPrty', settlementPriority),
  settlement_time_request: optional('SttlmTmReq', settlementTimeRequest),
  settlement_priority: optional('SttlmPrty', settlementPriority),
  settlement_cycle: optional('SttlmCycl', text(35)),
  number_of_movements: optional('NbOfMvmntRcrds', count),
  movements: list('MvmntRcrd', movement),
})

/** A clearing asks for the settlement of what its participants owe each other: pacs.029. */
export const multilateralSettlementRequest = messageKind({
  name: 'pacs.029',
  root: 'MulSttlmReq',
  versions: { '001.01': 2019 },
  items: { 'SttlmReq/MvmntRcrd': { item: movement, within: request } },
  noun: group({
    ...messageIds,
    number_of_requests: one('GrpHdr/NbOfSttlmReqs', count),
    control_sum: optional('GrpHdr/CtrlSum', decimal),
    settlement: optional('GrpHdr/SttlmInf', directSettlement),
    requests: list('SttlmReq', request),
  }),
})
export type MultilateralSettlementRequest = Read<typeof multilateralSettlementRequest.noun>
