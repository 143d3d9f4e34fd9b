/** Types of XML Schema part 2 whose texts have a form of their own. */
export type LexicalBase = 'boolean' | 'date' | 'dateTime' | 'time' | 'gYear' | 'gYearMonth' | 'base64Binary'

const ZONE = String.raw`(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?`
const YEAR = String.raw`-?(?:[1-9]\d{4,}|\d{4})`
const DATE = String.raw`(?<year>${YEAR})-(?<month>0[1-9]|1[0-2])-(?<day>0[1-9]|[12]\d|3[01])`
const TIME = String.raw`(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)`

const forms: Readonly<Record<LexicalBase, RegExp>> = {
  boolean: /^(?:true|false|1|0)$/,
  date: new RegExp(`^${DATE}${ZONE}$`),
  dateTime: new RegExp(`^${DATE}T${TIME}${ZONE}$`),
  time: new RegExp(`^${TIME}${ZONE}$`),
  gYear: new RegExp(`^(?<year>${YEAR})${ZONE}$`),
  gYearMonth: new RegExp(`^(?<year>${YEAR})-(?:0[1-9]|1[0-2])${ZONE}$`),
  base64Binary: /^[A-Za-z0-9+/ \t\r\n]*(?:=[ \t\r\n]*){0,2}$/,
}

/** Whether a text, without the white space around it, is one of that type. */
export function isLexical(base: LexicalBase, text: string): boolean {
  const match = forms[base].exec(text)
  if (match === null) return false
  if (base === 'base64Binary') return isBase64(text)
  const { year, month, day } = match.groups ?? {}
  if (year !== undefined && /^-?0000$/.test(year)) return false
  return day === undefined || Number(day) <= daysIn(year ?? '', Number(month))
}

/** Years of any length: whether it is a leap year is told by the last four digits. */
function daysIn(year: string, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  const last = Number(year.slice(-4))
  return (last % 4 === 0 && last % 100 !== 0) || last % 400 === 0 ? 29 : 28
}

const packed = (text: string): string => text.replaceAll(/[ \t\r\n]+/g, '')

/** The bits that stand beyond the last byte must be zero. */
function isBase64(text: string): boolean {
  const letters = packed(text)
  if (letters.length % 4 !== 0) return false
  return letters.endsWith('==')
    ? /[AQgw]==$/.test(letters)
    : !letters.endsWith('=') || /[AEIMQUYcgkosw048]=$/.test(letters)
}

/** How many bytes a text of base64 stands for. */
export function base64Bytes(text: string): number {
  const letters = packed(text)
  const pads = letters.endsWith('==') ? 2 : letters.endsWith('=') ? 1 : 0
  return (letters.length / 4) * 3 - pads
}
