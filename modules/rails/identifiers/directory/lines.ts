/** One line of a file. `number` counts from 1; `is_cut`: it was longer than allowed, and the rest was dropped. */
export type Line = { readonly number: number; readonly text: string; readonly is_cut: boolean }

/**
 * The lines of a file as its bytes come, LF or CRLF, in bounded memory: what stands behind `chars_max` is dropped and
 * said. An empty file has no lines; a line feed at the very end does not begin another one. Bytes that are not of the
 * encoding become U+FFFD, as decoders do.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  encoding: 'utf-8' | 'latin1',
  chars_max: number,
): AsyncGenerator<Line> {
  const decoder = new TextDecoder(encoding)
  let number = 0
  let open = ''
  let is_cut = false
  const line = (end: string): Line => {
    const text = open + end
    const is_long = is_cut || text.length > chars_max + 1
    open = ''
    is_cut = false
    number++
    return {
      number,
      text: (text.endsWith('\r') ? text.slice(0, -1) : text).slice(0, chars_max),
      is_cut: is_long,
    }
  }
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true })
    let from = 0
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
      yield line(text.slice(from, at))
      from = at + 1
    }
    open += text.slice(from)
    if (open.length > chars_max + 1) {
      open = open.slice(0, chars_max + 1)
      is_cut = true
    }
  }
  const rest = decoder.decode()
  if (open !== '' || rest !== '' || is_cut) yield line(rest)
}
