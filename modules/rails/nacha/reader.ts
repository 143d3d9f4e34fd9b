import { type AchReadOptions, faultBook, type TakeEvent } from './events.ts'
import { LINES_MAX, RECORD_CHARS } from './limits.ts'
import { createLines, type LineShape } from './lines.ts'
import { readRecord } from './read_lines.ts'
import { endEntry, endFile, type Reading } from './reading.ts'
import { type Report, wholeRecord } from './rules.ts'

/** Takes bytes as they come; what they say goes to `take`, in order. After `end` a reader is done. */
export type AchReader = { push(chunk: Uint8Array): void; end(): void }

/**
 * Reads Nacha files from bytes that anybody may have sent. Never throws for what stands in them: every fault is told, with
 * its line, column and rule. Holds one line and one entry with its addenda, whatever the size of the file. Several files one
 * behind the other are read. A repeat with the same bytes tells the same, however they are cut into chunks.
 */
export function createAchReader(take: TakeEvent, options: AchReadOptions = {}): AchReader {
  const book = faultBook(take, options)
  const { report } = book
  const reading: Reading = { take, book, file: undefined, batch: undefined, pending: undefined, last_line: 0 }
  const lines = createLines((text, line, shape, wrong_at) => {
    if (line > LINES_MAX) return
    reading.last_line = line
    if (shape !== 'empty' && !text.startsWith('7')) {
      endEntry(reading)
      book.begin()
    }
    if (line === 1 && lines.isFixed())
      report('nacha_line_ends_absent', line, wholeRecord, 'records follow one another without line ends')
    if (line === 1 && lines.hasMark())
      report('nacha_byte_order_mark', line, wholeRecord, 'a byte order mark stands before the first record')
    if (line === LINES_MAX)
      report('nacha_lines_limit', line, wholeRecord, `a file has at most ${LINES_MAX} lines`)
    if (shape !== 'exact') tellShape(text, line, shape, report)
    if (wrong_at > 0) tellCharacter(text, line, wrong_at, report)
    if (shape !== 'empty') readRecord(reading, text, line)
  })
  return {
    push: (chunk) => lines.push(chunk),
    end() {
      lines.end()
      endEntry(reading)
      book.begin()
      if (reading.last_line === 0)
        report('nacha_file_header_missing', 1, wholeRecord, 'there is nothing to read')
      endFile(reading, reading.last_line)
      book.end()
    },
  }
}

function tellShape(text: string, line: number, shape: LineShape, report: Report): void {
  const behind = { name: wholeRecord.name, start: RECORD_CHARS + 1 }
  const end = { name: wholeRecord.name, start: text.trimEnd().length + 1 }
  if (shape === 'empty') report('nacha_line_empty', line, wholeRecord, 'the line is empty')
  if (shape === 'short')
    report(
      'nacha_line_short',
      line,
      end,
      `the line ends before column ${RECORD_CHARS}, as if spaces were cut off`,
    )
  if (shape === 'spaces') report('nacha_line_spaces', line, behind, `spaces follow column ${RECORD_CHARS}`)
  if (shape === 'long') report('nacha_line_long', line, behind, `characters follow column ${RECORD_CHARS}`)
}

function tellCharacter(text: string, line: number, wrong_at: number, report: Report): void {
  const code = text
    .charCodeAt(wrong_at - 1)
    .toString(16)
    .toUpperCase()
    .padStart(4, '0')
  const place = { name: wholeRecord.name, start: wrong_at }
  report('nacha_characters', line, place, `U+${code} is not printable ASCII`)
}
