import { list, one, optional, type Read } from '../shape/codec.ts'
import { dateTime } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { messageKind } from '../shape/message.ts'
import { flag, text } from '../shape/text.ts'
import { accountId } from '../parts/account.ts'
import { agent } from '../parts/agent.ts'
import { partyOrAgent } from '../parts/either.ts'
import { codeOrName } from '../parts/named.ts'
import { party } from '../parts/party.ts'

const assignment = {
  message_id: one('Assgnmt/MsgId', text(35)),
  created_at: one('Assgnmt/CreDtTm', dateTime),
  creator: optional('Assgnmt/Cretr', partyOrAgent),
  first_agent: optional('Assgnmt/FrstAgt', agent),
  assigner: one('Assgnmt/Assgnr', partyOrAgent),
  assignee: one('Assgnmt/Assgne', partyOrAgent),
}

/** Whose account is meant. */
const identification = group({
  party: optional('Pty', party),
  account: optional('Acct', accountId),
  agent: optional('Agt', agent),
})

const verification = group({ id: one('Id', text(35)), identification: one('PtyAndAcctId', identification) })

/** Does this account belong to that name? acmt.023. */
export const identificationVerificationRequest = messageKind({
  name: 'acmt.023',
  root: 'IdVrfctnReq',
  versions: { '001.02': 2013 },
  items: { Vrfctn: { item: verification } },
  noun: group({ ...assignment, verifications: list('Vrfctn', verification) }),
})
export type IdentificationVerificationRequest = Read<typeof identificationVerificationRequest.noun>

const report = group({
  original_id: one('OrgnlId', text(35)),
  is_verified: one('Vrfctn', flag),
  reason: optional('Rsn', codeOrName(4, 'AC01', 'AC04', 'BE06', 'MS03')),
  original: optional('OrgnlPtyAndAcctId', identification),
  /** What the bank has instead, as far as it may say it. */
  updated: optional('UpdtdPtyAndAcctId', identification),
})

/** The answer to a name check: acmt.024. */
export const identificationVerificationReport = messageKind({
  name: 'acmt.024',
  root: 'IdVrfctnRpt',
  versions: { '001.02': 2013 },
  items: { Rpt: { item: report } },
  noun: group({
    ...assignment,
    original_message_id: optional('OrgnlAssgnmt/MsgId', text(35)),
    original_created_at: optional('OrgnlAssgnmt/CreDtTm', dateTime),
    original_first_agent: optional('OrgnlAssgnmt/FrstAgt', agent),
    reports: list('Rpt', report),
  }),
})
export type IdentificationVerificationReport = Read<typeof identificationVerificationReport.noun>
