import { layout, type Row } from '../layout.ts'

const seven = ['record_type', 1, 1, 'is', 'M', '7'] as const satisfies Row

const machineTransfer = layout('addenda 02 of MTE', [
  seven,
  ['type_code', 2, 2, 'is', 'M', '02'],
  ['transaction_description', 4, 7, 'an', 'R'],
  ['network_identification_code', 11, 3, 'an', 'O'],
  ['terminal_identification_code', 14, 6, 'an', 'R'],
  ['transaction_serial_number', 20, 6, 'an', 'R'],
  ['transaction_date', 26, 4, 'an', 'R'],
  ['transaction_time', 30, 6, 'an', 'O'],
  ['terminal_location', 36, 27, 'an', 'R'],
  ['terminal_city', 63, 15, 'an', 'R'],
  ['terminal_state', 78, 2, 'an', 'R'],
  ['trace_number', 80, 15, 'n', 'M'],
])

const pointOfSale = layout('addenda 02 of POS and SHR', [
  seven,
  ['type_code', 2, 2, 'is', 'M', '02'],
  ['reference_information_1', 4, 7, 'an', 'O'],
  ['reference_information_2', 11, 3, 'an', 'O'],
  ['terminal_identification_code', 14, 6, 'an', 'R'],
  ['transaction_serial_number', 20, 6, 'an', 'R'],
  ['transaction_date', 26, 4, 'an', 'R'],
  ['authorization_code', 30, 6, 'an', 'O'],
  ['terminal_location', 36, 27, 'an', 'R'],
  ['terminal_city', 63, 15, 'an', 'R'],
  ['terminal_state', 78, 2, 'an', 'R'],
  ['trace_number', 80, 15, 'n', 'M'],
])

const payment = layout('addenda 05', [
  seven,
  ['type_code', 2, 2, 'is', 'M', '05'],
  ['payment_related_information', 4, 80, 'an', 'O'],
  ['sequence_number', 84, 4, 'count', 'M'],
  ['entry_sequence_number', 88, 7, 'n', 'M'],
])

const iatTransaction = layout('addenda 10 of IAT', [
  seven,
  ['type_code', 2, 2, 'is', 'M', '10'],
  ['transaction_type_code', 4, 3, 'an', 'R'],
  ['foreign_payment_amount', 7, 18, 'cents', 'M'],
  ['foreign_trace_number', 25, 22, 'an', 'O'],
  ['receiving_name', 47, 35, 'an', 'M'],
  ['reserved', 82, 6, 'blank', 'O'],
  ['entry_sequence_number', 88, 7, 'n', 'M'],
])

const iatOriginator = layout('addenda 11 of IAT', [
  seven,
  ['type_code', 2, 2, 'is', 'M', '11'],
  ['originator_name', 4, 35, 'an', 'M'],
  ['originator_street', 39, 35, 'an', 'M'],
  ['reserved', 74, 14, 'blank', 'O'],
  ['entry_sequence_number', 88, 7, 'n', 'M'],
])

const iatOriginatorPlace = layout('addenda 12 of IAT', [
  seven,
  ['type_code', 2, 2, 'is', 'M', '12'],
  ['originator_city_state', 4, 35, 'an', 'M'],
  ['originator_country_postal_code', 39, 35, 'an', 'M'],
  ['reserved', 74, 14, 'blank', 'O'],
  ['entry_sequence_number', 88, 7, 'n', 'M'],
])

const iatOdfi = layout('addenda 13 of IAT', [
  seven,
  ['type_code', 2, 2, 'is', 'M', '13'],
  ['odfi_name', 4, 35, 'an', 'M'],
  ['odfi_number_qualifier', 39, 2, 'an', 'M'],
  ['odfi_identification', 41, 34, 'an', 'M'],
  ['odfi_branch_country', 75, 3, 'an', 'M'],
  ['reserved', 78, 10, 'blank', 'O'],
  ['entry_sequence_number', 88, 7, 'n', 'M'],
])

const iatRdfi = layout('addenda 14 of IAT', [
  seven,
  ['type_code', 2, 2, 'is', 'M', '14'],
  ['rdfi_name', 4, 35, 'an', 'M'],
  ['rdfi_number_qualifier', 39, 2, 'an', 'M'],
  ['rdfi_identification', 41, 34, 'an', 'M'],
  ['rdfi_branch_country', 75, 3, 'an', 'M'],
  ['reserved', 78, 10, 'blank', 'O'],
  ['entry_sequence_number', 88, 7, 'n', 'M'],
])

const iatReceiver = layout('addenda 15 of IAT', [
  seven,
  ['type_code', 2, 2, 'is', 'M', '15'],
  ['receiver_identification_number', 4, 15, 'an', 'O'],
  ['receiver_street', 19, 35, 'an', 'M'],
  ['reserved', 54, 34, 'blank', 'O'],
  ['entry_sequence_number', 88, 7, 'n', 'M'],
])

const iatReceiverPlace = layout('addenda 16 of IAT', [
  seven,
  ['type_code', 2, 2, 'is', 'M', '16'],
  ['receiver_city_state', 4, 35, 'an', 'M'],
  ['receiver_country_postal_code', 39, 35, 'an', 'M'],
  ['reserved', 74, 14, 'blank', 'O'],
  ['entry_sequence_number', 88, 7, 'n', 'M'],
])

const iatRemittance = layout('addenda 17 of IAT', [
  seven,
  ['type_code', 2, 2, 'is', 'M', '17'],
  ['payment_related_information', 4, 80, 'an', 'O'],
  ['sequence_number', 84, 4, 'count', 'M'],
  ['entry_sequence_number', 88, 7, 'n', 'M'],
])

const iatCorrespondent = layout('addenda 18 of IAT', [
  seven,
  ['type_code', 2, 2, 'is', 'M', '18'],
  ['correspondent_name', 4, 35, 'an', 'M'],
  ['correspondent_number_qualifier', 39, 2, 'an', 'M'],
  ['correspondent_identification', 41, 34, 'an', 'M'],
  ['correspondent_branch_country', 75, 3, 'an', 'M'],
  ['reserved', 78, 6, 'blank', 'O'],
  ['sequence_number', 84, 4, 'count', 'M'],
  ['entry_sequence_number', 88, 7, 'n', 'M'],
])

/** By the type code; 02, 98 and 99 have several layouts and stand elsewhere. */
export const forwardAddenda = {
  machine_transfer: machineTransfer,
  point_of_sale: pointOfSale,
  payment,
  iat_transaction: iatTransaction,
  iat_originator: iatOriginator,
  iat_originator_place: iatOriginatorPlace,
  iat_odfi: iatOdfi,
  iat_rdfi: iatRdfi,
  iat_receiver: iatReceiver,
  iat_receiver_place: iatReceiverPlace,
  iat_remittance: iatRemittance,
  iat_correspondent: iatCorrespondent,
}
