import { layout } from '../layout.ts'

export const companyBatchHeader = layout('batch header', [
  ['record_type', 1, 1, 'is', 'M', '5'],
  ['service_class_code', 2, 3, 'n', 'M'],
  ['company_name', 5, 16, 'an', 'M'],
  ['company_discretionary', 21, 20, 'an', 'O'],
  ['company_identification', 41, 10, 'an', 'M'],
  ['sec_code', 51, 3, 'an', 'M'],
  ['company_entry_description', 54, 10, 'an', 'M'],
  ['company_descriptive_date', 64, 6, 'an', 'O'],
  ['effective_entry_date', 70, 6, 'day', 'R'],
  ['settlement_date', 76, 3, 'n', 'O'],
  ['originator_status_code', 79, 1, 'an', 'M'],
  ['odfi_identification', 80, 8, 'n', 'M'],
  ['batch_number', 88, 7, 'count', 'M'],
])

/** Of international entries, and of notifications of change about them (`IATCOR` in the indicator). */
export const iatBatchHeader = layout('IAT batch header', [
  ['record_type', 1, 1, 'is', 'M', '5'],
  ['service_class_code', 2, 3, 'n', 'M'],
  ['iat_indicator', 5, 16, 'an', 'O'],
  ['foreign_exchange_indicator', 21, 2, 'an', 'M'],
  ['foreign_exchange_reference_indicator', 23, 1, 'n', 'R'],
  ['foreign_exchange_reference', 24, 15, 'an', 'O'],
  ['destination_country', 39, 2, 'an', 'M'],
  ['company_identification', 41, 10, 'an', 'M'],
  ['sec_code', 51, 3, 'an', 'M'],
  ['company_entry_description', 54, 10, 'an', 'M'],
  ['originating_currency', 64, 3, 'an', 'M'],
  ['destination_currency', 67, 3, 'an', 'M'],
  ['effective_entry_date', 70, 6, 'day', 'R'],
  ['settlement_date', 76, 3, 'n', 'O'],
  ['originator_status_code', 79, 1, 'an', 'M'],
  ['odfi_identification', 80, 8, 'n', 'M'],
  ['batch_number', 88, 7, 'count', 'M'],
])

export const batchControl = layout('batch control', [
  ['record_type', 1, 1, 'is', 'M', '8'],
  ['service_class_code', 2, 3, 'n', 'M'],
  ['entry_addenda_count', 5, 6, 'count', 'M'],
  ['entry_hash', 11, 10, 'n', 'M'],
  ['total_debit', 21, 12, 'cents', 'M'],
  ['total_credit', 33, 12, 'cents', 'M'],
  ['company_identification', 45, 10, 'an', 'O'],
  ['message_authentication_code', 55, 19, 'an', 'O'],
  ['reserved', 74, 6, 'blank', 'O'],
  ['odfi_identification', 80, 8, 'n', 'M'],
  ['batch_number', 88, 7, 'count', 'M'],
])

export const adviceBatchControl = layout('batch control of accounting advices', [
  ['record_type', 1, 1, 'is', 'M', '8'],
  ['service_class_code', 2, 3, 'n', 'M'],
  ['entry_addenda_count', 5, 6, 'count', 'M'],
  ['entry_hash', 11, 10, 'n', 'M'],
  ['total_debit', 21, 20, 'cents', 'M'],
  ['total_credit', 41, 20, 'cents', 'M'],
  ['operator_text', 61, 19, 'an', 'O'],
  ['odfi_identification', 80, 8, 'n', 'M'],
  ['batch_number', 88, 7, 'count', 'M'],
])
