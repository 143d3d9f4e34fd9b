/**
 * What is wrong with files that others wrote, by corpus and path: the line and the rule of the first refusal. Every file
 * that is not named is read without one.
 *
 * `refused`: a bank would send it back, or it means nothing. `quarantined`: every line can be read, and they do not lead
 * from the opening to the closing balance, or to the totals that the file gives: nothing of it is booked until a person
 * has looked. `foreign`: forms of other programs that lie beside the bank files.
 */
export type CorpusVerdicts = {
  readonly refused?: Readonly<Record<string, string>>
  readonly quarantined?: Readonly<Record<string, string>>
  readonly foreign?: RegExp
}

export const verdicts: Readonly<Record<string, CorpusVerdicts>> = {
  'nacha/moov-ach': {
    refused: {
      'test/testdata/adv-noFileControl.ach': '5 nacha_file_control_missing',
      'test/testdata/file_parsing_missing_file_control.txt': '2 nacha_service_class',
      'test/testdata/flattenADVBatchesMultipleBatchHeaders.ach': '22 nacha_total_credit',
      'test/testdata/iat-invalidAddenda14.ach': '8 nacha_characters',
      'test/testdata/iat-invalidAddenda18.ach': '12 nacha_characters',
      'test/testdata/invalid-two-micro-deposits.ach': '15 nacha_field_numeric',
      'test/testdata/nonascii-utf8.ach': '3 nacha_characters',
      'test/testdata/pos-invalidEntryDetail.ach': '3 nacha_characters',
      'test/testdata/ppd-debit-fixedLengthInvalid.ach': '1 nacha_file_control_missing',
      'test/testdata/return-no-batch-controls.ach': '1 nacha_file_header_missing',
      'test/testdata/shr-credit.ach': '32 nacha_batch_count',
      'test/testdata/txp-debit.ach': '4 nacha_addenda_sequence',
    },
    foreign: /\.json$/,
  },
  'nacha/moov-achgateway': {
    refused: {
      'internal/incoming/odfi/testdata/return-no-batch-controls.ach': '1 nacha_file_header_missing',
    },
  },
  'iso20022/genkgo-camt': {
    refused: {
      'samples/camt053.v2.wrong.xml': '3 iso20022_missing_element',
    },
    quarantined: {
      'samples/camt053.v2.all-balance-types.xml': '74 iso20022_closing_balance',
      'samples/camt053.v2.five.decimals.xml': '55 iso20022_closing_balance',
    },
    foreign: /\.json$/,
  },
  'iso20022/iso20022js': {
    quarantined: {
      'samples/goldman_sachs/camt_053_us_v2_sample.xml': '63 iso20022_closing_balance',
    },
  },
  // Templates: the sender and the receiver of the header are empty.
  'iso20022/moov-fednow': {
    refused: {
      'samples-head/tests/testdata/admi_002.xml': '7 iso20022_length',
      'samples-head/tests/testdata/fednow_incoming.xml': '5 iso20022_missing_element',
      'samples-head/tests/testdata/head_001.xml': '2 iso20022_missing_element',
    },
  },
  // An account number stands where an IBAN belongs.
  'iso20022/moov-fedwire': {
    refused: {
      'samples/CustomerCreditTransfer/swiftSample/CustomerCreditTransfer_Scenario5_Step1_pacs.008':
        '63 iso20022_iban',
      'samples/CustomerCreditTransfer/swiftSample/CustomerCreditTransfer_Scenario5_Step2_pacs.008':
        '63 iso20022_iban',
      'samples/CustomerCreditTransfer/swiftSample/CustomerCreditTransfer_Variation5_pacs.008':
        '80 iso20022_iban',
      'samples/CustomerCreditTransfer/swiftSample/CustomerCreditTransfer_Variation6_pacs.008':
        '68 iso20022_iban',
      'samples/CustomerCreditTransfer/swiftSample/PaymentReturn_Scenario5_Step1_pacs.008': '63 iso20022_iban',
      'samples/PaymentReturn/swiftSample/PaymentReturn_Scenario5_Step3_pacs.004': '95 iso20022_iban',
    },
  },
  // IBANs made up with zeros; messages that no bank rail speaks; skeletons of other programs.
  'iso20022/moov-iso20022': {
    refused: {
      'samples/International_payment_RUB_naujas_1.xml': '34 iso20022_iban',
      'samples/International_payment_USD_naujas_1.xml': '29 iso20022_iban',
      'samples/musterfile_pain.001_Nov2020.xml': '7 iso20022_number_of_transactions',
      'samples/sepa_payment_naujas_1.xml': '49 iso20022_iban',
      'samples/valid_acmt_v03.xml': '1 iso20022_unknown_message',
      'samples/valid_auth_v02.xml': '1 iso20022_unknown_message',
      'samples/valid_camt_v09.xml': '2 iso20022_missing_element',
      'samples/valid_reda_v01.xml': '1 iso20022_unknown_message',
      'samples/valid_remt_v04.xml': '2 iso20022_missing_element',
    },
    quarantined: {
      'samples/camt.053_P_CH2909000000250094239_1110092698_0_2020112503071366.xml':
        '47 iso20022_closing_balance',
    },
    foreign: /\.json$/,
  },
  // Templates: the sender and the receiver of the header are empty, or a time has no zone.
  'iso20022/moov-rtp': {
    refused: {
      'samples/acmt022.xml': '4 iso20022_missing_element',
      'samples/admi002.xml': '4 iso20022_missing_element',
      'samples/admi004.960-AVAILABLE.xml': '4 iso20022_missing_element',
      'samples/admi004.960-UNAVAILABLE.xml': '4 iso20022_missing_element',
      'samples/admi004.971-NORMAL.xml': '4 iso20022_missing_element',
      'samples/admi004.971-SUSPENDED.xml': '4 iso20022_missing_element',
      'samples/admi004.972-DEFAULTBOTH.xml': '4 iso20022_missing_element',
      'samples/admi004.972-NORMAL.xml': '4 iso20022_missing_element',
      'samples/admi004.975-ACTIVE.xml': '4 iso20022_missing_element',
      'samples/admi004.976-ACTIVE.xml': '4 iso20022_missing_element',
      'samples/admi004.976-INACTIVE.xml': '4 iso20022_missing_element',
      'samples/admi004.981-Broadcast.xml': '4 iso20022_missing_element',
      'samples/admi004.981-Notification.xml': '4 iso20022_missing_element',
      'samples/admi004.982-SIGNOFF.xml': '4 iso20022_missing_element',
      'samples/admi004.982-SIGNON.xml': '4 iso20022_missing_element',
      'samples/admi004.993-EXCEEDED.xml': '4 iso20022_missing_element',
      'samples/admi004.993-NORMAL.xml': '4 iso20022_missing_element',
      'samples/admi004.994.xml': '4 iso20022_missing_element',
      'samples/admi004.996.xml': '4 iso20022_missing_element',
      'samples/admi004.998.xml': '4 iso20022_missing_element',
      'samples/admi004.999.xml': '4 iso20022_missing_element',
      'samples/admn001.xml': '4 iso20022_missing_element',
      'samples/admn002.ACTC.xml': '4 iso20022_missing_element',
      'samples/admn002.RJCT.xml': '4 iso20022_missing_element',
      'samples/admn003.xml': '4 iso20022_missing_element',
      'samples/admn004.ACTC.xml': '4 iso20022_missing_element',
      'samples/admn004.RJCT.xml': '4 iso20022_missing_element',
      'samples/admn005.xml': '4 iso20022_missing_element',
      'samples/admn006.xml': '4 iso20022_missing_element',
      'samples/admn007.xml': '4 iso20022_missing_element',
      'samples/admn008.xml': '4 iso20022_missing_element',
      'samples/camt026.xml': '4 iso20022_missing_element',
      'samples/camt028.xml': '4 iso20022_missing_element',
      'samples/camt029.xml': '4 iso20022_missing_element',
      'samples/camt035.xml': '4 iso20022_missing_element',
      'samples/camt056.refund.xml': '4 iso20022_missing_element',
      'samples/camt056.timeout.xml': '4 iso20022_missing_element',
      'samples/head001.nosignature.xml': '24 iso20022_pattern',
      'samples/head001.signature.xml': '24 iso20022_pattern',
      'samples/pacs002.ACTC.xml': '4 iso20022_missing_element',
      'samples/pacs002.RJCT.xml': '4 iso20022_missing_element',
      'samples/pacs008.xml': '4 iso20022_missing_element',
      'samples/pacs009.xml': '4 iso20022_missing_element',
      'samples/pain013.xml': '4 iso20022_missing_element',
      'samples/pain014.ACTC.xml': '4 iso20022_missing_element',
      'samples/pain014.RJCT.xml': '4 iso20022_missing_element',
      'samples/remt001.xml': '4 iso20022_missing_element',
    },
  },
  // The expected file has an address line before the town, which the schema does not allow.
  'iso20022/mt-mx-pairs-ballerina': {
    refused: {
      'pn_01_1_1/pn_01_1_1_pain001_A_B_111.expected.xml': '64 iso20022_unexpected_element',
    },
  },
  'iso20022/pyiso20022': {
    refused: {
      'samples/remt_001_001_06.xml': '2 iso20022_unknown_message',
    },
    quarantined: {
      'samples/camt053_001_02.xml': '63 iso20022_closing_balance',
    },
  },
  'bank-statements/bai2-moov': {
    quarantined: {
      'sample3.txt': '11 bai2_account_total',
    },
  },
  // Lines cut out of statements, so that balances are missing or do not fit.
  'bank-statements/mt940-wolph': {
    refused: {
      'mt940_tests/betterplace/amount_formats.sta': '2 mt_duplicate_field',
      'mt940_tests/betterplace/empty_entry_date.sta': '1 mt_currency_missing',
      'mt940_tests/betterplace/sepa_snippet_broken.sta': '6 mt_duplicate_field',
      'mt940_tests/self-provided/invalid_statement.sta': '1 file_format_unknown',
      'mt940_tests/self-provided/multiline.sta': '38 mt_currency_missing',
      'mt940_tests/self-provided/raphaelm.sta': '13 mt_currency',
      'mt940_tests/self-provided/sparkassen.sta': '1 mt_currency_missing',
    },
    quarantined: {
      'mt940_tests/betterplace/sepa_snippet.sta': '55 mt_closing_balance',
      'mt940_tests/jejik/abnamro.sta': '27 mt_closing_balance',
      'mt940_tests/jejik/ing.sta': '26 mt_closing_balance',
      'mt940_tests/jejik/knab.sta': '20 mt_closing_balance',
      'mt940_tests/jejik/postfinance.sta': '27 mt_closing_balance',
      'mt940_tests/jejik/rabobank.sta': '11 mt_closing_balance',
      'mt940_tests/jejik/triodos.sta': '12 mt_closing_balance',
      'mt940_tests/self-provided/details_60-63.sta': '12 mt_closing_balance',
      'mt940_tests/self-provided/malformed_details.sta': '15 mt_closing_balance',
      'mt940_tests/self-provided/overly_long_details.sta': '15 mt_closing_balance',
      'mt940_tests/self-provided/raiffeisen-cmi.sta': '40 mt_closing_balance',
      'mt940_tests/self-provided/whitespace.sta': '9 mt_closing_balance',
    },
    foreign: /\.yml$/,
  },
  'bank-statements/ofx-ofxparse': {
    refused: {
      'error_message.ofx': '22 ofx_status',
      'fail_nice/date_missing.ofx': '33 ofx_date',
      'ofx-v102-empty-tags.ofx': '23 ofx_currency',
    },
  },
}
