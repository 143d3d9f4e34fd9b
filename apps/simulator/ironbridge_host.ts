import { createServer, type Socket } from 'node:net'
import { pause } from '../../kernel/world.ts'
import { type IsoMessage, readMessage } from '../../modules/rails/index.ts'
import { createFrames, frame } from '../../platform/outbound/frames.ts'
import { readReport } from './clearing.ts'
import { serveDisputes } from './dispute_http.ts'
import type { Struck } from './faults.ts'
import { type Host, type HttpAsked, type HttpSaid, openHost, openHttpHost } from './http_host.ts'
import {
  type Inquiry,
  ironbridgeAnswer,
  ironbridgeBroken,
  ironbridgeEcho,
  ironbridgeFound,
  ironbridgeGarbage,
  ironbridgeRefusal,
  ironbridgeReport,
  readInPart,
  readIronbridge,
} from './ironbridge_wire.ts'
import type { Asked } from './operation.ts'
import { groundNow, type House, serveInquiry, serveOperation, takeFaults, underFaults } from './serve.ts'
import type { CardWorld } from './worlds.ts'

/** The host that speaks ISO 8583 over TCP. Answers that become ready together leave in one write. */
export function openIronbridge(house: House, port: number): Promise<Host> {
  const server = createServer((socket) => {
    const write = createWriter(socket)
    const frames = createFrames((body) => {
      const told = readMessage(body)
      const reply = told.ok ? serve(house, told.value) : refuse(body, socket)
      // What throws here is a bug of the simulator: the message stays without an answer, as when a host breaks.
      void reply.then((text) => text !== undefined && write(text)).catch(sayBug)
    })
    socket.on('data', frames)
  })
  return openHost(server, port)
}

const sayBug = (error: unknown): void => console.error('simulator:', error)

/** What cannot be read is answered when it can be said whose it is; what is no message at all ends the connection. */
async function refuse(body: string, socket: Socket): Promise<string | undefined> {
  const part = readInPart(body)
  if (part !== undefined) return ironbridgeRefusal(part, '30', 'The message cannot be read.')
  if (!/^\d{4}/.test(body)) socket.destroy()
  return undefined
}

function createWriter(socket: Socket): (text: string) => void {
  let waiting: Buffer[] = []
  return (text) => {
    waiting.push(frame(text))
    if (waiting.length > 1) return
    queueMicrotask(() => {
      const bytes = waiting
      waiting = []
      if (!socket.destroyed) socket.write(bytes.length === 1 ? (bytes[0] as Buffer) : Buffer.concat(bytes))
    })
  }
}

async function serve(house: House, message: IsoMessage): Promise<string | undefined> {
  const read = readIronbridge(message)
  if (read.kind === 'echo') return ironbridgeEcho(message)
  const one = house.worlds.find((message.fields[42] ?? '').trimEnd())
  if (one === undefined) return ironbridgeRefusal(message, '03', 'The merchant is not known.')
  switch (read.kind) {
    case 'unreadable':
      return ironbridgeRefusal(message, '30', 'The message makes no sense.')
    case 'inquire':
      return inquire(house, one, message, read.inquiry)
    case 'operate':
      return operate(house, one, message, read.asked)
  }
}

async function operate(
  house: House,
  one: CardWorld,
  message: IsoMessage,
  asked: Asked,
): Promise<string | undefined> {
  const { struck, row } = await serveOperation(house, one, asked)
  const said = row === undefined ? undefined : ironbridgeAnswer(message, row)
  return struck.size === 0 ? said : struckAnswer(house, message, struck, said)
}

async function inquire(
  house: House,
  one: CardWorld,
  message: IsoMessage,
  inquiry: Inquiry,
): Promise<string | undefined> {
  const { struck, row, is_stopped } = await serveInquiry(house, one, 'ironbridge', inquiry)
  const said = is_stopped ? ironbridgeBroken(message) : ironbridgeFound(message, inquiry, row)
  return struckAnswer(house, message, struck, said)
}

/** A link is shared, so a lost answer is one that is not sent: cutting the connection would lose those of others. */
async function struckAnswer(
  house: House,
  message: IsoMessage,
  struck: Struck,
  said: string | undefined,
): Promise<string | undefined> {
  const latency = struck.get('latency')
  if (latency !== undefined) await pause(house.world, latency.ms ?? 1_000)
  if (struck.has('timeout_before_effect') || struck.has('timeout_after_effect') || struck.has('answer_lost'))
    return undefined
  if (struck.has('outage')) return ironbridgeRefusal(message, '96', 'The host is not available.')
  if (struck.has('error_before_effect') || struck.has('error_after_effect')) return ironbridgeBroken(message)
  if (struck.has('garbage')) return ironbridgeGarbage(message)
  return said
}

/** Reports and disputes of ironbridge, over HTTP. */
export const openIronbridgeReports = (house: House, port: number): Promise<Host> =>
  openHttpHost(port, (asked) => serveHttp(house, asked))

async function serveHttp(house: House, asked: HttpAsked): Promise<HttpSaid> {
  const [name, merchants, merchant_number = '', noun, day = '', currency] = asked.path
  const one = house.worlds.find(merchant_number)
  if (name !== 'ironbridge' || merchants !== 'merchants') return { status: 404, body: '' }
  if (one === undefined || asked.headers.authorization !== `Bearer ${one.settings.api_key}`)
    return { status: 401, body: '' }
  if (noun === 'disputes')
    return serveDisputes(house, one, 'ironbridge', { ...asked, path: asked.path.slice(3) })
  if (noun !== 'settlements' || !/^\d{4}-\d\d-\d\d$/.test(day)) return { status: 404, body: '' }
  const struck = await takeFaults(house, one, 'ironbridge', 'report', day)
  const found = readReport(groundNow(house, one), 'ironbridge', day, currency)
  const said: HttpSaid =
    found === undefined
      ? { status: 404, body: '{"error":"report_not_ready"}' }
      : { status: 200, body: ironbridgeReport(found, one.merchant_number) }
  return underFaults(house.world, struck, said)
}
