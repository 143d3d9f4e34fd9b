import { isUtf8 } from 'node:buffer'

/** What the bytes of a document are, told by their first ones and the XML declaration. */
type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'iso-8859-1' | 'windows-1252'

export type Decoder = {
  /** The text of these bytes, as far as their characters are complete. */
  push(chunk: Uint8Array): string
  /** What was held back. */
  end(): string
  /** Why nothing more is decoded. The text that was given before it is still good. */
  readonly refusal: string | undefined
}

/** A declaration is a line; nobody has to be waited for longer. */
const DECLARATION_BYTES_MAX = 1024

/**
 * Turns the bytes of an XML document into text: UTF-8 with or without a mark, UTF-16 with one, ISO-8859-1 and
 * windows-1252 where the declaration says so (XML 1.0, appendix F). The mark is not part of the text. Everything else,
 * and bytes that are not what they claim to be, is refused: a guess could change a name or an amount.
 */
export function openDecoder(): Decoder {
  let head = new Uint8Array()
  let decode: ((bytes: Uint8Array, is_last: boolean) => string) | undefined
  let refusal: string | undefined
  const refuse = (why: string): void => {
    refusal ??= why
  }
  const begin = (is_last: boolean): string => {
    if (!is_last && !isHeadComplete(head)) return ''
    const found = encodingOf(head)
    if ('refusal' in found) {
      refuse(found.refusal)
      return ''
    }
    decode = decoderOf(found.encoding, refuse)
    const bytes = head.subarray(found.mark_bytes)
    head = new Uint8Array()
    return decode(bytes, is_last)
  }
  return {
    get refusal() {
      return refusal
    },
    push(chunk) {
      if (refusal !== undefined) return ''
      if (decode !== undefined) return decode(chunk, false)
      head = joined(head, chunk)
      return begin(false)
    },
    end() {
      if (refusal !== undefined) return ''
      return decode === undefined ? begin(true) : decode(new Uint8Array(), true)
    },
  }
}

const latin = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
const startsWith = (bytes: Uint8Array, ...start: readonly number[]): boolean =>
  start.every((byte, at) => bytes[at] === byte)
const joined = (a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> => {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

function isHeadComplete(head: Uint8Array): boolean {
  if (head.length < 4) return false
  const text = latin(head.subarray(0, DECLARATION_BYTES_MAX))
  return !text.includes('<?xml') || text.includes('?>') || head.length >= DECLARATION_BYTES_MAX
}

type Found = { readonly encoding: Encoding; readonly mark_bytes: number } | { readonly refusal: string }

function encodingOf(head: Uint8Array): Found {
  if (startsWith(head, 0xfe, 0xff)) return { encoding: 'utf-16be', mark_bytes: 2 }
  if (startsWith(head, 0xff, 0xfe))
    return startsWith(head, 0xff, 0xfe, 0, 0)
      ? { refusal: 'The document is in UTF-32, which is not read.' }
      : { encoding: 'utf-16le', mark_bytes: 2 }
  if (head.subarray(0, 4).includes(0))
    return { refusal: 'The document begins with zero bytes: UTF-16 needs a byte order mark in front.' }
  const mark_bytes = startsWith(head, 0xef, 0xbb, 0xbf) ? 3 : 0
  const declared = declaredIn(latin(head.subarray(mark_bytes, DECLARATION_BYTES_MAX)))
  const encoding = declared === undefined ? 'utf-8' : named.get(declared.toLowerCase())
  if (encoding === undefined)
    return {
      refusal: `The declared encoding ${declared} is not read: UTF-8, ISO-8859-1 and windows-1252 are.`,
    }
  if (mark_bytes > 0 && encoding !== 'utf-8')
    return { refusal: `The document begins with the mark of UTF-8 and declares ${declared}.` }
  return { encoding, mark_bytes }
}

/** ASCII is read as UTF-8, of which it is the first part. */
const named: ReadonlyMap<string, Encoding> = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['us-ascii', 'utf-8'],
  ['iso-8859-1', 'iso-8859-1'],
  ['latin1', 'iso-8859-1'],
  ['windows-1252', 'windows-1252'],
  ['cp1252', 'windows-1252'],
])

function declaredIn(text: string): string | undefined {
  const declaration = /^<\?xml\s[^>]{0,1000}?\?>/.exec(text)?.[0] ?? ''
  return /\sencoding\s*=\s*["']([A-Za-z][\w.-]{0,40})["']/.exec(declaration)?.[1]
}

type Decode = (bytes: Uint8Array, is_last: boolean) => string

function decoderOf(encoding: Encoding, refuse: (why: string) => void): Decode {
  if (encoding === 'iso-8859-1') return latin
  if (encoding === 'utf-8') return utf8Decoder(refuse)
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  return (bytes, is_last) => {
    try {
      return decoder.decode(bytes, { stream: !is_last })
    } catch {
      refuse(`The document holds bytes that are not ${encoding.toUpperCase()}.`)
      return ''
    }
  }
}

/** Characters may be cut by a chunk, so the bytes of an incomplete one are kept for the next. */
function utf8Decoder(refuse: (why: string) => void): Decode {
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true })
  let kept = new Uint8Array()
  return (chunk, is_last) => {
    const bytes = kept.length === 0 ? chunk : joined(kept, chunk)
    const whole = is_last ? bytes.length : completeBytes(bytes)
    const good = bytes.subarray(0, whole)
    kept = new Uint8Array(bytes.subarray(whole))
    const text = lenient.decode(good)
    if (isUtf8(good)) return text
    refuse('The document holds bytes that are not UTF-8.')
    const bad = firstBadByte(good, text)
    return lenient.decode(good.subarray(0, completeBytes(good.subarray(0, bad))))
  }
}

/** How many bytes are left when an incomplete last character is cut off. */
function completeBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number
    if (byte < 0x80) return bytes.length
    if (byte < 0xc0) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return length > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

/** Where the text, written again, differs: a bad byte has become a replacement character. */
function firstBadByte(bytes: Uint8Array, text: string): number {
  const again = Buffer.from(text, 'utf8')
  const at = bytes.findIndex((byte, index) => again[index] !== byte)
  return at === -1 ? bytes.length : at
}
