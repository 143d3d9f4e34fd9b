/** Calls `onResponse` at the end of each response with its status and, when that is no success, its text. */
export type Responses = (chunk: Buffer) => void

const END = '\r\n\r\n'
const LENGTH = /\r\ncontent-length: *(\d+)/i

/** Reads what must be read to know where a response ends, and nothing else. One response at a time. */
export function createResponses(onResponse: (status: number, text: string) => void): Responses {
  let head: Buffer | undefined // the part of a head that arrived without its end
  let left = 0
  let status = 0
  let text = ''
  return (chunk) => {
    let body = chunk.length
    if (left === 0) {
      const bytes = head === undefined ? chunk : Buffer.concat([head, chunk])
      const end = bytes.indexOf(END)
      head = end < 0 ? bytes : undefined
      if (end < 0) return
      const lines = bytes.toString('latin1', 0, end)
      status = Number(lines.slice(9, 12))
      const length = LENGTH.exec(lines)?.[1]
      if (length === undefined) throw new Error(`a response without a length: ${lines}`)
      left = Number(length)
      body = bytes.length - end - END.length
      text = status >= 300 ? bytes.toString('latin1', end) : ''
    }
    left -= body
    if (left === 0) onResponse(status, text)
    else if (left < 0) throw new Error('more bytes than the response has')
  }
}
