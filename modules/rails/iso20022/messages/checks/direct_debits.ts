import type { Element } from '../../../xml/element.ts'
import type { Item, KindName } from '../kinds.ts'
import { hasNewDebtorAccount, type Mandate } from '../parts/mandate.ts'
import { creditorIdentifierOf, type Party } from '../parts/party.ts'
import { isCreditorIdentifier } from '../shape/identifiers.ts'
import { elementsAt } from '../shape/group.ts'
import { type Check, elementAt, type Report, textAt } from './check.ts'

type Collected = Item<'pain.008'> | Item<'pacs.003'>
const SCHEME = 'CdtrSchmeId'
const MANDATE = 'DrctDbtTx/MndtRltdInf'

/**
 * Direct debits rest on a mandate: its name, its day, the creditor and the place in the sequence. Source: EPC016-06 and
 * EPC114-06, implementation guidelines of SEPA direct debit.
 */
export function openDirectDebits(kind: KindName, report: Report): Check | undefined {
  if (kind !== 'pain.008' && kind !== 'pacs.003') return undefined
  // Some files repeat the scheme for every payment, others have it once above them: each batch is looked at once.
  const batches = new WeakSet<Element>()
  return {
    item({ noun, element, parent }) {
      if (noun === undefined) return
      if (!batches.has(parent)) checkScheme(elementAt(parent, SCHEME), textOfScheme(parent), report)
      batches.add(parent)
      const { direct_debit: given, payment_type } = noun as Collected
      const at = elementAt(element, 'DrctDbtTx')
      if (!isSepa(given?.creditor_scheme, element, parent)) return
      checkCreditor(given?.creditor_scheme, parent, at, report)
      if (given?.mandate === undefined)
        return report(at, 'iso20022_mandate', 'a direct debit names its mandate, this one does not')
      const sequence = payment_type?.sequence_type ?? sequenceAbove(parent)
      checkMandate(given.mandate, sequence, element, report)
    },
    end: () => undefined,
  }
}

const sequenceAbove = (parent: Element): string | undefined =>
  textAt(parent, 'PmtTpInf/SeqTp') ?? textAt(parent, 'GrpHdr/PmtTpInf/SeqTp')

const textOfScheme = (parent: Element): string | undefined =>
  isSepaScheme(parent) ? textAt(parent, `${SCHEME}/Id/PrvtId/Othr/Id`) : undefined
const isSepaScheme = (parent: Element): boolean =>
  textAt(parent, `${SCHEME}/Id/PrvtId/Othr/SchmeNm/Prtry`) === 'SEPA'

function checkScheme(at: Element, identifier: string | undefined, report: Report): void {
  if (identifier === undefined || isCreditorIdentifier(identifier)) return
  const detail = 'the check digits of the creditor identifier do not fit, or its form'
  report(at, 'iso20022_creditor_identifier', detail)
}

/** Other schemes have direct debits without mandates in the message, such as LSV+ of Switzerland. */
function isSepa(scheme: Party | undefined, element: Element, parent: Element): boolean {
  const levels = [
    textAt(element, 'PmtTpInf/SvcLvl/Cd'),
    textAt(parent, 'PmtTpInf/SvcLvl/Cd'),
    textAt(parent, 'GrpHdr/PmtTpInf/SvcLvl/Cd'),
  ]
  return levels.includes('SEPA') || isSepaParty(scheme) || isSepaScheme(parent)
}
const isSepaParty = (scheme: Party | undefined): boolean =>
  scheme?.person?.other?.[0]?.scheme?.proprietary === 'SEPA'

function checkCreditor(scheme: Party | undefined, parent: Element, at: Element, report: Report): void {
  if (isSepaParty(scheme)) checkScheme(elementAt(at, SCHEME), creditorIdentifierOf(scheme), report)
  if (scheme === undefined && elementsAt(parent, [SCHEME]).length === 0)
    report(at, 'iso20022_creditor_identifier', 'neither the payment nor its batch names the creditor scheme')
}

function checkMandate(
  mandate: Mandate,
  sequence: string | undefined,
  element: Element,
  report: Report,
): void {
  const at = elementAt(element, MANDATE)
  const refused = (detail: string, path = '') =>
    report(path === '' ? at : elementAt(element, `${MANDATE}/${path}`), 'iso20022_mandate', detail)
  if (mandate.id === undefined) refused('the mandate has no MndtId')
  if (mandate.date_of_signature === undefined) refused('the mandate has no day of signature')
  if (mandate.is_amended === true && mandate.amendment === undefined)
    refused('the mandate is said to be amended, and what was changed is not there', 'AmdmntInd')
  if (mandate.is_amended !== true && mandate.amendment !== undefined)
    refused('what was changed is there, and the mandate is not said to be amended', 'AmdmntInfDtls')
  const type = elementAt(element, 'PmtTpInf/SeqTp')
  if (sequence === undefined)
    report(type, 'iso20022_sequence_type', 'FRST, RCUR, FNAL or OOFF is missing', 'noted')
  if (sequence === 'OOFF' && mandate.amendment !== undefined)
    report(type, 'iso20022_sequence_type', 'a mandate for one payment is never amended', 'noted')
  // Rulebooks before 2017 wanted FRST after SMNDA; later ones let RCUR stand as well.
  if (sequence === 'FNAL' && hasNewDebtorAccount(mandate))
    report(type, 'iso20022_sequence_type', 'the last collection goes to an account that is new', 'noted')
}
