import { layout, type Row } from '../layout.ts'

const seven = ['record_type', 1, 1, 'is', 'M', '7'] as const satisfies Row
const of98 = ['type_code', 2, 2, 'is', 'M', '98'] as const satisfies Row
const of99 = ['type_code', 2, 2, 'is', 'M', '99'] as const satisfies Row

const notification = layout('addenda 98', [
  seven,
  of98,
  ['change_code', 4, 3, 'an', 'M'],
  ['original_trace_number', 7, 15, 'n', 'M'],
  ['reserved', 22, 6, 'blank', 'O'],
  ['original_rdfi_identification', 28, 8, 'n', 'R'],
  ['corrected', 36, 29, 'an', 'O'],
  ['reserved', 65, 15, 'blank', 'O'],
  ['trace_number', 80, 15, 'n', 'M'],
])

const iatNotification = layout('addenda 98 of IAT', [
  seven,
  of98,
  ['change_code', 4, 3, 'an', 'M'],
  ['original_trace_number', 7, 15, 'n', 'M'],
  ['reserved', 22, 6, 'blank', 'O'],
  ['original_rdfi_identification', 28, 8, 'n', 'R'],
  ['corrected', 36, 35, 'an', 'O'],
  ['reserved', 71, 9, 'blank', 'O'],
  ['trace_number', 80, 15, 'n', 'M'],
])

/** An ODFI does not accept a notification (C61 to C69): `change_code` is the one it refuses. */
const refusedNotification = layout('addenda 98 of a refused notification', [
  seven,
  of98,
  ['refusal_code', 4, 3, 'an', 'M'],
  ['original_trace_number', 7, 15, 'n', 'M'],
  ['reserved', 22, 6, 'blank', 'O'],
  ['original_rdfi_identification', 28, 8, 'n', 'R'],
  ['corrected', 36, 29, 'an', 'O'],
  ['change_code', 65, 3, 'an', 'M'],
  ['trace_sequence_number', 68, 7, 'n', 'M'],
  ['reserved', 75, 5, 'blank', 'O'],
  ['trace_number', 80, 15, 'n', 'M'],
])

const returned = layout('addenda 99', [
  seven,
  of99,
  ['reason_code', 4, 3, 'an', 'M'],
  ['original_trace_number', 7, 15, 'n', 'M'],
  ['date_of_death', 22, 6, 'day', 'O'],
  ['original_rdfi_identification', 28, 8, 'n', 'R'],
  ['addenda_information', 36, 44, 'an', 'O'],
  ['trace_number', 80, 15, 'n', 'M'],
])

const iatReturned = layout('addenda 99 of IAT', [
  seven,
  of99,
  ['reason_code', 4, 3, 'an', 'M'],
  ['original_trace_number', 7, 15, 'n', 'M'],
  ['date_of_death', 22, 6, 'day', 'O'],
  ['original_rdfi_identification', 28, 8, 'n', 'R'],
  ['original_amount', 36, 10, 'n', 'O'],
  ['addenda_information', 46, 34, 'an', 'O'],
  ['trace_number', 80, 15, 'n', 'M'],
])

/** An ODFI does not accept a return (R61 to R70). Settlement dates are days of the year; a reason is without its R. */
const dishonored = layout('addenda 99 of a dishonoured return', [
  seven,
  of99,
  ['reason_code', 4, 3, 'an', 'M'],
  ['original_trace_number', 7, 15, 'n', 'M'],
  ['reserved', 22, 6, 'blank', 'O'],
  ['original_rdfi_identification', 28, 8, 'n', 'R'],
  ['reserved', 36, 3, 'blank', 'O'],
  ['return_trace_number', 39, 15, 'n', 'M'],
  ['return_settlement_date', 54, 3, 'n', 'R'],
  ['return_reason_code', 57, 2, 'n', 'R'],
  ['addenda_information', 59, 21, 'an', 'O'],
  ['trace_number', 80, 15, 'n', 'M'],
])

/** An RDFI does not accept that its return was dishonoured (R71 to R77). */
const contested = layout('addenda 99 of a contested dishonoured return', [
  seven,
  of99,
  ['reason_code', 4, 3, 'an', 'M'],
  ['original_trace_number', 7, 15, 'n', 'M'],
  ['date_original_entry_returned', 22, 6, 'day', 'O'],
  ['original_rdfi_identification', 28, 8, 'n', 'R'],
  ['original_settlement_date', 36, 3, 'n', 'R'],
  ['return_trace_number', 39, 15, 'n', 'R'],
  ['return_settlement_date', 54, 3, 'n', 'R'],
  ['return_reason_code', 57, 2, 'n', 'R'],
  ['dishonored_return_trace_number', 59, 15, 'n', 'R'],
  ['dishonored_return_settlement_date', 74, 3, 'n', 'R'],
  ['dishonored_return_reason_code', 77, 2, 'n', 'R'],
  ['reserved', 79, 1, 'blank', 'O'],
  ['trace_number', 80, 15, 'n', 'M'],
])

export const returnAddenda = {
  notification,
  iat_notification: iatNotification,
  refused_notification: refusedNotification,
  return: returned,
  iat_return: iatReturned,
  dishonored_return: dishonored,
  contested_return: contested,
}
