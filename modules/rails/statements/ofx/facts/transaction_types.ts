import type { Provenance } from '../../../cards/dated.ts'

export const transactionTypeFacts: Provenance = {
  source:
    'Open Financial Exchange 2.2 (2016), 11.4.4.3 transaction types; the sides of their amounts as the names say',
  effective_from: '2016-11-15',
  review_by: '2027-12-31',
}

/**
 * What a TRNTYPE says of the side of its amount. The sign of TRNAMT decides; one that is on the other side is a
 * correction or a mistake of the bank, and is noted. `either`: the specification leaves it to the sign.
 */
export const transactionTypes: Readonly<Record<string, 'credit' | 'debit' | 'either'>> = {
  CREDIT: 'credit',
  DEBIT: 'debit',
  INT: 'either',
  DIV: 'credit',
  FEE: 'debit',
  SRVCHG: 'debit',
  DEP: 'credit',
  ATM: 'either',
  POS: 'either',
  XFER: 'either',
  CHECK: 'debit',
  PAYMENT: 'debit',
  CASH: 'debit',
  DIRECTDEP: 'credit',
  DIRECTDEBIT: 'debit',
  REPEATPMT: 'either',
  HOLD: 'either',
  OTHER: 'either',
}

/**
 * Aggregates that the reader knows: they have an end tag, so one without it is a fault. Any other tag without an end
 * tag is an element without a value, and what seems to stand in it stands beside it.
 */
export const aggregates: ReadonlySet<string> = new Set([
  'OFX',
  'SIGNONMSGSRSV1',
  'SONRS',
  'STATUS',
  'FI',
  'BANKMSGSRSV1',
  'STMTTRNRS',
  'STMTRS',
  'BANKACCTFROM',
  'BANKTRANLIST',
  'BANKTRANLISTP',
  'STMTTRN',
  'STMTTRNP',
  'CURRENCY',
  'ORIGCURRENCY',
  'PAYEE',
  'BANKACCTTO',
  'CCACCTTO',
  'LEDGERBAL',
  'AVAILBAL',
  'BALLIST',
  'BAL',
  'CREDITCARDMSGSRSV1',
  'CCSTMTTRNRS',
  'CCSTMTRS',
  'CCACCTFROM',
  'INVSTMTMSGSRSV1',
  'INVSTMTTRNRS',
  'INVSTMTRS',
  'INVACCTFROM',
  'INVTRANLIST',
  'INVBANKTRAN',
  'INVPOSLIST',
  'INVBAL',
  'SECLISTMSGSRSV1',
  'SECLIST',
])
