import { ownOf } from '../../../kernel/own.ts'
/** What a report answers. */
export type Question = {
  readonly message_id: string
  readonly created_at: string
  readonly id: string
  readonly iban: string
  readonly name: string
}
export type VopResult = { readonly code: 'MTCH' | 'CMTC' | 'NMTC' | 'NOAP'; readonly name: string | null }

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (found) => ownOf(escapes, found) ?? found)

const identified = (name: string, iban: string): string =>
  `<Pty><Nm>${escaped(name)}</Nm></Pty><Acct><IBAN>${escaped(iban)}</IBAN></Acct>`

/** An acmt.024 as another program writes it: by hand, so that our own writer does not check our own reader. */
export const reportText = (
  { message_id, created_at, id, iban, name }: Question,
  { code, name: held }: VopResult,
  at: { readonly message_id: string; readonly text: string },
): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:acmt.024.001.02"><IdVrfctnRpt>
<Assgnmt><MsgId>${escaped(at.message_id)}</MsgId><CreDtTm>${escaped(at.text)}</CreDtTm>
<Assgnr><Pty><Nm>Larkfield</Nm></Pty></Assgnr><Assgne><Pty><Nm>Client</Nm></Pty></Assgne></Assgnmt>
<OrgnlAssgnmt><MsgId>${escaped(message_id)}</MsgId><CreDtTm>${escaped(created_at)}</CreDtTm></OrgnlAssgnmt>
<Rpt><OrgnlId>${escaped(id)}</OrgnlId><Vrfctn>${code === 'MTCH'}</Vrfctn><Rsn><Cd>${code}</Cd></Rsn>
<OrgnlPtyAndAcctId>${identified(name, iban)}</OrgnlPtyAndAcctId>${
    held === null
      ? ''
      : `\n<UpdtdPtyAndAcctId><Pty><Nm>${escaped(held)}</Nm></Pty><Acct><IBAN>${escaped(iban)}</IBAN></Acct></UpdtdPtyAndAcctId>`
  }</Rpt>
</IdVrfctnRpt></Document>
`
