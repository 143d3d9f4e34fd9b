import { dated } from '../dated.ts'
import type { CardScheme } from '../../card_connector.ts'
import type { DeclineCode } from './taxonomy.ts'

export type ResponseCodes = Readonly<Record<string, DeclineCode>>

/** ISO 8583:1987, field 39, as it is commonly used: what a scheme does not say otherwise. */
const iso: ResponseCodes = {
  '01': 'call_issuer',
  '02': 'call_issuer',
  '03': 'psp_config',
  '04': 'pickup_card',
  '05': 'do_not_honor',
  '06': 'processing_error',
  '07': 'pickup_card',
  '12': 'not_permitted',
  '13': 'invalid_amount',
  '14': 'invalid_number',
  '15': 'invalid_number',
  '19': 'processing_error',
  '21': 'do_not_honor',
  '25': 'processing_error',
  '28': 'processing_error',
  '30': 'integration_error',
  '34': 'fraudulent',
  '39': 'not_permitted',
  '41': 'lost_card',
  '43': 'stolen_card',
  '46': 'invalid_account',
  '51': 'insufficient_funds',
  '52': 'not_permitted',
  '53': 'not_permitted',
  '54': 'expired_card',
  '55': 'incorrect_pin',
  '56': 'invalid_number',
  '57': 'not_permitted',
  '58': 'psp_config',
  '59': 'suspected_fraud',
  '61': 'limit_exceeded',
  '62': 'not_permitted',
  '63': 'suspected_fraud',
  '64': 'invalid_amount',
  '65': 'limit_exceeded',
  '68': 'issuer_unavailable',
  '75': 'pin_try_exceeded',
  '78': 'not_permitted',
  '86': 'incorrect_pin',
  '91': 'issuer_unavailable',
  '92': 'issuer_unavailable',
  '93': 'compliance_blocked',
  '94': 'duplicate',
  '96': 'processing_error',
  R0: 'stop_payment',
  R1: 'revoked_single',
  R3: 'revoked_all',
}
const visa_2021: ResponseCodes = {
  ...iso,
  '1A': 'authentication_required',
  '5C': 'not_permitted',
  '6P': 'identity_mismatch',
  '70': 'pin_required',
  '82': 'invalid_cvc',
  '9G': 'not_permitted',
  N3: 'not_permitted',
  N4: 'limit_exceeded',
  N7: 'invalid_cvc',
  Z3: 'issuer_unavailable',
  Z5: 'limit_exceeded',
}
const mastercard: ResponseCodes = {
  ...iso,
  '65': 'authentication_required',
  '70': 'call_issuer',
  '71': 'incorrect_pin',
  '79': 'invalid_account',
  '82': 'do_not_honor',
  '83': 'suspected_fraud',
  '88': 'processing_error',
}
/** American Express answers with three digits (action codes of ISO 8583:1993). */
const amex: ResponseCodes = {
  ...iso,
  '100': 'do_not_honor',
  '101': 'expired_card',
  '106': 'pin_try_exceeded',
  '107': 'call_issuer',
  '109': 'psp_config',
  '110': 'invalid_amount',
  '111': 'invalid_number',
  '115': 'not_permitted',
  '116': 'insufficient_funds',
  '117': 'incorrect_pin',
  '119': 'not_permitted',
  '121': 'limit_exceeded',
  '122': 'invalid_cvc',
  '125': 'invalid_expiry',
  '130': 'authentication_required',
  '181': 'integration_error',
  '183': 'currency_not_supported',
  '187': 'new_account_details',
  '189': 'psp_config',
  '191': 'call_issuer',
  '200': 'pickup_card',
  '909': 'processing_error',
  '911': 'issuer_unavailable',
  '912': 'issuer_unavailable',
}

const ISO_SOURCE = 'ISO 8583:1987 data element 39, common use (general knowledge: confirm with your acquirer)'
const review_by = '2027-06-30'
const generic = dated([{ source: ISO_SOURCE, effective_from: '1987-08-15', review_by, value: iso }])

/** What each scheme’s codes mean, by date. */
export const responseCodes: Readonly<Record<CardScheme, typeof generic>> = {
  visa: dated([
    {
      source: 'Visa Core Rules, Table 7-2, before 2026-07-25',
      effective_from: '2021-04-17',
      review_by,
      value: visa_2021,
    },
    {
      source: 'Visa Core Rules ID# 0030640, Table 7-2: code 83 added',
      effective_from: '2026-07-25',
      review_by,
      value: { ...visa_2021, '83': 'suspected_fraud' },
    },
  ]),
  mastercard: dated([
    {
      source: 'Mastercard data element 39 with 79, 82, 83 for card-not-present declines',
      effective_from: '2021-01-01',
      review_by,
      value: mastercard,
    },
  ]),
  maestro: dated([
    { source: 'Mastercard data element 39', effective_from: '2021-01-01', review_by, value: mastercard },
  ]),
  amex: dated([
    {
      source: 'American Express action codes (general knowledge: confirm with your acquirer)',
      effective_from: '2020-01-01',
      review_by,
      value: amex,
    },
  ]),
  discover: generic,
  diners: generic,
  jcb: generic,
  unionpay: generic,
}
