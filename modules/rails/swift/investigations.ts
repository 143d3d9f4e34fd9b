import type { FileFault } from '../files/fault.ts'
import { fieldFault, type MtField, type Report } from './field.ts'
import type { MtMessage } from './message.ts'
import type { Read } from './mt103.ts'
import { type Coded, readCoded } from './narrative.ts'
import { createTaker, type DatedAmount, dateIn } from './taker.ts'

/** `:11S:` and `:11R:`: the type and the day of the message that is asked about. */
export type MtOriginal = {
  readonly type: string
  readonly date: string
  readonly session: string | undefined
}

/** MT192 and MT292: a request to cancel a payment. */
export type MtCancellation = {
  readonly reference: string
  readonly related_reference: string
  readonly original: MtOriginal | undefined
  readonly narrative: readonly Coded[]
  readonly original_amount: DatedAmount | undefined
}

/** MT196 and MT296: the answer to one. */
export type MtAnswer = {
  readonly reference: string
  readonly related_reference: string
  readonly answers: readonly Coded[]
  readonly narrative: readonly Coded[]
  readonly original: MtOriginal | undefined
  readonly more: readonly Coded[]
}

export function readCancellation(message: MtMessage): Read<MtCancellation> {
  const faults: FileFault[] = []
  const report = (fault: FileFault): void => {
    faults.push(fault)
  }
  const take = createTaker(message, message.fields, report)
  const reference = take.reference('20') ?? take.missing('20')
  const related_reference = take.reference('21') ?? take.missing('21')
  const original = originalOf(take.tagged('11S') ?? take.missing('11S'), report)
  const narrative = readCoded(take.narrative('79', 35, 50))
  const original_amount = take.dated('32A')
  take.rest()
  if (reference === undefined || related_reference === undefined) return { value: undefined, faults }
  return { value: { reference, related_reference, original, narrative, original_amount }, faults }
}

export function readAnswer(message: MtMessage): Read<MtAnswer> {
  const faults: FileFault[] = []
  const report = (fault: FileFault): void => {
    faults.push(fault)
  }
  const take = createTaker(message, message.fields, report)
  const reference = take.reference('20') ?? take.missing('20')
  const related_reference = take.reference('21') ?? take.missing('21')
  const answers = readCoded(take.narrative('76', 6, 35))
  const narrative = readCoded(take.narrative('77A', 20, 35))
  const original = originalOf(take.tagged('11R') ?? take.tagged('11S'), report)
  const more = readCoded(take.narrative('79', 35, 50))
  take.rest()
  if (reference === undefined || related_reference === undefined) return { value: undefined, faults }
  return { value: { reference, related_reference, answers, narrative, original, more }, faults }
}

function originalOf(field: MtField | undefined, report: Report): MtOriginal | undefined {
  if (field === undefined) return undefined
  const [type = '', date = '', session] = field.lines.map((line) => line.trimEnd())
  if (!/^\d{3}$/.test(type)) report(fieldFault(field, 'mt_original_type', 'three digits of a message type'))
  const day = dateIn({ ...field, lines: [date], line: field.line + 1, column: 1 }, report)
  return day === undefined ? undefined : { type, date: day, session }
}
