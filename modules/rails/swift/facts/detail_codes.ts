import type { Provenance } from '../../cards/dated.ts'

export const detailCodeFacts: Provenance = {
  source:
    'DFÜ agreement of the German banking industry, annex 3, chapter 8 (sub-fields of :86: and SEPA key words); MT940 format descriptions of ABN AMRO, ING and Rabobank (codes between slashes)',
  effective_from: '2014-02-01',
  review_by: '2027-11-30',
}

/** Key words in the purpose of German banks: `EREF+...`. */
export const sepaKeyWords: Readonly<Record<string, string>> = {
  EREF: 'end_to_end_id',
  KREF: 'customer_reference',
  MREF: 'mandate_id',
  CRED: 'creditor_id',
  DEBT: 'debtor_id',
  COAM: 'compensation_amount',
  OAMT: 'original_amount',
  SVWZ: 'remittance',
  ABWA: 'ultimate_debtor',
  ABWE: 'ultimate_creditor',
  PURP: 'purpose_code',
  RREF: 'return_reference',
  SQTP: 'sequence_type',
  ANAM: 'debtor_name',
  BNAM: 'creditor_name',
  IBAN: 'iban',
  BIC: 'bic',
}

/** Codes between slashes of Dutch and other banks: `/EREF/...`. */
export const slashCodes: Readonly<Record<string, string>> = {
  EREF: 'end_to_end_id',
  KREF: 'customer_reference',
  PREF: 'payment_id',
  MARF: 'mandate_id',
  CSID: 'creditor_id',
  IBAN: 'iban',
  BIC: 'bic',
  NAME: 'name',
  ADDR: 'address',
  CNTP: 'counterparty',
  BENM: 'beneficiary',
  ORDP: 'ordering_party',
  ULTC: 'ultimate_creditor',
  ULTD: 'ultimate_debtor',
  ULTB: 'ultimate_creditor',
  REMI: 'remittance',
  PURP: 'purpose_code',
  RTRN: 'return_reason',
  TRTP: 'transaction_name',
  TRCD: 'transaction_code',
  ISDT: 'interest_date',
  OCMT: 'original_amount',
  CHGS: 'charges',
  EXCH: 'exchange_rate',
  ID: 'id',
  SVCL: 'service_level',
}
