/** The same bytes in pieces of one size, the last one shorter, whatever chunks they come in: so a repeat gives the same. */
export async function* inPieces(
  source: AsyncIterable<Uint8Array>,
  piece_bytes: number,
): AsyncGenerator<Uint8Array, void> {
  let waiting: Uint8Array[] = []
  let length = 0
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + piece_bytes - length)
      waiting.push(part)
      length += part.length
      at += part.length
      if (length < piece_bytes) continue
      yield Buffer.concat(waiting)
      waiting = []
      length = 0
    }
  }
  if (length > 0) yield Buffer.concat(waiting)
}
