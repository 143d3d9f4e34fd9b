import { type Element, element, optional } from '../../xml/element.ts'
import type { MtParty, NumberedLine } from '../party.ts'
import { accountElement, group, NOT_PROVIDED } from './parts.ts'

/** Kinds of numbers that a person has; the others may be of a company, and then are. */
const personal = new Set(['ARNU', 'CCPT', 'DRLC', 'NIDN', 'SOSE'])

const texts = (numbered: readonly NumberedLine[], number: string): readonly string[] =>
  numbered.filter((line) => line.number === number).map(({ text }) => text.trim())

/** What stands inside of a party: name, address, identification, country of residence. */
function partyInside(party: MtParty, country_of_residence?: string): readonly (Element | undefined)[] {
  const { numbered, name_lines, bic } = party
  const [first_line, ...address] = name_lines.map((line) => line.trim())
  const name = numbered.length === 0 ? first_line : texts(numbered, '1').join(' ')
  return [
    optional('Nm', name === '' ? undefined : name),
    numbered.length === 0
      ? group(
          'PstlAdr',
          address.map((line) => element('AdrLine', line)),
        )
      : structured(numbered),
    group('Id', identification(party, bic)),
    optional('CtryOfRes', country_of_residence),
  ]
}

/** Lines 2 and 3 of option F: streets, a country and a town. A third line without a country goes on with the town. */
function structured(numbered: readonly NumberedLine[]): Element | undefined {
  const [place = '', ...more] = texts(numbered, '3')
  const [, country, town] = /^([A-Z]{2})(?:\/(.+))?$/.exec(place) ?? []
  const lines = [...texts(numbered, '2'), ...(country === undefined && place !== '' ? [place] : []), ...more]
  return group('PstlAdr', [
    optional('TwnNm', town?.trim()),
    optional('Ctry', country),
    ...lines.filter((line) => line !== '').map((line) => element('AdrLine', line)),
  ])
}

function identification(party: MtParty, bic: string | undefined): readonly (Element | undefined)[] {
  const { numbered, identifier } = party
  const birth = birthElement(numbered)
  const others = [
    identifier === undefined ? undefined : otherElement(identifier.id, identifier.code, identifier.country),
    ...texts(numbered, '6').map((text) => numberedId(text, 'CUST')),
    ...texts(numbered, '7').map((text) => numberedId(text, 'NIDN')),
  ]
  const is_person =
    birth !== undefined ||
    numbered.some(({ number }) => number === '7') ||
    (identifier !== undefined && personal.has(identifier.code))
  return is_person
    ? [group('OrgId', [optional('AnyBIC', bic)]), group('PrvtId', [birth, ...others])]
    : [group('OrgId', [optional('AnyBIC', bic), ...others])]
}

const otherElement = (id: string, code: string, issuer: string | undefined): Element =>
  element('Othr', [element('Id', id), element('SchmeNm', [element('Cd', code)]), optional('Issr', issuer)])

/** `GB/ISSUER/123` or `GB/123`. */
function numberedId(text: string, code: string): Element {
  const parts = text.split('/')
  const id = parts.at(-1) ?? text
  return otherElement(id, code, parts.length > 1 ? parts.slice(0, -1).join('/') : undefined)
}

/** Lines 4 and 5: `19800131` and `GB/London`. */
function birthElement(numbered: readonly NumberedLine[]): Element | undefined {
  const [date = ''] = texts(numbered, '4')
  if (!/^\d{8}$/.test(date)) return undefined
  const [, country = 'XX', town = NOT_PROVIDED] =
    /^([A-Z]{2})\/(.+)$/.exec(texts(numbered, '5')[0] ?? '') ?? []
  return element('DtAndPlcOfBirth', [
    element('BirthDt', `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`),
    element('CityOfBirth', town),
    element('CtryOfBirth', country),
  ])
}

/** A party in a transfer; one that is not given is said to be so, because the document needs it. */
export function partyElement(name: string, party: MtParty | undefined, residence?: string): Element {
  if (party === undefined) return element(name, [element('Nm', NOT_PROVIDED)])
  return group(name, partyInside(party, residence)) ?? element(name, [element('Nm', NOT_PROVIDED)])
}

export const partyAccount = (name: string, party: MtParty | undefined): Element | undefined =>
  party?.account === undefined || party.account === NOT_PROVIDED
    ? undefined
    : accountElement(name, party.account)

/**
 * A party of a return chain. CBPR+ wants an identification beside the name: what the message does not give is said not
 * to be provided. The chain has no place for the account.
 */
export function chainParty(
  name: string,
  party: MtParty | undefined,
  residence?: string,
): Element | undefined {
  if (party === undefined) return undefined
  const inside = partyInside(party, residence).filter((one) => one !== undefined)
  const has_id = inside.some((one) => one.name === 'Id') && party.bic === undefined
  const kind = party.bic === undefined ? undefined : element('SchmeNm', [element('Cd', 'TXID')])
  const unknown = element('Othr', [element('Id', NOT_PROVIDED), kind])
  const id = element('Id', [element('OrgId', [optional('AnyBIC', party.bic), unknown])])
  const kept = has_id
    ? inside
    : [
        ...inside.filter((one) => one.name !== 'Id' && one.name !== 'CtryOfRes'),
        id,
        ...inside.filter((one) => one.name === 'CtryOfRes'),
      ]
  return element(name, [element('Pty', kept)])
}
