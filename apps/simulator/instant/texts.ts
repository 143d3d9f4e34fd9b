import { ownOf } from '../../../kernel/own.ts'
const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (found) => ownOf(escapes, found) ?? found)

/** Messages as another program writes them: by hand, so that our own writer does not check our own reader. */
const document = (name: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${name}">${body}</Document>
`
const header = (message_id: string, at: string, more = ''): string =>
  `<GrpHdr><MsgId>${escaped(message_id)}</MsgId><CreDtTm>${at}</CreDtTm>${more}</GrpHdr>`
const reasonOf = (reason: string | null): string =>
  reason === null ? '' : `<StsRsnInf><Rsn><Cd>${escaped(reason)}</Cd></Rsn></StsRsnInf>`
const decimal = (minor: number): string => {
  const digits = String(minor).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

export type StatusText = {
  readonly message_id: string
  readonly at: string
  readonly about: string
  readonly end_to_end_id: string
  readonly amount: number
  readonly currency: string
  readonly status: string
  readonly reason: string | null
}

export const statusText = (one: StatusText): string =>
  document(
    'pacs.002.001.10',
    `<FIToFIPmtStsRpt>${header(one.message_id, one.at)}
<TxInfAndSts><OrgnlGrpInf><OrgnlMsgId>${escaped(one.about)}</OrgnlMsgId><OrgnlMsgNmId>pacs.008.001.08</OrgnlMsgNmId></OrgnlGrpInf>
<OrgnlEndToEndId>${escaped(one.end_to_end_id)}</OrgnlEndToEndId><TxSts>${one.status}</TxSts>${reasonOf(one.reason)}
<OrgnlTxRef><IntrBkSttlmAmt Ccy="${one.currency}">${decimal(one.amount)}</IntrBkSttlmAmt></OrgnlTxRef></TxInfAndSts></FIToFIPmtStsRpt>`,
  )

export type ReturnText = Omit<StatusText, 'status'>
export const returnText = (one: ReturnText): string =>
  document(
    'pacs.004.001.10',
    `<PmtRtr>${header(one.message_id, one.at, '<NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf>')}
<TxInf><OrgnlGrpInf><OrgnlMsgId>${escaped(one.about)}</OrgnlMsgId><OrgnlMsgNmId>pacs.008.001.08</OrgnlMsgNmId></OrgnlGrpInf>
<OrgnlEndToEndId>${escaped(one.end_to_end_id)}</OrgnlEndToEndId>
<RtrdIntrBkSttlmAmt Ccy="${one.currency}">${decimal(one.amount)}</RtrdIntrBkSttlmAmt>
<RtrRsnInf><Rsn><Cd>${escaped(one.reason ?? 'NARR')}</Cd></Rsn></RtrRsnInf></TxInf></PmtRtr>`,
  )

export type PaymentText = {
  readonly message_id: string
  readonly at: string
  readonly end_to_end_id: string
  readonly reference: string
  readonly is_euro: boolean
  readonly amount: number
  readonly currency: string
  readonly debtor_name: string
  /** Of ours: who is paid. */
  readonly account_number: string
  readonly agent: string
  readonly remittance: string
}
export function paymentText(one: PaymentText): string {
  const id = one.is_euro ? `<TxId>${escaped(one.reference)}</TxId>` : `<UETR>${escaped(one.reference)}</UETR>`
  const agent = one.is_euro
    ? `<FinInstnId><BICFI>${one.agent}</BICFI></FinInstnId>`
    : `<FinInstnId><ClrSysMmbId><ClrSysId><Cd>USABA</Cd></ClrSysId><MmbId>${one.agent}</MmbId></ClrSysMmbId></FinInstnId>`
  const account = one.is_euro
    ? `<IBAN>${escaped(one.account_number)}</IBAN>`
    : `<Othr><Id>${escaped(one.account_number)}</Id></Othr>`
  return document(
    'pacs.008.001.08',
    `<FIToFICstmrCdtTrf>${header(one.message_id, one.at, '<NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf>')}
<CdtTrfTxInf><PmtId><EndToEndId>${escaped(one.end_to_end_id)}</EndToEndId>${id}</PmtId>
<IntrBkSttlmAmt Ccy="${one.currency}">${decimal(one.amount)}</IntrBkSttlmAmt><AccptncDtTm>${one.at}</AccptncDtTm><ChrgBr>SLEV</ChrgBr>
<Dbtr><Nm>${escaped(one.debtor_name)}</Nm></Dbtr><DbtrAgt>${agent}</DbtrAgt>
<CdtrAgt>${agent}</CdtrAgt><Cdtr><Nm>Customer</Nm></Cdtr><CdtrAcct><Id>${account}</Id></CdtrAcct>
<RmtInf><Ustrd>${escaped(one.remittance)}</Ustrd></RmtInf></CdtTrfTxInf></FIToFICstmrCdtTrf>`,
  )
}

export type RequestStatusText = {
  readonly message_id: string
  readonly at: string
  readonly about: string
  readonly end_to_end_id: string
  readonly status: string
  readonly reason: string | null
}
export const requestStatusText = (one: RequestStatusText): string =>
  document(
    'pain.014.001.07',
    `<CdtrPmtActvtnReqStsRpt>${header(one.message_id, one.at, '<InitgPty><Nm>Larkfield</Nm></InitgPty>')}
<OrgnlGrpInfAndSts><OrgnlMsgId>${escaped(one.about)}</OrgnlMsgId><OrgnlMsgNmId>pain.013.001.07</OrgnlMsgNmId></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>${escaped(one.about)}</OrgnlPmtInfId><TxInfAndSts>
<OrgnlEndToEndId>${escaped(one.end_to_end_id)}</OrgnlEndToEndId><TxSts>${one.status}</TxSts>${reasonOf(one.reason)}
</TxInfAndSts></OrgnlPmtInfAndSts></CdtrPmtActvtnReqStsRpt>`,
  )

export const cancellationText = (one: Omit<RequestStatusText, 'reason' | 'end_to_end_id'>): string =>
  document(
    'camt.029.001.09',
    `<RsltnOfInvstgtn><Assgnmt><Id>${escaped(one.message_id)}</Id><Assgnr><Pty><Nm>Larkfield</Nm></Pty></Assgnr>
<Assgne><Pty><Nm>Client</Nm></Pty></Assgne><CreDtTm>${one.at}</CreDtTm></Assgnmt><Sts><Conf>${one.status}</Conf></Sts>
<CxlDtls><OrgnlPmtInfAndSts><OrgnlPmtInfId>${escaped(one.about)}</OrgnlPmtInfId></OrgnlPmtInfAndSts></CxlDtls></RsltnOfInvstgtn>`,
  )

const originalOf = (about: string): string =>
  `<OrgnlGrpInf><OrgnlMsgId>${escaped(about)}</OrgnlMsgId><OrgnlMsgNmId>pacs.008.001.08</OrgnlMsgNmId></OrgnlGrpInf>`
const amountOf = (name: string, { amount, currency }: Pick<StatusText, 'amount' | 'currency'>): string =>
  `<${name} Ccy="${currency}">${decimal(amount)}</${name}>`
const confirmations: Readonly<Record<string, string>> = { ACCR: 'CNCL', RJCR: 'RJCR' }

/** What a bank says to a recall. */
export const recallAnswerText = (one: StatusText): string =>
  document(
    'camt.029.001.09',
    `<RsltnOfInvstgtn><Assgnmt><Id>${escaped(one.message_id)}</Id><Assgnr><Pty><Nm>Larkfield</Nm></Pty></Assgnr>
<Assgne><Pty><Nm>Client</Nm></Pty></Assgne><CreDtTm>${one.at}</CreDtTm></Assgnmt>
<Sts><Conf>${ownOf(confirmations, one.status) ?? 'PDCR'}</Conf></Sts>
<CxlDtls><TxInfAndSts>${originalOf(one.about)}<OrgnlEndToEndId>${escaped(one.end_to_end_id)}</OrgnlEndToEndId>
<TxCxlSts>${one.status}</TxCxlSts>${one.reason === null ? '' : `<CxlStsRsnInf><Rsn><Cd>${escaped(one.reason)}</Cd></Rsn></CxlStsRsnInf>`}
${amountOf('OrgnlIntrBkSttlmAmt', one)}</TxInfAndSts></CxlDtls></RsltnOfInvstgtn>`,
  )

export type AskBackText = Omit<StatusText, 'status' | 'reason'> & {
  readonly reference: string
  readonly is_euro: boolean
  readonly reason: string
  readonly because: string
}
/** A bank asks for a payment back that came to the customer. */
export function askBackText(one: AskBackText): string {
  const id = one.is_euro
    ? `<OrgnlTxId>${escaped(one.reference)}</OrgnlTxId>`
    : `<OrgnlUETR>${escaped(one.reference)}</OrgnlUETR>`
  return document(
    'camt.056.001.08',
    `<FIToFIPmtCxlReq><Assgnmt><Id>${escaped(one.message_id)}</Id><Assgnr><Pty><Nm>Larkfield</Nm></Pty></Assgnr>
<Assgne><Pty><Nm>Client</Nm></Pty></Assgne><CreDtTm>${one.at}</CreDtTm></Assgnmt><CtrlData><NbOfTxs>1</NbOfTxs></CtrlData>
<Undrlyg><TxInf>${originalOf(one.about)}<OrgnlEndToEndId>${escaped(one.end_to_end_id)}</OrgnlEndToEndId>${id}
${amountOf('OrgnlIntrBkSttlmAmt', one)}<CxlRsnInf><Rsn><Cd>${escaped(one.reason)}</Cd></Rsn>
<AddtlInf>${escaped(one.because)}</AddtlInf></CxlRsnInf></TxInf></Undrlyg></FIToFIPmtCxlReq>`,
  )
}
