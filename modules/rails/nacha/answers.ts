import { type AchReturnStage, achReturnStage, readAchChangeCode } from '../codes/ach.ts'
import { type AchCorrections, correctionsOf } from './corrections.ts'
import type { AchEntry, AchNotificationAddenda, AchReturnAddenda } from './model.ts'

/** A return, a dishonoured return or a contested one, about an entry that was sent before. */
export type AchReturn = {
  readonly stage: AchReturnStage
  readonly reason_code: string
  /** Whether the code is one that is given out; one that is not is for a person to look at. */
  readonly is_known: boolean
  /** Of the entry that it is about, as its originator's bank sent it. */
  readonly original_trace_number: string
  readonly original_rdfi_identification: string
  /** Of the first return when this one is dishonoured or contested, else ''. Two digits: the reason without its R. */
  readonly return_trace_number: string
  readonly return_reason_code: string
  /** `YYYY-MM-DD` or ''. */
  readonly date_of_death: string
  readonly addenda_information: string
  readonly entry: AchEntry
  readonly addenda: AchReturnAddenda
}
/** A notification of change, or the refusal of one, about an entry that was sent before. */
export type AchNotification = {
  readonly change_code: string
  readonly is_known: boolean
  /** C61 to C69 when an ODFI refuses the notification, else ''. */
  readonly refusal_code: string
  readonly original_trace_number: string
  readonly original_rdfi_identification: string
  readonly corrections: AchCorrections
  readonly entry: AchEntry
  readonly addenda: AchNotificationAddenda
}

/** Reads an entry as a return; undefined for any other. Where an entry has several addenda 99, the last is the latest word. */
export function returnOf(entry: AchEntry): AchReturn | undefined {
  const addenda = entry.addenda.at(-1)
  if (addenda === undefined || !isReturn(addenda)) return undefined
  return {
    stage: achReturnStage(addenda.reason_code) ?? 'return',
    reason_code: addenda.reason_code,
    is_known: achReturnStage(addenda.reason_code) !== undefined,
    original_trace_number: addenda.original_trace_number,
    original_rdfi_identification: addenda.original_rdfi_identification,
    return_trace_number: 'return_trace_number' in addenda ? addenda.return_trace_number : '',
    return_reason_code: 'return_reason_code' in addenda ? addenda.return_reason_code : '',
    date_of_death: 'date_of_death' in addenda ? addenda.date_of_death : '',
    addenda_information: 'addenda_information' in addenda ? addenda.addenda_information : '',
    entry,
    addenda,
  }
}

/** Reads an entry as a notification of change; undefined for any other. */
export function notificationOf(entry: AchEntry): AchNotification | undefined {
  const addenda = entry.addenda.at(-1)
  if (addenda === undefined || !isNotification(addenda)) return undefined
  return {
    change_code: addenda.change_code,
    is_known: readAchChangeCode(addenda.change_code).is_known,
    refusal_code: addenda.kind === 'refused_notification' ? addenda.refusal_code : '',
    original_trace_number: addenda.original_trace_number,
    original_rdfi_identification: addenda.original_rdfi_identification,
    corrections: correctionsOf(addenda.change_code, addenda.corrected),
    entry,
    addenda,
  }
}

const isReturn = (one: AchEntry['addenda'][number]): one is AchReturnAddenda => 'reason_code' in one
const isNotification = (one: AchEntry['addenda'][number]): one is AchNotificationAddenda =>
  'change_code' in one
