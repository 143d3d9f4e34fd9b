import { type Element, textOf } from '../../xml/element.ts'
import { type FaultList, quoted } from '../fault_list.ts'
import { dayEight } from '../text.ts'

const DATE =
  /^(\d{8})(?:([01]\d|2[0-3])([0-5]\d)([0-5]\d|60)?(?:\.\d{1,6})?)?\s*(?:\[\s*([+-]?\d{1,2}(?:[.:]\d{1,2})?)\s*(?::[^\]]*)?\])?$/
/** Where a zone or a time is written that nobody can read, the day still stands. */
const DAY_AT_LEAST = /^(\d{8})(?:\D|\d{6})/

/**
 * The day of an OFX date `YYYYMMDDHHMMSS.XXX[offset:zone]`, as it is written: it is the day of the bank in its own zone,
 * and brought to UTC an evening would become the next day. Undefined when there is no day; then a fault says so.
 */
export function readDay(
  from: Element,
  name: string,
  faults: FaultList,
  is_required: boolean,
): string | undefined {
  const text = textOf(from, name)
  const at = from.children.find((one) => one.name === name) ?? from
  if (text === undefined) {
    if (is_required) faults.refuse(at, 'ofx_date', name, `${name} is not there`)
    return undefined
  }
  const whole = DATE.exec(text)
  const day = dayEight((whole ?? DAY_AT_LEAST.exec(text))?.[1] ?? '')
  if (day === undefined) {
    faults.refuse(at, 'ofx_date', name, `${quoted(text)} is no day`)
    return undefined
  }
  if (whole === null)
    faults.note(at, 'ofx_time', name, `${quoted(text)} has a day, and a time that cannot be read`)
  return day
}
