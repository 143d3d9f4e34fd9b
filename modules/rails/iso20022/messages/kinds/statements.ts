import { list, many, one, optional, type Read, since } from '../shape/codec.ts'
import { dateTime } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { messageKind } from '../shape/message.ts'
import { code, count, flag, patterned, text } from '../shape/text.ts'
import { account, statementAccount } from '../parts/account.ts'
import { balance, transactionsSummary } from '../parts/balance.ts'
import { entry } from '../parts/entry.ts'
import { messageIds } from '../parts/header.ts'
import { codeOrName } from '../parts/named.ts'
import { party } from '../parts/party.ts'

const pageNumber = patterned({
  length: 5,
  pattern: /^\d{1,5}$/,
  rule: 'iso20022_page',
  detail: 'a page number has up to five digits',
  examples: ['1', '2', '31'],
})
const pagination = group({ page_number: one('PgNb', pageNumber), is_last_page: one('LastPgInd', flag) })

const period = group({ from: one('FrDtTm', dateTime), to: one('ToDtTm', dateTime) })

const header = {
  ...messageIds,
  recipient: optional('GrpHdr/MsgRcpt', party),
  pagination: optional('GrpHdr/MsgPgntn', pagination),
  original_query: optional(
    since(2013, 'GrpHdr/OrgnlBizQry'),
    group({
      message_id: one('MsgId', text(35)),
      message_name: optional('MsgNmId', text(35)),
      created_at: optional('CreDtTm', dateTime),
    }),
  ),
  additional_information: optional('GrpHdr/AddtlInf', text(500)),
}

/** What stands before the balances, in all three kinds: `kind` is `Stmt`, `Rpt` or `Ntfctn`. */
const head = (kind: string) => ({
  id: one('Id', text(35)),
  pagination: optional(since(2019, `${kind}Pgntn`), pagination),
  /** Counts on without a gap; a page that is sent again has the same. */
  electronic_sequence_number: optional('ElctrncSeqNb', count),
  legal_sequence_number: optional('LglSeqNb', count),
  created_at: optional('CreDtTm', dateTime),
  period: optional('FrToDt', period),
  copy_duplicate: optional('CpyDplctInd', code('CODU', 'COPY', 'DUPL')),
  reporting_source: optional('RptgSrc', codeOrName(4)),
  account: one('Acct', statementAccount),
  related_account: optional('RltdAcct', account),
})
const tail = (kind: string) => ({
  summary: optional('TxsSummry', transactionsSummary),
  entries: list('Ntry', entry),
  additional_information: optional(`Addtl${kind}Inf`, text(500)),
})

const report = group({ ...head('Rpt'), balances: many('Bal', balance), ...tail('Rpt') })
const statement = group({ ...head('Stmt'), balances: list('Bal', balance), ...tail('Stmt') })
const notification = group({ ...head('Ntfctn'), ...tail('Ntfctn') })
export type AccountReport = Read<typeof report>
export type AccountStatement = Read<typeof statement>
export type AccountNotification = Read<typeof notification>

/** The bank tells within the day what is on the account; a later report may take the place of this one: camt.052. */
export const bankToCustomerAccountReport = messageKind({
  name: 'camt.052',
  root: 'BkToCstmrAcctRpt',
  versions: { '001.08': 2019 },
  items: { 'Rpt/Ntry': { item: entry, within: report } },
  noun: group({ ...header, reports: list('Rpt', report) }),
})
export type BankToCustomerAccountReport = Read<typeof bankToCustomerAccountReport.noun>

/** The statement of an account, which is what counts: camt.053. */
export const bankToCustomerStatement = messageKind({
  name: 'camt.053',
  root: 'BkToCstmrStmt',
  versions: { '001.08': 2019 },
  items: { 'Stmt/Ntry': { item: entry, within: statement } },
  noun: group({ ...header, statements: list('Stmt', statement) }),
})
export type BankToCustomerStatement = Read<typeof bankToCustomerStatement.noun>

/** The bank tells of single entries, which the statement has again: camt.054. Book one of the two. */
export const bankToCustomerDebitCreditNotification = messageKind({
  name: 'camt.054',
  root: 'BkToCstmrDbtCdtNtfctn',
  versions: { '001.08': 2019 },
  items: { 'Ntfctn/Ntry': { item: entry, within: notification } },
  noun: group({ ...header, notifications: list('Ntfctn', notification) }),
})
export type BankToCustomerDebitCreditNotification = Read<typeof bankToCustomerDebitCreditNotification.noun>
