import { type FaultList, quoted } from '../fault_list.ts'

export type OfxHeader = {
  /** 1: SGML behind lines of `KEY:VALUE`; 2: XML behind its own declaration. */
  readonly form: 1 | 2
  /** `102`, `211`; undefined where the file does not say. */
  readonly version: string | undefined
  /** A label that TextDecoder knows. */
  readonly encoding: string
}

const KEYS = 'OFXHEADER|DATA|VERSION|SECURITY|ENCODING|CHARSET|COMPRESSION|OLDFILEUID|NEWFILEUID'
/** The next key may follow without a line end, as some banks write it. */
const PAIR = new RegExp(`(${KEYS})[ \\t]*:[ \\t]*([^\\s:]*?)[ \\t]*(?=\\s|$|(?:${KEYS})[ \\t]*:)`, 'g')
const ATTRIBUTE = /([A-Za-z]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g
const start = { line: 1, column: 1 }

/**
 * Reads what stands before the first tag. `text` is Latin-1, one character a byte. The two forms are told apart by the
 * processing instruction `OFX`, which only the second one has. Source: OFX 2.2, 2.2 (headers); OFX 1.0.2, 2.2.
 */
export function readHeader(text: string, faults: FaultList): OfxHeader {
  const instruction = /<\?OFX\b([^>]*)\?>/.exec(text)
  const declaration = /<\?xml\b([^>]*)\?>/i.exec(text)
  if (instruction !== null || declaration !== null) {
    const attributes = attributesOf(instruction?.[1] ?? '')
    if (instruction === null)
      faults.note(start, 'ofx_header_missing', 'OFXHEADER', 'the file is XML and has no OFX instruction')
    else checkPlain(attributes, faults)
    const charset = attributesOf(declaration?.[1] ?? '')['encoding'] ?? 'UTF-8'
    return { form: 2, version: attributes['VERSION'], encoding: encodingOf(charset, faults) }
  }
  const pairs: Record<string, string> = {}
  for (const [, key = '', value = ''] of text.matchAll(PAIR)) pairs[key] = value
  if (pairs['OFXHEADER'] === undefined)
    faults.note(start, 'ofx_header_missing', 'OFXHEADER', 'the file begins without an OFX header')
  else checkPlain(pairs, faults)
  const { ENCODING = 'USASCII', CHARSET = '1252' } = pairs
  const charset = /^(?:UTF-?8|UNICODE)$/i.test(ENCODING) ? 'UTF-8' : CHARSET
  return { form: 1, version: pairs['VERSION'], encoding: encodingOf(charset, faults) }
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const [, name = '', double, single] of text.matchAll(ATTRIBUTE)) found[name] = double ?? single ?? ''
  return found
}

/** A body that is enciphered or packed cannot be read, whatever it looks like. */
function checkPlain(pairs: Readonly<Record<string, string>>, faults: FaultList): void {
  for (const key of ['SECURITY', 'COMPRESSION']) {
    const value = pairs[key] ?? 'NONE'
    if (value !== 'NONE' && value !== '')
      faults.refuse(start, 'ofx_header', key, `${key} is ${quoted(value)}, and only NONE can be read`)
  }
}

/** ASCII and Latin-1 are read as Windows-1252, which holds both; so does a file that names no character set. */
function encodingOf(charset: string, faults: FaultList): string {
  const name = charset.toUpperCase()
  if (/^UTF-?8$/.test(name)) return 'utf-8'
  if (/^125[0-8]$/.test(name)) return `windows-${name}`
  if (/^WINDOWS-125[0-8]$/.test(name)) return name.toLowerCase()
  if (!/^(?:|NONE|US-?ASCII|(?:ISO-)?8859-1|LATIN-?1)$/.test(name)) {
    const detail = `the character set ${quoted(charset)} is not known; the file is read as Windows-1252`
    faults.note(start, 'ofx_charset', 'CHARSET', detail)
  }
  return 'windows-1252'
}
