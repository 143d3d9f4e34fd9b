import { ownOf } from '../../../kernel/own.ts'
import { checkDigitAt } from './check_digit.ts'
import { isDayOfYear, isTimeOfDay } from './dates.ts'
import { fieldOf } from './layout.ts'
import { companyBatchHeader } from './layouts/batch_records.ts'
import { fileHeader } from './layouts/file_records.ts'
import type { AchFileHeader } from './model.ts'
import { headerLayout, type OpenBatch } from './open_batch.ts'
import type { Report } from './rules.ts'

const destination = fieldOf(fileHeader, 'immediate_destination')
const time = fieldOf(fileHeader, 'file_creation_time')
const modifier = fieldOf(fileHeader, 'file_id_modifier')

/** What a file header must say beyond the form of its fields. */
export function checkFileHeader(header: AchFileHeader, line: number, report: Report): void {
  const { immediate_destination, file_creation_time, file_id_modifier } = header
  if (/^\d{9}$/.test(immediate_destination)) {
    const expected = checkDigitAt(immediate_destination, 0)
    if (String(expected) !== immediate_destination.charAt(8))
      report(
        'nacha_check_digit',
        line,
        destination,
        `the check digit of ${immediate_destination} is ${expected}`,
        'noted',
      )
  }
  if (file_creation_time !== '' && !isTimeOfDay(file_creation_time))
    report('nacha_file_creation_time', line, time, `«${file_creation_time}» is no time as HHMM`)
  if (file_id_modifier !== '' && !/^[A-Z0-9]$/.test(file_id_modifier))
    report(
      'nacha_file_id_modifier',
      line,
      modifier,
      `«${file_id_modifier}» is neither a capital letter nor a digit`,
    )
}

const serviceClasses = new Set(['200', '220', '225', '280'])
/** The operator itself (0), a bank (1), an agency of the federal government (2). */
const statuses = new Set(['0', '1', '2'])
/** Both layouts have these fields at the same place. */
const sec = fieldOf(companyBatchHeader, 'sec_code')
const service = fieldOf(companyBatchHeader, 'service_class_code')
const settlement = fieldOf(companyBatchHeader, 'settlement_date')
const status = fieldOf(companyBatchHeader, 'originator_status_code')
const number = fieldOf(companyBatchHeader, 'batch_number')
const description = fieldOf(companyBatchHeader, 'company_entry_description')

/** What a batch header must say beyond the form of its fields. `previous` is the number of the batch before, 0 for none. */
export function checkBatchHeader(batch: OpenBatch, previous: number, line: number, report: Report): void {
  const { header } = batch
  if (batch.sec === undefined)
    report('nacha_sec_code', line, sec, `«${header.sec_code}» is no standard entry class`)
  if (!serviceClasses.has(header.service_class_code))
    report('nacha_service_class', line, service, `«${header.service_class_code}» is no service class`)
  else if ((header.service_class_code === '280') !== batch.is_advice)
    report('nacha_service_class', line, service, `280 is for ADV and only for it, not for ${header.sec_code}`)
  if (header.settlement_date !== '' && !isDayOfYear(header.settlement_date))
    report('nacha_settlement_date', line, settlement, `«${header.settlement_date}» is no day of the year`)
  if (header.originator_status_code !== '' && !statuses.has(header.originator_status_code))
    report(
      'nacha_originator_status',
      line,
      status,
      `«${header.originator_status_code}» is no originator status`,
    )
  if (header.batch_number <= previous)
    report(
      'nacha_batch_number',
      line,
      number,
      `batch ${header.batch_number} follows batch ${previous}; numbers ascend`,
    )
  checkDescription(batch, line, report)
}

const needed: Readonly<Record<string, string>> = { RCK: 'REDEPCHECK', ENR: 'AUTOENROLL' }

/** A description with a meaning of its own is only for its class, and two classes need theirs. */
function checkDescription(
  { header, description: rule, sec: known }: OpenBatch,
  line: number,
  report: Report,
): void {
  const must = ownOf(needed, header.sec_code)
  if (must !== undefined && rule?.text !== must)
    report('nacha_description', line, description, `the description of ${header.sec_code} is ${must}`)
  if (rule === undefined || known === undefined || rule.sec_codes.length === 0) return
  if (!rule.sec_codes.includes(known.code) && known.code !== 'COR')
    report(
      'nacha_description',
      line,
      description,
      `${rule.text} is for ${rule.sec_codes.join(', ')}, not ${known.code}`,
    )
}

/** The layout of the header of a batch, for whoever writes it. */
export const layoutOfHeader = (batch: OpenBatch): ReturnType<typeof headerLayout> =>
  headerLayout(batch.is_iat)
