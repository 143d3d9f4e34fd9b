import { isCurrency } from '../../../kernel/currency.ts'
import type { FileFault } from '../files/fault.ts'
import { quoted } from './fault_list.ts'
import type { StatementHead } from './statement.ts'

/** A fault whose place is that of the statement. */
export type Refusal = readonly [severity: FileFault['severity'], rule: string, field: string, detail: string]

/** What must be known of a statement before any line of it can be used. */
export function headFaults({ account, currency, purpose }: StatementHead): Refusal[] {
  const faults: Refusal[] = []
  if (account.iban === undefined && account.number === undefined)
    faults.push(['refused', 'statement_account', 'account', 'nothing says whose account it is'])
  if (!isCurrency(currency))
    faults.push([
      'refused',
      'statement_currency',
      'currency',
      `${quoted(currency)} is no currency of ISO 4217`,
    ])
  if (purpose === 'test')
    faults.push([
      'refused',
      'statement_test',
      'purpose',
      'the bank sent it as a test, which is not to be loaded',
    ])
  if (purpose === 'deletion') {
    const detail = 'the bank wants lines deleted that it sent before: somebody has to decide'
    faults.push(['refused', 'statement_deletion', 'purpose', detail])
  }
  if (purpose === 'correction')
    faults.push(['noted', 'statement_correction', 'purpose', 'it corrects what the bank sent before'])
  return faults
}
