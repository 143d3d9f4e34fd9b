/** A message behind its length in two bytes, the higher one first. */
export function frame(body: string): Buffer {
  const bytes = Buffer.allocUnsafe(2 + body.length)
  bytes.writeUInt16BE(body.length, 0)
  bytes.write(body, 2, 'latin1')
  return bytes
}

/** Cuts a stream into its messages, however it arrives. */
export function createFrames(onMessage: (body: string) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (bytes.length >= 2) {
      const end = 2 + bytes.readUInt16BE(0)
      if (bytes.length < end) break
      onMessage(bytes.toString('latin1', 2, end))
      bytes = bytes.subarray(end)
    }
    rest = bytes
  }
}
