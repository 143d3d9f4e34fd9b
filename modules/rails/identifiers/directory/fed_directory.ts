import type { Day } from '../../../../kernel/world.ts'
import type { FileFault } from '../../files/fault.ts'
import {
  dayOfEight,
  dayOfSix,
  type FedField,
  type FedRecord,
  fedFault,
  fedFields,
  fromJson,
  fromLine,
  routingFaults,
} from './fed_fields.ts'
import { jsonRecords } from './json_records.ts'
import { linesOf } from './lines.ts'
import { type BankService, type DirectoryEntry, type DirectoryRow, textOrNull } from './row.ts'

type Source = AsyncIterable<Uint8Array>
export type FedForm = 'fixed' | 'json'

/** Source: Federal Reserve, FedACH directory record layout: 150 characters and 5 of filler. */
const ach = fedFields({
  routingNumber: 9,
  officeCode: 1,
  servicingFRBNumber: 9,
  recordTypeCode: 1,
  changeDate: 6,
  newRoutingNumber: 9,
  customerName: 36,
  customerAddress: 36,
  customerCity: 20,
  customerState: 2,
  customerZip: 5,
  customerZipExt: 4,
  customerAreaCode: 3,
  customerPhonePrefix: 3,
  customerPhoneSuffix: 4,
  institutionStatusCode: 1,
  dataViewCode: 1,
})
/** Source: Federal Reserve, Fedwire Funds participant directory record layout: 101 characters. */
const wire = fedFields({
  routingNumber: 9,
  telegraphicName: 18,
  customerName: 36,
  customerState: 2,
  customerCity: 25,
  fundsEligibility: 1,
  fundsSettlementOnlyStatus: 1,
  securitiesEligibility: 1,
  changeDate: 8,
})
/** A line may end where its trailing spaces were cut: behind the name and what is needed of the rest. */
const ACH_CHARS = { min: 71, max: 155 }
const WIRE_CHARS = { min: 91, max: 101 }

/**
 * Reads the FedACH participant directory, as fixed-width lines or as JSON, entry by entry in bounded memory. Rows have the
 * service `ach`; record type 2 says that payments go to the new routing number. Faults: `us_aba_*`, `fedach_line_length`,
 * `fedach_record_type`, `fedach_new_routing_number`, `fedach_change_date`, `fedach_name`, `fed_json`. Never throws.
 * `on` is the day by which routing numbers are judged.
 */
export const readFedAch = (source: Source, form: FedForm, on: Day): AsyncGenerator<DirectoryEntry> =>
  readFed(source, form, {
    fields: ach,
    chars: ACH_CHARS,
    prefix: 'fedach',
    entry: (record) => achEntry(record, on),
  })

/**
 * Reads the Fedwire Funds participant directory, as fixed-width lines or as JSON, entry by entry in bounded memory. Rows
 * have the services `wire` or `wire_settlement`, and `securities`. Faults: `us_aba_*`, `fedwire_line_length`,
 * `fedwire_eligibility`, `fedwire_change_date`, `fedwire_name`, `fed_json`. Never throws.
 */
export const readFedwire = (source: Source, form: FedForm, on: Day): AsyncGenerator<DirectoryEntry> =>
  readFed(source, form, {
    fields: wire,
    chars: WIRE_CHARS,
    prefix: 'fedwire',
    entry: (record) => wireEntry(record, on),
  })

type Layout = {
  readonly fields: readonly FedField[]
  readonly chars: { readonly min: number; readonly max: number }
  readonly prefix: string
  entry(record: FedRecord): DirectoryEntry
}

async function* readFed(source: Source, form: FedForm, layout: Layout): AsyncGenerator<DirectoryEntry> {
  if (form === 'json') {
    yield* readFedJson(source, layout)
    return
  }
  for await (const { number, text, is_cut } of linesOf(source, 'latin1', layout.chars.max)) {
    if (text.trim() === '') continue
    const record = fromLine(layout.fields, number, text)
    const length = `a line has ${layout.chars.max} characters, this one ${is_cut ? 'more' : text.length}`
    const rule = `${layout.prefix}_line_length`
    if (text.length < layout.chars.min) {
      yield { line: number, rows: [], faults: [fedFault(record, rule, 'record', length)] }
      continue
    }
    const entry = layout.entry(record)
    yield is_cut
      ? { ...entry, faults: [...entry.faults, fedFault(record, rule, 'record', length, 'noted')] }
      : entry
  }
}

