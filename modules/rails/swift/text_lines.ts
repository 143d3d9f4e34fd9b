import { LINE_BYTES_MAX } from './limits.ts'

/** One line without its end. `encoding` is `latin-1` where the bytes were not UTF-8. */
export type TextLine = {
  readonly text: string
  readonly line: number
  readonly encoding: 'ascii' | 'utf-8' | 'latin-1'
  /** More bytes stood in it than a line may have; they are gone. */
  readonly is_cut: boolean
}

const LF = 10
const CR = 13
const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Cuts bytes into lines as they come: CRLF, LF and CR end one. Every line is decoded for itself, as UTF-8 or else as
 * Latin-1, because banks put lines of other systems into their files. Code page 850 cannot be told from Latin-1.
 * Holds one line of at most `LINE_BYTES_MAX` bytes.
 */
export function createTextLines() {
  const held = new Uint8Array(LINE_BYTES_MAX)
  let size = 0
  let line = 1
  let is_cut = false
  let high = 0
  let after_cr = false

  function finish(): TextLine {
    const start = line === 1 && held[0] === 0xef && held[1] === 0xbb && held[2] === 0xbf && size >= 3 ? 3 : 0
    const bytes = held.subarray(start, size)
    const decoded = high < 0x80 ? { text: latin1(bytes), encoding: 'ascii' as const } : decode(bytes)
    const done = { ...decoded, line, is_cut }
    line++
    size = 0
    is_cut = false
    high = 0
    return done
  }

  function push(chunk: Uint8Array): TextLine[] {
    const lines: TextLine[] = []
    for (const byte of chunk) {
      const is_second = byte === LF && after_cr
      after_cr = byte === CR
      if (is_second) continue
      if (byte === LF || byte === CR) lines.push(finish())
      else if (size === LINE_BYTES_MAX) is_cut = true
      else {
        held[size++] = byte
        high |= byte
      }
    }
    return lines
  }
  const end = (): TextLine[] => (size === 0 ? [] : [finish()])
  return { push, end }
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

function decode(bytes: Uint8Array): Pick<TextLine, 'text' | 'encoding'> {
  try {
    return { text: utf8.decode(bytes), encoding: 'utf-8' }
  } catch {
    return { text: latin1(bytes), encoding: 'latin-1' }
  }
}
