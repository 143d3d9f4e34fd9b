import { connect, type Socket } from 'node:net'
import { breathe } from '../batcher/yield.ts'
import type { Cancel, World } from '../../kernel/world.ts'
import { createFrames, frame } from './frames.ts'
import { CONNECT_MS_MAX, MESSAGE_BYTES_MAX, UNANSWERED_MAX } from './limits.ts'
import type { Dial, WireReply, WireRequest } from './wire.ts'

type TcpRequest = Extract<WireRequest, { transport: 'tcp' }>
export type TcpClient = { send(dial: Dial, request: TcpRequest): Promise<WireReply>; close(): Promise<void> }

type Waiting = { readonly settle: (reply: WireReply) => void; readonly cancel: Cancel }
type Link = {
  readonly socket: Socket
  /** By the key of the message; an answer to none of them came too late and is dropped. */
  readonly waiting: Map<string, Waiting>
  unsent: Buffer[]
}

/**
 * Messages behind a two-byte length, many at once on one connection per counterpart, as acquirers' hosts expect them.
 * What is sent in the same turn leaves in one write.
 */
export function createTcpClient({ world }: { world: World }): TcpClient {
  const links = new Map<string, Promise<Link>>()
  const linkTo = (dial: Dial): Promise<Link> => {
    const known = links.get(dial.url)
    if (known !== undefined) return known
    const link = openLink(world, dial, () => links.delete(dial.url))
    links.set(dial.url, link)
    link.catch(() => links.delete(dial.url))
    return link
  }
  return {
    async send(dial, request) {
      if (request.body.length > MESSAGE_BYTES_MAX) return { kind: 'not_sent', why: 'the message is too long' }
      let link: Link
      try {
        link = await linkTo(dial)
      } catch (error) {
        return { kind: 'not_sent', why: (error as { code?: string }).code ?? 'no connection' }
      }
      if (link.waiting.size >= UNANSWERED_MAX) return { kind: 'not_sent', why: 'too many messages wait' }
      if (link.waiting.has(request.key)) return { kind: 'not_sent', why: 'a message with this key waits' }
      return new Promise((resolve) => {
        const settle = (reply: WireReply): void => {
          if (link.waiting.delete(request.key)) resolve(reply)
        }
        const why = `no answer within ${dial.timeout_ms} ms`
        const cancel = world.after(dial.timeout_ms, () => settle({ kind: 'no_answer', why }))
        link.waiting.set(request.key, { settle, cancel })
        post(link, frame(request.body))
      })
    },
    async close() {
      for (const link of await Promise.allSettled(links.values()))
        if (link.status === 'fulfilled') link.value.socket.destroy()
    },
  }
}

function post(link: Link, bytes: Buffer): void {
  link.unsent.push(bytes)
  if (link.unsent.length > 1) return
  // What the same turn of the event loop sends leaves together.
  void breathe().then(() => {
    const { unsent } = link
    link.unsent = []
    link.socket.write(unsent.length === 1 ? (unsent[0] as Buffer) : Buffer.concat(unsent))
  })
}

function openLink(world: World, dial: Dial, onLost: () => void): Promise<Link> {
  const { hostname, port } = new URL(dial.url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true, keepAlive: true })
  const link: Link = { socket, waiting: new Map(), unsent: [] }
  const frames = createFrames((body) => {
    const one = link.waiting.get(dial.key_of?.(body) ?? '')
    one?.cancel()
    one?.settle({ kind: 'answered', answer: { status: 200, headers: {}, body } })
  })
  socket.on('data', frames)
  socket.on('close', () => {
    onLost()
    for (const one of link.waiting.values()) {
      one.cancel()
      one.settle({ kind: 'no_answer', why: 'the connection was lost' })
    }
  })
  return new Promise((resolve, reject) => {
    const cancel = world.after(CONNECT_MS_MAX, () => socket.destroy(new Error('no connection in time')))
    socket.once('connect', () => {
      cancel()
      resolve(link)
    })
    socket.on('error', (error) => {
      cancel()
      reject(error)
    })
  })
}
