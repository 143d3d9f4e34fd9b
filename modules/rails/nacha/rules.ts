import type { FileFault } from '../files/fault.ts'

type Severity = FileFault['severity']

/**
 * Every rule that a file can break, and what a bank does about it: `refused` is what an ACH operator or an ODFI rejects or
 * returns, `noted` what is often sent and can be understood. Source: Nacha Operating Rules, appendix 2 (file, batch and
 * entry rejections) and appendix 3 (layouts: M mandatory, R required, O optional).
 */
const rules = {
  nacha_addenda_allowed: 'refused',
  nacha_addenda_count: 'refused',
  nacha_addenda_entry: 'refused',
  nacha_addenda_indicator: 'refused',
  nacha_addenda_limit: 'refused',
  nacha_addenda_order: 'refused',
  nacha_addenda_required: 'refused',
  nacha_addenda_sequence: 'refused',
  nacha_addenda_trace_number: 'noted',
  nacha_addenda_type: 'refused',
  nacha_amount_limit: 'refused',
  nacha_amount_zero: 'noted',
  nacha_batch_control_missing: 'refused',
  nacha_batch_count: 'refused',
  nacha_batch_empty: 'noted',
  nacha_batch_number: 'refused',
  nacha_block_count: 'noted',
  nacha_block_fill: 'noted',
  nacha_byte_order_mark: 'noted',
  nacha_card_expiration: 'noted',
  nacha_card_transaction_type: 'noted',
  nacha_change_code: 'noted',
  nacha_characters: 'refused',
  nacha_check_digit: 'refused',
  nacha_company_identification: 'noted',
  nacha_control_differs: 'refused',
  nacha_correction_form: 'noted',
  nacha_correction_missing: 'refused',
  nacha_description: 'noted',
  nacha_effective_entry_date: 'noted',
  nacha_entry_count: 'refused',
  nacha_entry_hash: 'refused',
  nacha_entry_layout: 'noted',
  nacha_faults_left_out: 'noted',
  nacha_field_constant: 'refused',
  nacha_field_form: 'noted',
  nacha_field_mandatory: 'refused',
  nacha_field_numeric: 'refused',
  nacha_field_required: 'noted',
  nacha_field_reserved: 'noted',
  nacha_field_value: 'refused',
  nacha_file_control_missing: 'refused',
  nacha_file_creation_date: 'refused',
  nacha_file_creation_time: 'noted',
  nacha_file_follows: 'noted',
  nacha_file_header_missing: 'refused',
  nacha_file_id_modifier: 'noted',
  nacha_file_without_batches: 'noted',
  nacha_line_empty: 'noted',
  nacha_line_ends_absent: 'noted',
  nacha_line_long: 'refused',
  nacha_line_short: 'noted',
  nacha_line_spaces: 'noted',
  nacha_lines_limit: 'refused',
  nacha_notification_amount: 'noted',
  nacha_offset: 'refused',
  nacha_originator_status: 'noted',
  nacha_payment_type: 'noted',
  nacha_prenote_amount: 'refused',
  nacha_record_sequence: 'refused',
  nacha_record_type: 'refused',
  nacha_return_reason: 'noted',
  nacha_return_transaction_code: 'noted',
  nacha_same_day_limit: 'noted',
  nacha_sec_code: 'refused',
  nacha_sec_side: 'refused',
  nacha_service_class: 'refused',
  nacha_settlement_date: 'noted',
  nacha_total_credit: 'refused',
  nacha_total_debit: 'refused',
  nacha_trace_number_odfi: 'refused',
  nacha_trace_number_order: 'refused',
  nacha_transaction_code: 'refused',
  nacha_zero_dollar_amount: 'refused',
} as const satisfies Readonly<Record<string, Severity>>

export type NachaRule = keyof typeof rules

/** Where in its record a fault stands: the name of the field and its first column, from 1. */
export type Place = { readonly name: string; readonly start: number }
/** The whole record, for what belongs to none of its fields. */
export const wholeRecord: Place = { name: 'record', start: 1 }

/** Says that something is wrong. `severity` only where one rule is broken in ways of different weight. */
export type Report = (
  rule: NachaRule,
  line: number,
  place: Place,
  detail: string,
  severity?: Severity,
) => void

/** The severity of a rule in this reading: a rule that the reader was told to tolerate is only noted. */
export const severityOf = (
  rule: NachaRule,
  tolerated: ReadonlySet<NachaRule>,
  given: Severity | undefined,
): Severity => (tolerated.has(rule) ? 'noted' : (given ?? rules[rule]))
