/** One event of a stream. Source: WHATWG HTML §9.2.6. */
export type SseEvent = { readonly id: string; readonly type: string; readonly text: string }
export type SseParser = {
  /** Takes the next piece of the stream, cut anywhere, and answers the events it completes. */
  feed(piece: string): SseEvent[]
  /** Where the stream stands: an id may come without an event. Empty until one does. */
  last_id(): string
  /** What the server asked to wait before the next connection; undefined until it does. */
  retry_ms(): number | undefined
}

/** An event longer than this is not ours: nobody should have to keep it. */
const EVENT_CHARS_MAX = 16_777_216

/** Reads server-sent events. Errors: RangeError for an event without an end. */
export function createSseParser(): SseParser {
  let rest = ''
  let isFirst = true
  let endedWithCr = false
  let next_id = ''
  let last_id = ''
  let type = ''
  let lines: string[] = []
  let chars = 0
  let retry: number | undefined

  const take = (line: string): SseEvent | undefined => {
    if (line === '') {
      last_id = next_id
      const event =
        lines.length === 0 ? undefined : { id: last_id, type: type || 'message', text: lines.join('\n') }
      type = ''
      lines = []
      chars = 0
      return event
    }
    const colon = line.indexOf(':')
    const name = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1))
    if (name === 'data') {
      lines.push(value)
      chars += value.length
    } else if (name === 'event') type = value
    else if (name === 'id' && !value.includes('\0')) next_id = value
    else if (name === 'retry' && /^\d+$/.test(value)) retry = Number(value)
    return undefined
  }
  return {
    feed(piece) {
      let text = piece
      if (text === '') return []
      if (isFirst && text.startsWith('\uFEFF')) text = text.slice(1)
      isFirst = false
      // A line feed that belongs to the carriage return at the end of the piece before.
      if (endedWithCr && text.startsWith('\n')) text = text.slice(1)
      endedWithCr = text.endsWith('\r')
      const parts = (rest + text).split(/\r\n|\n|\r/)
      rest = parts.pop() ?? ''
      if (rest.length + chars > EVENT_CHARS_MAX) throw new RangeError('an event of the stream has no end')
      return parts.map(take).filter((event) => event !== undefined)
    },
    last_id: () => last_id,
    retry_ms: () => retry,
  }
}
