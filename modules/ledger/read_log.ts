import { err, ok, type Result } from '../../kernel/result.ts'
import { LOG_LINE_CHARS_MAX } from './limits.ts'
import { LOG_FORMAT, LOG_FORMAT_VERSION, type LogFault, type LogFaultCode, openLine } from './log_line.ts'
import { faultsOfRecord, isRecordName, type LogRecordOf, type RecordName } from './log_record.ts'

/** Opens the log anew, from its beginning, as pieces of text of any size. It is read more than once. */
export type LogSource = () => AsyncIterable<string>

/** A line that continues the chain and has the form of its kind. */
export type ReadRecord = {
  [N in RecordName]: { readonly name: N; readonly record: LogRecordOf<N> }
}[RecordName] & {
  readonly line: number
  readonly text: string
}

const fault = (line: number, code: LogFaultCode, detail: string) => err({ line, code, detail })

/**
 * The lines of a log, each checked: canonical, the next number, the right hash, a known kind with the fields of its
 * kind; a header first, a trailer last and nothing after it. Ends with the first fault.
 */
export async function* readLog(
  source: LogSource,
): AsyncGenerator<Result<ReadRecord, LogFault>, void, undefined> {
  let line = 0
  let previous = ''
  let isEnded = false
  for await (const text of linesOf(source())) {
    line += 1
    if (isEnded) return yield fault(line, 'line_after_trailer', 'the trailer is the last line')
    const opened = openLine(text, line, previous)
    if (!opened.ok) return yield opened
    const { record, hash } = opened.value
    const told = judge(record.record, record, { line, count: line - 2, previous })
    if (told !== undefined) return yield err(told)
    yield ok({ name: record.record, record, line, text } as unknown as ReadRecord)
    isEnded = record.record === 'trailer'
    previous = hash
  }
  if (!isEnded) yield fault(line + 1, 'trailer_missing', 'the log ends before its trailer')
}

type Place = { readonly line: number; readonly count: number; readonly previous: string }

function judge(name: string, record: unknown, { line, count, previous }: Place): LogFault | undefined {
  const say = (code: LogFaultCode, detail: string): LogFault => ({ line, code, detail })
  if (!isRecordName(name)) return say('record_unknown', `no record is called ${name.slice(0, 40)}`)
  if ((line === 1) !== (name === 'header'))
    return say('header_missing', 'the first line, and no other, is the header')
  const [first] = faultsOfRecord(name, record)
  if (first !== undefined) return say('record_invalid', `${first.param} ${first.detail}`)
  if (name === 'header') {
    const { format, format_version } = record as LogRecordOf<'header'>
    const isOurs = format === LOG_FORMAT && format_version === LOG_FORMAT_VERSION
    return isOurs
      ? undefined
      : say('header_missing', `this is not a ${LOG_FORMAT} of version ${LOG_FORMAT_VERSION}`)
  }
  if (name !== 'trailer') return undefined
  const trailer = record as LogRecordOf<'trailer'>
  // The chain holds up to here, so this can differ only in a log that was never written by an export.
  const isWhole = trailer.count === count && trailer.final_hash === previous
  return isWhole ? undefined : say('trailer_differs', 'the trailer counts other lines than there are')
}

/** Lines without their breaks. One that is too long is cut, so that memory stays bounded; it will not verify. */
async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
    if (rest.length > LOG_LINE_CHARS_MAX) break
  }
  if (rest !== '') yield rest
}
