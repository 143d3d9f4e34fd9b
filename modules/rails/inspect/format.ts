/** The formats that Florin reads. `unknown` has a reason. */
export type FileFormat = 'nacha' | 'iso20022' | 'swift_mt' | 'bai2' | 'ofx'
export type Detected =
  | { readonly format: FileFormat }
  | { readonly format: 'unknown'; readonly because: string }

/** How much of a file is looked at to tell what it is. */
export const DETECT_BYTES = 4_096

const SGML = /^\s*(?:OFXHEADER\s*:|<\?OFX\b|<OFX>)/
/** `:NS:` stands above lines of some banks that are no SWIFT text. */
const TAGGED = /^\s*(?:\{\d:|:(?:\d\d[A-Z]?|NS):)/m
const RECORD_101 = /^101[ \d]/
/** Record size, blocking factor and format code of a Nacha file header, wherever a mistyped line has moved them. */
const NACHA_SIZES = '094101'

/**
 * Tells the format of a file by how it begins; what it holds is another question. A file of other people's may begin with
 * a byte order mark, with spaces, or with lines that a bank puts above its statements.
 */
export function detectFormat(head: Uint8Array): Detected {
  const text = textOf(head)
  const begin = text.trimStart()
  if (begin === '') return { format: 'unknown', because: 'the file is empty' }
  if (SGML.test(text) || text.includes('<OFX>')) return { format: 'ofx' }
  if (begin.startsWith('<')) return { format: 'iso20022' }
  if (RECORD_101.test(begin) || begin.slice(0, 60).includes(NACHA_SIZES)) return { format: 'nacha' }
  if (begin.startsWith('01,')) return { format: 'bai2' }
  if (TAGGED.test(text)) return { format: 'swift_mt' }
  // A Nacha file without its header, or one that begins with a batch: the records say what they are.
  if (/^[5-9][ \d]/.test(begin) && /^.{60,}$/m.test(begin)) return { format: 'nacha' }
  if (/^[[{]/.test(begin)) return { format: 'unknown', because: 'it is JSON, which no bank rail speaks' }
  return { format: 'unknown', because: 'it begins like none of the formats that Florin reads' }
}

/** ASCII is all that is looked for, so one byte is one character; UTF-16 has every other byte empty. */
function textOf(head: Uint8Array): string {
  const text = Buffer.from(head.subarray(0, DETECT_BYTES)).toString('latin1')
  return text.replaceAll(/^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/g, '').replaceAll('\u0000', '')
}
