import { connect, type Socket } from 'node:net'
import { breathe } from '../batcher/yield.ts'
import type { Cancel, World } from '../../kernel/world.ts'
import { createFrames, frame } from './frames.ts'
import { CONNECT_MS_MAX, MESSAGE_BYTES_MAX, UNANSWERED_MAX } from './limits.ts'
import { connectSafely, type Reach, reasonOf } from './safe_connect.ts'
import { type DialPolicy, readSafePlace } from './safe_url.ts'
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
export function createTcpClient(reach: Reach): TcpClient {
  const { world } = reach
  const links = new Map<string, Promise<Link>>()
  const linkTo = (dial: Dial): Promise<Link> => {
    const key = `${String(dial.policy?.may_loop_back)} ${dial.url}`
    const known = links.get(key)
    if (known !== undefined) return known
    const link = openLink(reach, dial, () => links.delete(key))
    links.set(key, link)
    link.catch(() => links.delete(key))
    return link
  }
  return {
    async send(dial, request) {
      if (request.body.length > MESSAGE_BYTES_MAX) return { kind: 'not_sent', why: 'the message is too long' }
      let link: Link
      try {
        link = await linkTo(dial)
      } catch (error) {
        return { kind: 'not_sent', why: reasonOf(error) }
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

async function openLink(reach: Reach, dial: Dial, onLost: () => void): Promise<Link> {
  const socket = await (dial.policy === undefined
    ? connectTo(reach.world, new URL(dial.url))
    : connectGiven(reach, dial.url, dial.policy))
  const link: Link = { socket, waiting: new Map(), unsent: [] }
  const frames = createFrames((body) => {
    const one = link.waiting.get(dial.key_of?.(body) ?? '')
    one?.cancel()
    one?.settle({ kind: 'answered', answer: { status: 200, headers: {}, body } })
  })
  socket.on('data', frames)
  // Whoever waits hears of it by the end of the connection, which follows.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    onLost()
    for (const one of link.waiting.values()) {
      one.cancel()
      one.settle({ kind: 'no_answer', why: 'the connection was lost' })
    }
  })
  return link
}

/** To an address that a tenant gave, only where it may lead (reliability.md B7). */
async function connectGiven(reach: Reach, url: string, policy: DialPolicy): Promise<Socket> {
  const place = readSafePlace(url, policy)
  if ('why' in place) throw new Error(place.why)
  return connectSafely(reach, place, policy)
}

function connectTo(world: World, { hostname, port }: URL): Promise<Socket> {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true, keepAlive: true })
  return new Promise((resolve, reject) => {
    const cancel = world.after(CONNECT_MS_MAX, () => socket.destroy(new Error('no connection in time')))
    socket.once('connect', () => {
      cancel()
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
    socket.once('close', cancel)
  })
}
