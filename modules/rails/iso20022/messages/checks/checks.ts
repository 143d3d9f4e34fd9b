import type { FileFault } from '../../../files/fault.ts'
import type { Element } from '../../../xml/element.ts'
import type { KindName } from '../kinds.ts'
import type { Check, Report } from './check.ts'
import { openDates } from './dates.ts'
import { openDirectDebits } from './direct_debits.ts'
import { openDuplicates } from './duplicates.ts'
import { openSepa } from './sepa.ts'
import { openStatements } from './statements.ts'
import { openTotals } from './totals.ts'

/** `sepa` adds what the schemes of the European Payments Council ask beyond ISO 20022. */
export type Profile = 'iso20022' | 'sepa'

const standing = [openTotals, openDuplicates, openStatements, openDirectDebits, openDates]

/** All checks of a kind as one. */
export function openChecks(kind: KindName, profile: Profile, add: (fault: FileFault) => void): Check {
  const report: Report = (at: Element, rule, detail, severity = 'refused') =>
    add({ line: at.line, column: at.column, rule, field: at.name, detail, severity })
  const checks = (profile === 'sepa' ? [...standing, openSepa] : standing)
    .map((open) => open(kind, report))
    .filter((check) => check !== undefined)
  return {
    item(seen) {
      for (const check of checks) check.item(seen)
    },
    end(message) {
      for (const check of checks) check.end(message)
    },
  }
}
