import { checkLines } from './agent.ts'
import { fieldFault, letterOf, type MtField, placeIn, type Report } from './field.ts'
import { isBic } from './values.ts'

export type NumberedLine = { readonly number: string; readonly text: string }
/** `TXID/GR/123456`: what kind of number, of which country, and the number. */
export type PartyIdentifier = { readonly code: string; readonly country: string; readonly id: string }

/** A customer in fields 50 and 59. */
export type MtParty = {
  /** `A` and `G` a BIC; `F` numbered lines; `K`, `H` and none a name and address; `C` a BIC and `L` an id (MT101). */
  readonly option: string
  readonly account: string | undefined
  /** Option F, instead of an account. */
  readonly identifier: PartyIdentifier | undefined
  readonly bic: string | undefined
  /** Option F: 1 name, 2 street, 3 country and town, 4 birth, 5 its place, 6 customer, 7 national id, 8 more of them. */
  readonly numbered: readonly NumberedLine[]
  /** Options K, H and none: the name, then the address. */
  readonly name_lines: readonly string[]
}

const ADDRESS_LINES_MAX = 4

/** Reads a customer. What cannot be read is a fault, the rest is kept. */
export function readParty(field: MtField, report: Report): MtParty {
  const option = letterOf(field)
  checkLines(field, 37, report)
  const first = field.lines[0] ?? ''
  const identifier = option === 'F' ? readIdentifier(first) : undefined
  const account = first.startsWith('/') ? first.slice(1).trimEnd() : undefined
  if ((account?.length ?? 0) > 34)
    report(
      fieldFault(
        field,
        'mt_account',
        'an account has at most 34 characters',
        'refused',
        placeIn(field, 0, 1),
      ),
    )
  const skipped = account !== undefined || identifier !== undefined ? 1 : 0
  const rest = field.lines.slice(skipped)
  const base: MtParty = { option, account, identifier, bic: undefined, numbered: [], name_lines: [] }
  if (option === 'F') return { ...base, numbered: readNumbered(field, rest, skipped, report) }
  if (option === 'A' || option === 'G' || option === 'C')
    return { ...base, bic: readBic(field, rest, skipped, report) }
  if (rest.length > ADDRESS_LINES_MAX || rest.length === 0)
    report(
      fieldFault(
        field,
        'mt_lines',
        'a name and address has 1 to 4 lines',
        'refused',
        placeIn(field, skipped),
      ),
    )
  return { ...base, name_lines: rest }
}

const IDENTIFIER = /^(ARNU|CCPT|CUST|DRLC|EMPL|NIDN|SOSE|TXID)\/([A-Z]{2})\/(.+)$/

function readIdentifier(line: string): PartyIdentifier | undefined {
  const [, code, country, id] = IDENTIFIER.exec(line) ?? []
  return code === undefined || country === undefined || id === undefined ? undefined : { code, country, id }
}

function readBic(
  field: MtField,
  rest: readonly string[],
  skipped: number,
  report: Report,
): string | undefined {
  const bic = rest[0]?.trimEnd()
  if (bic === undefined || !isBic(bic))
    report(
      fieldFault(
        field,
        'mt_bic',
        'the BIC has eight or eleven characters',
        'refused',
        placeIn(field, skipped),
      ),
    )
  return bic
}

function readNumbered(
  field: MtField,
  rest: readonly string[],
  skipped: number,
  report: Report,
): readonly NumberedLine[] {
  const numbered: NumberedLine[] = []
  let before = '1'
  for (const [index, line] of rest.entries()) {
    const [, number, text] = /^([1-8])\/(.*)$/.exec(line) ?? []
    const refuse = (detail: string): void =>
      report(fieldFault(field, 'mt_numbered_line', detail, 'refused', placeIn(field, index + skipped)))
    if (number === undefined || text === undefined) refuse('a line is a digit from 1 to 8, a slash and text')
    else if (number < before) refuse('numbers of lines do not go down')
    else if (number === '3' && before !== '3' && !/^[A-Z]{2}(\/.+)?$/.test(text))
      refuse('a country has two letters, and a town stands behind a slash')
    numbered.push({ number: number ?? before, text: text ?? line })
    before = number ?? before
  }
  if (numbered[0]?.number !== '1')
    report(
      fieldFault(field, 'mt_numbered_line', 'a name (1/) comes first', 'refused', placeIn(field, skipped)),
    )
  return numbered
}

/** The lines of a customer as they stand behind its tag. */
export function partyLines(party: MtParty): string[] {
  const { account, identifier, option, bic, numbered, name_lines } = party
  const head = account === undefined ? [] : [`/${account}`]
  if (identifier !== undefined) head.push(`${identifier.code}/${identifier.country}/${identifier.id}`)
  if (option === 'F') return [...head, ...numbered.map(({ number, text }) => `${number}/${text}`)]
  return bic === undefined ? [...head, ...name_lines] : [...head, bic]
}