async function* readFedJson(source: Source, layout: Layout): AsyncGenerator<DirectoryEntry> {
  for await (const { line, column, value, wrong } of jsonRecords(source)) {
    if (value !== undefined) yield layout.entry(fromJson(line, column, value))
    if (wrong === undefined) continue
    const fault: FileFault = {
      line,
      column,
      rule: 'fed_json',
      field: 'record',
      detail: wrong,
      severity: 'refused',
    }
    yield { line, rows: [], faults: [fault] }
  }
}

const NO_NUMBER = /^0*$/

function achEntry(record: FedRecord, on: Day): DirectoryEntry {
  const { recordTypeCode = '', newRoutingNumber = '', changeDate = '', customerName = '' } = record.text
  const faults: FileFault[] = [...routingFaults(record, 'routingNumber', on)]
  const has_new = !NO_NUMBER.test(newRoutingNumber)
  if (!/^[012]$/.test(recordTypeCode))
    faults.push(fedFault(record, 'fedach_record_type', 'recordTypeCode', 'a record type is 0, 1 or 2'))
  if (has_new) faults.push(...routingFaults(record, 'newRoutingNumber', on))
  if (recordTypeCode === '2' && !has_new)
    faults.push(
      fedFault(record, 'fedach_new_routing_number', 'newRoutingNumber', 'type 2 names a new routing number'),
    )
  const row = {
    name: customerName.trim(),
    services: ['ach'] as const,
    status: recordTypeCode === '2' ? ('superseded' as const) : ('active' as const),
    new_code: has_new ? newRoutingNumber : null,
  }
  return entryOf(record, row, { prefix: 'fedach', day: dayOfSix(changeDate), faults })
}

function wireEntry(record: FedRecord, on: Day): DirectoryEntry {
  const { fundsEligibility = '', fundsSettlementOnlyStatus = '', securitiesEligibility = '' } = record.text
  const { changeDate = '', customerName = '', telegraphicName = '' } = record.text
  const faults: FileFault[] = [...routingFaults(record, 'routingNumber', on)]
  for (const field of ['fundsEligibility', 'securitiesEligibility'])
    if (!/^[YN]$/.test(record.text[field] ?? ''))
      faults.push(fedFault(record, 'fedwire_eligibility', field, 'it is Y or N'))
  if (!/^S?$/.test(fundsSettlementOnlyStatus))
    faults.push(fedFault(record, 'fedwire_eligibility', 'fundsSettlementOnlyStatus', 'it is S or blank'))
  const services: BankService[] = []
  if (fundsEligibility === 'Y') services.push(fundsSettlementOnlyStatus === 'S' ? 'wire_settlement' : 'wire')
  if (securitiesEligibility === 'Y') services.push('securities')
  const row = {
    name: customerName.trim() === '' ? telegraphicName.trim() : customerName.trim(),
    services,
    status: services.length === 0 ? ('inactive' as const) : ('active' as const),
    new_code: null,
  }
  return entryOf(record, row, { prefix: 'fedwire', day: dayOfEight(changeDate), faults })
}

function entryOf(
  record: FedRecord,
  row: Pick<DirectoryRow, 'name' | 'services' | 'status' | 'new_code'>,
  found: { readonly prefix: string; readonly day: string | null | undefined; readonly faults: FileFault[] },
): DirectoryEntry {
  const { prefix, day, faults } = found
  if (row.name === '') faults.push(fedFault(record, `${prefix}_name`, 'customerName', 'a bank has a name'))
  if (day === undefined)
    faults.push(fedFault(record, `${prefix}_change_date`, 'changeDate', 'the day does not exist', 'noted'))
  const { routingNumber = '', customerCity, customerState } = record.text
  const is_refused = faults.some(({ severity }) => severity === 'refused')
  const whole: DirectoryRow = {
    ...row,
    scheme: 'us_aba',
    country: 'US',
    code: routingNumber,
    bic: null,
    city: textOrNull(customerCity),
    state: textOrNull(customerState),
    effective_on: day ?? null,
    is_primary: true,
  }
  return { line: record.line, rows: is_refused ? [] : [whole], faults }
}
