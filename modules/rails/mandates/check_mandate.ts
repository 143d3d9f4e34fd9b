import type { Fault } from '../../../kernel/result.ts'
import type { Day } from '../../../kernel/world.ts'
import { plusDays } from '../calendars/days.ts'
import { readCreditorId } from '../identifiers/creditor_id.ts'
import type { MandateScheme } from './mandate.ts'

/** Classes that a debtor can be collected from under: Nacha Operating Rules, and the agreement each of them asks for. */
export const debitSecCodes = ['PPD', 'WEB', 'TEL', 'CCD', 'CTX', 'IAT'] as const
/** SEPA allows one language of characters in references: EPC217-08, without a slash at either end or two in a row. */
const SEPA_REFERENCE = /^(?!\/)(?!.*\/\/)[A-Za-z0-9/?:().,'+ -]{1,35}(?<!\/)$/
/** Signatures older than this are typing errors: SEPA began in 2009, and older national mandates moved into it. */
const SIGNED_FROM = '1980-01-01' as Day

export type MandateTermsAsked = {
  readonly scheme: MandateScheme
  readonly reference: string
  readonly creditor_id: string | null
  readonly sec_code: string | null
  readonly signed_on: Day
}

/** Every fault of the terms of a mandate; empty when its scheme allows them. `today` is the tenant's day. */
export function mandateFaults(asked: MandateTermsAsked, today: Day): Fault[] {
  const { scheme, reference, creditor_id, sec_code, signed_on } = asked
  const faults: Fault[] = []
  const add = (code: string, param: string, detail: string): void => void faults.push({ code, param, detail })
  // A day of grace: it may be tomorrow already where the debtor signs.
  if (signed_on > plusDays(today, 1) || signed_on < SIGNED_FROM)
    add('not_usable', 'signed_on', 'must be the day of the signature, which is not in the future')
  if (scheme === 'ach') {
    if (sec_code === null) add('required', 'sec_code', `must be one of ${debitSecCodes.join(', ')} for ACH`)
    if (creditor_id !== null) add('not_usable', 'creditor_id', 'belongs to SEPA mandates only')
    return faults
  }
  if (sec_code !== null) add('not_usable', 'sec_code', 'belongs to ACH authorisations only')
  if (!SEPA_REFERENCE.test(reference))
    add(
      'not_usable',
      'reference',
      'must be written with the characters of SEPA, without // or a slash at an end',
    )
  if (creditor_id === null)
    return [...faults, { code: 'required', param: 'creditor_id', detail: 'is required for SEPA' }]
  const read = readCreditorId(creditor_id)
  if (!read.ok) for (const { detail } of read.error) add('not_usable', 'creditor_id', detail)
  return faults
}
