import type { Element } from '../../../xml/element.ts'
import type { KindName } from '../kinds.ts'
import { elementsAt } from '../shape/group.ts'
import { lengthOf } from '../shape/leaf.ts'
import { isSepaText } from '../sepa_text.ts'
import type { Check, Report } from './check.ts'

const REMITTANCE_MAX = 140
// XML, base64 and signatures have their own letters; addresses of files and mail boxes too.
const ownLetters = new Set([
  'ElctrncAdr',
  'EmailAdr',
  'ElctrncSgntr',
  'Envlp',
  'SplmtryData',
  'Sgntr',
  'Nclsr',
])
/** Accounts are named by their IBAN in SEPA. */
const accounts = new Set(['DbtrAcct', 'CdtrAcct'])
const kinds: ReadonlySet<KindName> = new Set([
  'pain.001',
  'pain.008',
  'pain.007',
  'pacs.003',
  'pacs.004',
  'pacs.007',
  'pacs.008',
])

/**
 * What SEPA asks beyond the schemas: euro, the Latin letters, one remittance text of 140 characters, IBANs, shared
 * charges. Source: EPC115-06, EPC130-08, EPC132-08 (implementation guidelines).
 */
export function openSepa(kind: KindName, report: Report): Check | undefined {
  if (!kinds.has(kind)) return undefined
  // Parts of a message that was read whole are seen one by one too, before the message is.
  const seen = new WeakSet<Element>()
  return {
    item({ element }) {
      checkElement(element, report, seen)
      seen.add(element)
    },
    end: ({ body }) => checkElement(body, report, seen),
  }
}

function checkElement(element: Element, report: Report, seen: WeakSet<Element>): void {
  if (ownLetters.has(element.name) || seen.has(element)) return
  const currency = element.attributes['Ccy']
  if (currency !== undefined && currency !== 'EUR')
    report(element, 'iso20022_sepa_currency', `SEPA pays in EUR, ${currency.slice(0, 8)} stands here`)
  if (element.children.length === 0 && !isSepaText(element.text.trim()))
    report(element, 'iso20022_sepa_charset', 'a bank need not take all of these letters', 'noted')
  if (element.name === 'ChrgBr' && element.text.trim() !== 'SLEV')
    report(element, 'iso20022_sepa_charges', 'each side pays its own charges in SEPA: SLEV')
  if (accounts.has(element.name)) checkAccount(element, report)
  if (element.name === 'RmtInf') checkRemittance(element, report)
  for (const inside of element.children) checkElement(inside, report, seen)
}

function checkAccount(element: Element, report: Report): void {
  if (elementsAt(element, ['Id', 'IBAN']).length === 0)
    report(element, 'iso20022_sepa_iban', 'an account of SEPA has an IBAN')
}

function checkRemittance(element: Element, report: Report): void {
  const lines = elementsAt(element, ['Ustrd'])
  const structured = elementsAt(element, ['Strd'])
  if (lines.length + structured.length > 1)
    report(element, 'iso20022_sepa_remittance', 'one text or one reference is taken along', 'noted')
  const length = lines.reduce((sum, line) => sum + lengthOf(line.text.trim()), 0)
  if (length <= REMITTANCE_MAX) return
  const detail = `${length} characters of remittance, ${REMITTANCE_MAX} are taken along`
  report(element, 'iso20022_sepa_remittance', detail)
}
