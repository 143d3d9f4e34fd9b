import { before, formerly, many, optional, type Read, since, one, upTo } from '../shape/codec.ts'
import { date } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { amount } from '../shape/numbers.ts'
import { code, externalCode, text } from '../shape/text.ts'
import { codeOrName } from './named.ts'
import { party, postalAddress } from './party.ts'

const typeCodes = codeOrName(4, 'CINV', 'CREN', 'DEBN', 'MSIN', 'SOAC')
const referenceCodes = codeOrName(4, 'SCOR', 'RADM', 'RPIN', 'FXDR', 'DISP', 'PUOR')

const document = group({
  type: optional('Tp', group({ kind: one('CdOrPrtry', typeCodes), issuer: optional('Issr', text(35)) })),
  number: optional('Nb', text(35)),
  date: optional('RltdDt', date),
})

const typedAmount = group({ type: optional('Tp', codeOrName(4)), amount: one('Amt', amount) })

const adjustment = group({
  amount: one('Amt', amount),
  credit_debit: optional('CdtDbtInd', code('CRDT', 'DBIT')),
  reason: optional('Rsn', externalCode(4)),
  additional: optional('AddtlInf', text(140)),
})

const documentAmounts = group({
  due: optional('DuePyblAmt', amount),
  discounts: many(since(2013, 'DscntApldAmt'), typedAmount),
  discount: optional(before(2013, 'DscntApldAmt'), amount),
  credit_note: optional('CdtNoteAmt', amount),
  taxes: many(since(2013, 'TaxAmt'), typedAmount),
  tax: optional(before(2013, 'TaxAmt'), amount),
  adjustments: many('AdjstmntAmtAndRsn', adjustment),
  remitted: optional('RmtdAmt', amount),
})

/** Who sent the bill and what it says, so that the creditor's computer can find it. */
const structured = group({
  documents: many('RfrdDocInf', document),
  amounts: optional('RfrdDocAmt', documentAmounts),
  reference_type: optional(
    'CdtrRefInf/Tp',
    group({ kind: one('CdOrPrtry', referenceCodes), issuer: optional('Issr', text(35)) }),
  ),
  /** The creditor's reference: RF…, a Swiss QR reference, or what the bill says. */
  reference: optional(['CdtrRefInf/Ref', formerly('CdtrRefInf/CdtrRef')], text(35)),
  invoicer: optional('Invcr', party),
  invoicee: optional('Invcee', party),
  additional: many(upTo(3, 'AddtlRmtInf'), text(140)),
})

/** What the payment is for, in lines of text and in references. */
export const remittance = group({
  unstructured: many('Ustrd', text(140)),
  structured: many('Strd', structured),
})
export type RemittanceInformation = Read<typeof remittance>

const location = group({
  method: one('Mtd', code('FAXI', 'EDIC', 'URID', 'EMAL', 'POST', 'SMSM')),
  address: optional('ElctrncAdr', text(2048)),
  postal: optional(
    'PstlAdr',
    group({ name: one('Nm', text(140)), postal_address: one('Adr', postalAddress) }),
  ),
})

/** Where the remittance information was sent instead. */
export const relatedRemittance = group({
  id: optional('RmtId', text(35)),
  locations: many(since(2013, 'RmtLctnDtls'), location),
})
