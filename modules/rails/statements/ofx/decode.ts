import type { FaultList } from '../fault_list.ts'
import { HEADER_CHARS_MAX } from '../limits.ts'
import { type OfxHeader, readHeader } from './header.ts'

/** Text of the body, and where its first character stands. */
export type Body = { readonly text: string; readonly line: number; readonly column: number }
export type BodyReader = {
  push(chunk: Uint8Array): Body | undefined
  end(): Body | undefined
  header(): OfxHeader | undefined
}

type Decoding = {
  readonly faults: FaultList
  /** Bytes of the header, until it is whole. */
  waiting: Buffer
  header: OfxHeader | undefined
  decoder: TextDecoder | undefined
  is_refused: boolean
}
const start = { line: 1, column: 1 }
const FIRST_TAG = /<[A-Za-z]/

/** Finds the end of the header, and decodes all behind it in the character set that the header names. */
export function bodyReader(faults: FaultList): BodyReader {
  const decoding: Decoding = {
    faults,
    waiting: Buffer.alloc(0),
    header: undefined,
    decoder: undefined,
    is_refused: false,
  }
  return {
    push(chunk) {
      if (decoding.is_refused) return undefined
      if (decoding.decoder !== undefined)
        return more(decoding.decoder.decode(chunk, { stream: true }), decoding)
      decoding.waiting = Buffer.concat([decoding.waiting, chunk])
      return begin(decoding, false)
    },
    end() {
      if (decoding.is_refused) return undefined
      return decoding.decoder === undefined
        ? begin(decoding, true)
        : more(decoding.decoder.decode(), decoding)
    },
    header: () => decoding.header,
  }
}

/** The first of the body, once it is there. */
function begin(decoding: Decoding, is_end: boolean): Body | undefined {
  const { faults, waiting } = decoding
  const text = waiting.toString('latin1')
  if (/^(?:\xff\xfe|\xfe\xff)/.test(text)) {
    decoding.is_refused = true
    faults.refuse(start, 'ofx_charset', 'file', 'the file is UTF-16, which OFX does not allow')
    return undefined
  }
  const found = text.slice(0, HEADER_CHARS_MAX).search(FIRST_TAG)
  if (found === -1) {
    if (text.length < HEADER_CHARS_MAX && !is_end) return undefined
    decoding.is_refused = true
    faults.refuse(start, 'ofx_body_missing', 'file', 'no tag stands where the body should begin')
    return undefined
  }
  const head = text.slice(0, found)
  const lines = head.split('\n')
  decoding.header = readHeader(head, faults)
  decoding.decoder = new TextDecoder(decoding.header.encoding)
  decoding.waiting = Buffer.alloc(0)
  const body = checked(decoding.decoder.decode(waiting.subarray(found), { stream: true }), decoding)
  return { text: body, line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

const more = (text: string, decoding: Decoding): Body | undefined =>
  text === '' ? undefined : { text: checked(text, decoding), line: 0, column: 0 }

function checked(text: string, { faults, header }: Decoding): string {
  if (text.includes('\ufffd'))
    faults.note(
      start,
      'ofx_characters',
      'file',
      `the file holds bytes that are not ${header?.encoding ?? 'text'}`,
    )
  return text
}
