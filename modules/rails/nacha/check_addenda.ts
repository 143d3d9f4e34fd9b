import { achReturnStage, readAchChangeCode } from '../codes/ach.ts'
import { correctionsOf } from './corrections.ts'
import type { AchAddenda, AchEntry, AchEntryText } from './model.ts'
import type { OpenBatch } from './open_batch.ts'
import { addendaLayouts, typeCodeOf } from './read_addenda.ts'
import { fieldOf, type Layout } from './layout.ts'
import { type Place, type Report, wholeRecord } from './rules.ts'

const placeIn = (layout: Layout, name: string): Place => fieldOf(layout, name)
const typeAt: Place = { name: 'type_code', start: 2 }
/** Of an IAT entry: these seven must be there, 17 and 18 may, at most so often. */
const iatNeeded = ['10', '11', '12', '13', '14', '15', '16']
const iatMax: Readonly<Record<string, number>> = { '17': 2, '18': 5 }

/**
 * What an addenda record must say, standing behind the last of its entry so far. `number` is its place among the ones of its
 * kind that follow one another, from 1.
 */
export function checkAddenda(
  batch: OpenBatch,
  entry: AchEntryText,
  last: AchAddenda | undefined,
  one: AchAddenda,
  at: { readonly line: number; readonly number: number; readonly report: Report },
): void {
  const { line, number, report } = at
  const type = typeCodeOf(one.kind)
  if (!isAllowed(batch, type))
    report(
      'nacha_addenda_allowed',
      line,
      typeAt,
      `addenda ${type} does not belong into ${batch.header.sec_code}`,
    )
  if (last !== undefined && typeCodeOf(last.kind) > type)
    report('nacha_addenda_order', line, typeAt, `addenda ${type} follows addenda ${typeCodeOf(last.kind)}`)
  if ('sequence_number' in one) checkSequence(number, one, line, report)
  if ('entry_sequence_number' in one) checkEntryNumber(entry, one, line, report)
  if ('trace_number' in one && one.trace_number !== entry.trace_number && !batch.is_advice)
    report(
      'nacha_addenda_trace_number',
      line,
      placeIn(addendaLayouts[one.kind], 'trace_number'),
      `the trace number of the entry is ${entry.trace_number}, that of the addenda ${one.trace_number}`,
    )
  if ('reason_code' in one) checkReason(one.reason_code, line, report)
  if ('change_code' in one) checkChange(one, line, report)
}

function isAllowed({ sec, is_iat }: OpenBatch, type: string): boolean {
  if (type === '99' || sec === undefined) return true
  if (is_iat && type >= '10' && type <= '18') return true
  return type === sec.addenda
}

type Numbered = Extract<AchAddenda, { readonly sequence_number: number }>

/**
 * Remittance is numbered from 1, each type for itself. The lines of an IAT entry are in order by where they stand, so a
 * wrong number there is only noted.
 */
function checkSequence(expected: number, one: Numbered, line: number, report: Report): void {
  if (one.sequence_number === expected) return
  const place = placeIn(addendaLayouts[one.kind], 'sequence_number')
  const severity = one.kind === 'payment' ? undefined : 'noted'
  report(
    'nacha_addenda_sequence',
    line,
    place,
    `addenda ${expected} of the entry is numbered ${one.sequence_number}`,
    severity,
  )
}

type OfEntry = Extract<AchAddenda, { readonly entry_sequence_number: string }>

function checkEntryNumber(entry: AchEntryText, one: OfEntry, line: number, report: Report): void {
  const expected = entry.trace_number.slice(-7)
  if (one.entry_sequence_number === expected) return
  const place = placeIn(addendaLayouts[one.kind], 'entry_sequence_number')
  report(
    'nacha_addenda_entry',
    line,
    place,
    `the addenda is of entry ${one.entry_sequence_number}, and stands behind ${expected}`,
  )
}

