import type { Element } from '../../../xml/element.ts'
import type { KindName } from '../kinds.ts'
import { isDay } from '../shape/dates.ts'
import { elementsAt } from '../shape/group.ts'
import { type Check, type Report, textAt } from './check.ts'

const rules: Readonly<
  Partial<Record<KindName, { readonly batch: string; readonly days: readonly string[] }>>
> = {
  'pain.001': { batch: 'PmtInf', days: ['ReqdExctnDt/Dt', 'ReqdExctnDt/DtTm', 'ReqdExctnDt'] },
  'pain.008': { batch: 'PmtInf', days: ['ReqdColltnDt'] },
  'pain.013': { batch: 'PmtInf', days: ['XpryDt/Dt', 'XpryDt/DtTm'] },
}

/** A day that is asked for and lies before the day the message was made is noted: the bank will take the next one. */
export function openDates(kind: KindName, report: Report): Check | undefined {
  const rule = rules[kind]
  if (rule === undefined) return undefined
  return {
    item: () => undefined,
    end({ body }) {
      const made = textAt(body, 'GrpHdr/CreDtTm')?.slice(0, 10) ?? ''
      if (!isDay(made)) return
      for (const batch of elementsAt(body, [rule.batch])) checkDays(batch, rule.days, made, report)
    },
  }
}

function checkDays(batch: Element, days: readonly string[], made: string, report: Report): void {
  const at = days.flatMap((path) => elementsAt(batch, path.split('/')))[0]
  const day = at?.text.trim().slice(0, 10) ?? ''
  if (at === undefined || !isDay(day) || day >= made) return
  report(at, 'iso20022_date_past', `${day} lies before ${made}, when the message was made`, 'noted')
}
