import { fieldFault, letterOf, type MtField, placeIn, type Report } from './field.ts'
import { isBic, outsideX } from './values.ts'

/** A bank in fields 51 to 58, by option: A a BIC, B a place, C an account or clearing code, D a name and address. */
export type MtAgent = {
  readonly option: 'A' | 'B' | 'C' | 'D'
  /** `C` or `D` before the account: which side of it. */
  readonly side: string | undefined
  readonly account: string | undefined
  /** Behind `//`: two letters of a national clearing system and the member, such as `FW021000021`. */
  readonly clearing: string | undefined
  readonly bic: string | undefined
  readonly location: string | undefined
  /** Option D: the name, then the address. */
  readonly name_lines: readonly string[]
}

type PartyLine = Pick<MtAgent, 'side' | 'account' | 'clearing'>
const nothing: PartyLine = { side: undefined, account: undefined, clearing: undefined }
const CLEARING_CHARS_MAX = 33

/** `[/1!a][/34x]`: `//FW021000021` is a clearing code, `/C/123` an account on its credit side, `/123` an account. */
function readPartyLine(line: string): PartyLine {
  if (line.startsWith('//')) return { ...nothing, clearing: line.slice(2) }
  const [, side, sided] = /^\/([CD])\/(.*)$/.exec(line) ?? []
  if (side !== undefined && sided !== undefined)
    return sided.startsWith('/')
      ? { ...nothing, side, clearing: sided.slice(1) }
      : { ...nothing, side, account: sided }
  return { ...nothing, account: line.slice(1) }
}

/** Reads a bank; undefined when nothing in the field says which. */
export function readAgent(field: MtField, report: Report): MtAgent | undefined {
  const letter = letterOf(field)
  const option = letter === 'A' || letter === 'B' || letter === 'C' ? letter : 'D'
  if (option !== letter) report(fieldFault(field, 'mt_option', 'a bank is given by option A, B, C or D'))
  const has_party = field.lines[0]?.startsWith('/') === true
  const party = has_party ? readPartyLine(field.lines[0] ?? '') : nothing
  const rest = field.lines.slice(has_party ? 1 : 0).map((line) => line.trimEnd())
  checkLines(field, has_party ? 37 : 35, report)
  const base: MtAgent = { option, ...party, bic: undefined, location: undefined, name_lines: [] }
  if ((party.clearing?.length ?? 0) > CLEARING_CHARS_MAX)
    report(fieldFault(field, 'mt_clearing_code', 'a clearing code has at most 33 characters'))
  if (option === 'D')
    return rest.length === 0 && !has_party ? empty(field, report) : { ...base, name_lines: rest }
  if (option === 'B') return { ...base, location: rest[0] }
  if (option === 'C') return has_party ? base : empty(field, report)
  const [bic = ''] = rest
  if (isBic(bic)) return { ...base, bic }
  report(
    fieldFault(
      field,
      'mt_bic',
      'the BIC has eight or eleven characters',
      'refused',
      placeIn(field, has_party ? 1 : 0),
    ),
  )
  return { ...base, bic: bic === '' ? undefined : bic }
}

function empty(field: MtField, report: Report): undefined {
  report(fieldFault(field, 'mt_agent', 'the field names no bank'))
}

/** Every line of a field keeps to its length and to character set x. */
export function checkLines(
  field: MtField,
  first_max: number,
  report: Report,
  lines_max = 5,
  chars_max = 35,
): void {
  if (field.lines.length > lines_max)
    report(
      fieldFault(
        field,
        'mt_lines',
        `the field has at most ${lines_max} lines`,
        'refused',
        placeIn(field, lines_max),
      ),
    )
  for (const [index, line] of field.lines.entries()) {
    const max = index === 0 ? first_max : chars_max
    if (line.length > max)
      report(
        fieldFault(
          field,
          'mt_length',
          `the line has at most ${max} characters`,
          'refused',
          placeIn(field, index, max),
        ),
      )
    const outside = outsideX(line)
    if (outside !== -1)
      report(
        fieldFault(
          field,
          'mt_charset',
          'a character is not of set x',
          'refused',
          placeIn(field, index, outside),
        ),
      )
  }
}

/** The lines of a bank as they stand behind its tag. */
export function agentLines(agent: MtAgent): string[] {
  const { option, side, account, clearing, bic, location, name_lines } = agent
  const id = clearing === undefined ? account : `/${clearing}`
  const party = id === undefined ? [] : [side === undefined ? `/${id}` : `/${side}/${id}`]
  if (option === 'A') return [...party, bic ?? '']
  if (option === 'B') return location === undefined ? party : [...party, location]
  return option === 'C' ? party : [...party, ...name_lines]
}