function checkReason(code: string, line: number, report: Report): void {
  if (achReturnStage(code) !== undefined) return
  report(
    'nacha_return_reason',
    line,
    { name: 'reason_code', start: 4 },
    `«${code}» is no return reason that we know`,
  )
}

type Notice = Extract<AchAddenda, { readonly change_code: string }>

function checkChange(one: Notice, line: number, report: Report): void {
  const layout = addendaLayouts[one.kind]
  const known = readAchChangeCode(one.change_code)
  if (!known.is_known)
    return report(
      'nacha_change_code',
      line,
      placeIn(layout, 'change_code'),
      `«${one.change_code}» is no change code that we know`,
    )
  if (known.layout === 'none') return
  const place = placeIn(layout, 'corrected')
  if (one.corrected === '')
    return report(
      'nacha_correction_missing',
      line,
      place,
      `${known.code} (${known.name}) comes without the correction`,
    )
  if (!correctionsOf(one.change_code, one.corrected).is_understood)
    report(
      'nacha_correction_form',
      line,
      place,
      `the correction of ${known.code} (${known.name}) is not laid out as it should be`,
    )
}

/** What an entry must have as a whole, once its last addenda has been read. */
export function checkAddendaOf(
  batch: OpenBatch,
  entry: AchEntry,
  indicator: string,
  line: number,
  report: Report,
): void {
  const { addenda } = entry
  const place = batch.layout.addenda_record_indicator
  if (indicator !== (addenda.length > 0 ? '1' : '0'))
    report(
      'nacha_addenda_indicator',
      line,
      place,
      `the indicator is ${indicator}, and ${addenda.length} addenda follow`,
    )
  if (batch.is_iat) checkIat(entry, line, report)
  else checkCount(batch, entry, line, report)
  if (batch.sec?.code === 'COR' && !addenda.some(({ kind }) => typeCodeOf(kind) === '98'))
    report('nacha_addenda_required', line, wholeRecord, 'an entry of COR has an addenda 98')
}

function checkCount({ sec, layout }: OpenBatch, entry: AchEntry, line: number, report: Report): void {
  if (sec === undefined || entry.category !== 'forward') return
  const { length } = entry.addenda
  if (length > sec.addenda_max && sec.addenda !== 'none')
    report(
      'nacha_addenda_limit',
      line,
      wholeRecord,
      `${sec.code} has at most ${sec.addenda_max} addenda, not ${length}`,
    )
  if (length < sec.addenda_min && sec.code !== 'COR')
    report(
      'nacha_addenda_required',
      line,
      wholeRecord,
      `an entry of ${sec.code} has an addenda ${sec.addenda}`,
    )
  const counted = entry.details.addenda_count
  const place = layout.details.find(({ name }) => name === 'addenda_count')
  if (place !== undefined && counted !== undefined && Number(counted) !== length)
    report('nacha_addenda_count', line, place, `the entry counts ${counted} addenda, and ${length} follow`)
}

function checkIat(entry: AchEntry, line: number, report: Report): void {
  const types = entry.addenda.map(({ kind }) => typeCodeOf(kind))
  const severity = entry.category === 'forward' ? undefined : 'noted'
  for (const type of iatNeeded) {
    const count = types.filter((other) => other === type).length
    if (count !== 1)
      report(
        'nacha_addenda_required',
        line,
        wholeRecord,
        `an IAT entry has one addenda ${type}, not ${count}`,
        severity,
      )
  }
  for (const [type, most] of Object.entries(iatMax)) {
    const count = types.filter((other) => other === type).length
    if (count > most)
      report(
        'nacha_addenda_limit',
        line,
        wholeRecord,
        `an IAT entry has at most ${most} addenda ${type}, not ${count}`,
      )
  }
  // Senders differ in whether they count only the seven that must be there.
  const counted = Number(entry.details.addenda_count ?? '0')
  if (entry.category === 'forward' && counted !== types.length)
    report(
      'nacha_addenda_count',
      line,
      { name: 'addenda_count', start: 13 },
      `the entry counts ${counted} addenda, and ${types.length} follow`,
      'noted',
    )
}
