import { type Element, element, optional } from '../../xml/element.ts'
import type { MtAgent } from '../agent.ts'
import { readClearingCode } from '../facts/clearing_codes.ts'
import { type Coded, joinedLines, joinedText } from '../narrative.ts'
import type { MtCharges } from '../mt103.ts'
import { type MtAmount, decimalText, looksLikeIban } from '../values.ts'

/** What CBPR+ writes where a document needs a value that the MT message does not have. */
export const NOT_PROVIDED = 'NOTPROVIDED'

export const amountElement = (name: string, amount: MtAmount): Element =>
  element(name, decimalText(amount), { Ccy: amount.currency })
export const optionalAmount = (name: string, amount: MtAmount | undefined): Element | undefined =>
  amount === undefined ? undefined : amountElement(name, amount)

/** An element only when something stands in it. */
export function group(name: string, inside: readonly (Element | undefined)[]): Element | undefined {
  const children = inside.filter((child) => child !== undefined)
  return children.length === 0 ? undefined : element(name, children)
}

export const bicAgent = (name: string, bic: string): Element =>
  element(name, [element('FinInstnId', [element('BICFI', bic)])])

export const unknownAgent = (name: string): Element =>
  element(name, [
    element('FinInstnId', [
      element('Nm', NOT_PROVIDED),
      element('PstlAdr', [element('AdrLine', NOT_PROVIDED)]),
    ]),
  ])

/** A bank by its option: BIC, clearing member, name and address. */
export function agentElement(name: string, agent: MtAgent | undefined): Element | undefined {
  if (agent === undefined) return undefined
  const [nm, ...address] = agent.name_lines.map((line) => line.trim()).filter((line) => line !== '')
  const place = agent.location ?? undefined
  const lines = place === undefined ? address : [place, ...address]
  return group(name, [
    group('FinInstnId', [
      optional('BICFI', agent.bic),
      agent.clearing === undefined ? undefined : clearingElement(agent.clearing),
      optional('Nm', nm ?? (place === undefined ? undefined : NOT_PROVIDED)),
      group(
        'PstlAdr',
        lines.map((line) => element('AdrLine', line)),
      ),
    ]),
  ])
}

/** A code of no known system is kept whole, as the system of a member that is not given. */
function clearingElement(text: string): Element {
  const known = readClearingCode(text) ?? { system: text, member: NOT_PROVIDED }
  return element('ClrSysMmbId', [
    element('ClrSysId', [element('Cd', known.system)]),
    element('MmbId', known.member),
  ])
}

/** The account of a bank, of options that carry one. */
export const agentAccount = (name: string, agent: MtAgent | undefined): Element | undefined =>
  agent?.account === undefined ? undefined : accountElement(name, agent.account)

/** An IBAN by its form, else another number; `scheme` says of which kind, where the document wants it said. */
export function accountId(account: string, scheme?: string): Element {
  const id = account.trim()
  if (looksLikeIban(id)) return element('Id', [element('IBAN', id)])
  const kind = scheme === undefined ? undefined : element('SchmeNm', [element('Cd', scheme)])
  return element('Id', [element('Othr', [element('Id', id), kind])])
}
export const accountElement = (name: string, account: string): Element => element(name, [accountId(account)])

export const chargeBearer = (charges: MtCharges): string =>
  charges === 'OUR' ? 'DEBT' : charges === 'SHA' ? 'SHAR' : 'CRED'

/** `0,90` as `0.90`. */
export const rateText = (rate: string): string => rate.replace(/,$/, '').replace(',', '.')

/** Text in pieces of at most so many characters, so that nothing of it is lost. */
export const piecesOf = (text: string, chars: number): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / chars) }, (_, index) =>
    text.slice(index * chars, (index + 1) * chars),
  )

/** Remittance in pieces of at most 140 characters. */
export function remittanceElement(lines: readonly string[]): Element | undefined {
  const text = joinedLines(lines).trim()
  return group(
    'RmtInf',
    piecesOf(text, 140).map((piece) => element('Ustrd', piece)),
  )
}

/** Behind `/ROC/` stands the end-to-end reference of the ordering customer, to a slash or to the end of its line. */
export function endToEndId(remittance: readonly string[]): string {
  const text = remittance.map((line) => (line.length >= 35 ? line : `${line}\n`)).join('')
  const [, found = ''] = /\/ROC\/([^/\n][^/\n]{0,34})(?=\/|\n|$)/.exec(text) ?? []
  return found.trim() === '' ? NOT_PROVIDED : found.trim()
}

/** A coded text as it stood: `/CODE/text`. */
export const codedText = (coded: Coded): string =>
  coded.code === '' ? joinedText(coded) : `/${coded.code}/${joinedText(coded)}`

/** `/BENEFRES/US//text`: a country and further lines. */
export function regulatoryElement(list: readonly Coded[]): Element | undefined {
  const details = list.map((coded) => {
    const [first = '', ...rest] = coded.lines.map((line) => line.trim())
    const [, country, text = ''] = /^([A-Z]{2})(?:\/\/(.*))?$/.exec(first) ?? []
    const lines = (country === undefined ? [first, ...rest] : [text, ...rest]).filter((line) => line !== '')
    return element('Dtls', [
      optional('Ctry', country),
      optional('Cd', coded.code === '' ? undefined : coded.code),
      ...lines.map((line) => element('Inf', line)),
    ])
  })
  return group('RgltryRptg', details)
}

/** The country that `/ORDERRES/` or `/BENEFRES/` names. */
export const residence = (list: readonly Coded[], code: string): string | undefined =>
  /^[A-Z]{2}(?=\/|$)/.exec(list.find((one) => one.code === code)?.lines[0] ?? '')?.[0]
