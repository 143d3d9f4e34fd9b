import { type FaultList, quoted } from '../fault_list.ts'
import { cursorOf, type Field } from './cursor.ts'
import { type TypeCode, typeCode } from './facts/type_codes.ts'
import { type Fields, fieldsOf, readFunds } from './fields.ts'
import type { LogicalRecord } from './logical.ts'
import { asOfModifiers, type Bai2Record, type Bai2Summary, groupStatuses } from './record.ts'

/** Reads the fields of one record. Undefined for a detail that nothing can be made of; the faults say why. */
export function parseRecord(logical: LogicalRecord, faults: FaultList): Bai2Record | undefined {
  const fields = fieldsOf(cursorOf(logical), faults)
  const record = readers[logical.code](fields)
  for (let left = fields.next(); left !== undefined; left = fields.next()) {
    if (left.text === '') continue
    const detail = `a record ${logical.code} has no field for ${quoted(left.text)}`
    fields.note(left, 'bai2_field_extra', 'record', detail)
    break
  }
  return record
}

const readers: Readonly<Record<LogicalRecord['code'], (fields: Fields) => Bai2Record | undefined>> = {
  '01': readFileHeader,
  '02': (fields) => ({
    code: '02',
    receiver: fields.word('ultimate_receiver_identification'),
    originator: fields.word('originator_identification', true) ?? '',
    status: fields.choice('group_status', groupStatuses, true) ?? 'update',
    as_of_on: fields.day('as_of_date', true),
    as_of_time: fields.time('as_of_time'),
    currency: fields.currency('currency_code'),
    modifier: fields.choice('as_of_date_modifier', asOfModifiers),
  }),
  '03': (fields) => ({
    code: '03',
    account_number: fields.word('customer_account_number', true) ?? '',
    currency: fields.currency('currency_code'),
    summaries: readSummaries(fields),
  }),
  '16': readDetail,
  '49': (fields) => ({
    code: '49',
    control_total: fields.amount('account_control_total', true),
    record_count: fields.count('number_of_records', true),
  }),
  '98': (fields) => ({
    code: '98',
    control_total: fields.amount('group_control_total', true),
    account_count: fields.count('number_of_accounts', true),
    record_count: fields.count('number_of_records', true),
  }),
  '99': (fields) => ({
    code: '99',
    control_total: fields.amount('file_control_total', true),
    group_count: fields.count('number_of_groups', true),
    record_count: fields.count('number_of_records', true),
  }),
}

function readFileHeader(fields: Fields): Bai2Record {
  const header = {
    code: '01',
    sender: fields.word('sender_identification', true) ?? '',
    receiver: fields.word('receiver_identification', true) ?? '',
    created_on: fields.day('file_creation_date', true),
    created_time: fields.time('file_creation_time'),
    file_id: fields.word('file_identification_number', true) ?? '',
    record_chars: fields.count('physical_record_length'),
    block_records: fields.count('block_size'),
  } as const
  const version = fields.next()
  if (version?.text !== '2') {
    const detail = `the version is ${quoted(version?.text ?? '')}, and only version 2 is read`
    fields.refuse(version, 'bai2_version', 'version_number', detail)
  }
  return header
}

/** Groups of type code, amount, item count and funds type until the record ends. */
function readSummaries(fields: Fields): Bai2Summary[] {
  const summaries: Bai2Summary[] = []
  for (let field = fields.next(); field !== undefined; field = fields.next()) {
    // Banks that write a comma before every slash leave an empty field at the end of a record; no group begins there.
    if (field.text === '' && field.is_last) continue
    const amount_minor = fields.amount('amount')
    const item_count = fields.count('item_count')
    const funds = readFunds(fields)
    if (field.text === '') {
      if (amount_minor === undefined) continue
      fields.refuse(field, 'bai2_type_code', 'type_code', 'an amount has no type code')
    }
    const meaning = meaningOf(fields, field, 'summary')
    if (
      meaning !== undefined &&
      amount_minor !== undefined &&
      amount_minor < 0n &&
      meaning.level !== 'status'
    )
      fields.note(field, 'bai2_summary_sign', 'amount', 'only a status may be negative, and this is a sum')
    summaries.push({ type_code: field.text, amount_minor, item_count, funds })
  }
  return summaries
}

function readDetail(fields: Fields): Bai2Record | undefined {
  const field = fields.next()
  if (field === undefined || field.text === '') {
    fields.refuse(field, 'bai2_field_missing', 'type_code', 'type_code is not there')
    return undefined
  }
  const meaning = meaningOf(fields, field, 'detail')
  const amount_minor = fields.amount('amount', meaning?.kind !== 'text')
  const detail = {
    code: '16',
    type_code: field.text,
    amount_minor,
    funds: readFunds(fields),
    bank_reference: fields.word('bank_reference_number'),
    customer_reference: fields.word('customer_reference_number'),
    text: fields.text(),
  } as const
  if (amount_minor !== undefined && amount_minor < 0n)
    fields.refuse(
      field,
      'bai2_detail_sign',
      'amount',
      'a detail has no sign: its type code says where money went',
    )
  if (meaning === undefined || (amount_minor === undefined && meaning.kind !== 'text')) return undefined
  return detail
}

/** Codes that the list does not have are kept and named; those that are no code at all are refused. */
function meaningOf(fields: Fields, field: Field, level: 'summary' | 'detail'): TypeCode | undefined {
  const code = field.text
  if (code === '') return undefined
  const meaning = typeCode(code)
  if (meaning === undefined) {
    fields.refuse(field, 'bai2_type_code', 'type_code', `${quoted(code)} is in no range of type codes`)
    return undefined
  }
  if (!meaning.is_published)
    fields.note(field, 'bai2_type_code_unknown', 'type_code', `the published list has no ${code}; it is kept`)
  if (level === 'detail' && (meaning.level === 'status' || meaning.level === 'summary'))
    fields.note(
      field,
      'bai2_type_code_level',
      'type_code',
      `${code} is a ${meaning.level}, and stands in a record 16`,
    )
  if (level === 'summary' && meaning.level === 'detail')
    fields.note(field, 'bai2_type_code_level', 'type_code', `${code} is a detail, and stands in a record 03`)
  return meaning
}
