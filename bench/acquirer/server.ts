import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { packSubfields, readSubfields } from '../../connectors/ironbridge/subfields.ts'
import { realWorld } from '../../kernel/world.ts'
import { packMessage, readMessage } from '../../modules/rails/index.ts'
import { createFrames, frame } from '../../platform/outbound/frames.ts'

/**
 * An acquirer that approves everything after 5 ms, so that a benchmark measures whoever asks it. ISO 8583 over TCP on
 * PORT, as `connectors/ironbridge` speaks it, for Florin; JSON over HTTP on HTTP_PORT for the naive endpoint.
 */
const world = realWorld()
const ANSWER_MS = 5
let count = 0
const digits = (length: number): string => String(++count).padStart(length, '0').slice(-length)

function answerTo(body: string): string | undefined {
  const read = readMessage(body)
  if (!read.ok) return undefined
  const { fields } = read.value
  const subfields = readSubfields(fields[48] ?? '') ?? {}
  return packMessage({
    mti: '0210',
    fields: {
      3: fields[3] ?? '000000',
      4: fields[4] ?? '0',
      7: fields[7] ?? '',
      11: fields[11] ?? '',
      37: fields[37] ?? '',
      38: digits(6),
      39: '00',
      42: fields[42] ?? '',
      48: packSubfields({
        '01': subfields['01'] ?? '',
        '03': digits(12),
        '05': digits(15),
        '08': 'M',
        '09': 'P',
      }),
      49: fields[49] ?? '840',
    },
  })
}

createServer({ noDelay: true }, (socket) => {
  // What is due together is answered together.
  let due: Buffer[] = []
  socket.on('error', () => undefined)
  socket.on(
    'data',
    createFrames((body) => {
      const answer = answerTo(body)
      if (answer === undefined) return socket.destroy()
      due.push(frame(answer))
      if (due.length > 1) return
      world.after(ANSWER_MS, () => {
        const bytes = Buffer.concat(due)
        due = []
        socket.write(bytes)
      })
    }),
  )
}).listen(Number(process.env['PORT']), '127.0.0.1')

createHttpServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume()
  world.after(ANSWER_MS, () => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(`{"approved":true,"reference":"${digits(12)}","auth_code":"${digits(6)}"}`)
  })
}).listen(Number(process.env['HTTP_PORT']), '127.0.0.1')

process.on('SIGTERM', () => process.exit(0))
