import { layout } from '../layout.ts'

export const fileHeader = layout('file header', [
  ['record_type', 1, 1, 'is', 'M', '1'],
  ['priority_code', 2, 2, 'n', 'R'],
  ['immediate_destination', 4, 10, 'right', 'M'],
  ['immediate_origin', 14, 10, 'right', 'M'],
  ['file_creation_date', 24, 6, 'day', 'M'],
  ['file_creation_time', 30, 4, 'n', 'O'],
  ['file_id_modifier', 34, 1, 'an', 'R'],
  ['record_size', 35, 3, 'is', 'M', '094'],
  ['blocking_factor', 38, 2, 'is', 'M', '10'],
  ['format_code', 40, 1, 'is', 'M', '1'],
  ['immediate_destination_name', 41, 23, 'an', 'O'],
  ['immediate_origin_name', 64, 23, 'an', 'O'],
  ['reference_code', 87, 8, 'an', 'O'],
])

export const fileControl = layout('file control', [
  ['record_type', 1, 1, 'is', 'M', '9'],
  ['batch_count', 2, 6, 'count', 'M'],
  ['block_count', 8, 6, 'count', 'M'],
  ['entry_addenda_count', 14, 8, 'count', 'M'],
  ['entry_hash', 22, 10, 'n', 'M'],
  ['total_debit', 32, 12, 'cents', 'M'],
  ['total_credit', 44, 12, 'cents', 'M'],
  ['reserved', 56, 39, 'blank', 'O'],
])

/** Of a file of automated accounting advices: totals of twenty digits. */
export const adviceFileControl = layout('file control of accounting advices', [
  ['record_type', 1, 1, 'is', 'M', '9'],
  ['batch_count', 2, 6, 'count', 'M'],
  ['block_count', 8, 6, 'count', 'M'],
  ['entry_addenda_count', 14, 8, 'count', 'M'],
  ['entry_hash', 22, 10, 'n', 'M'],
  ['total_debit', 32, 20, 'cents', 'M'],
  ['total_credit', 52, 20, 'cents', 'M'],
  ['reserved', 72, 23, 'blank', 'O'],
])
