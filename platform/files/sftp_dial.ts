import { connect, isIPv6, type Socket } from 'node:net'
import { connectSafely, type Reach, reasonOf } from '../outbound/safe_connect.ts'
import { type DialPolicy, readSafePlace } from '../outbound/safe_url.ts'
import { done, type Refused, refused, type Told } from './outcome.ts'

export type Place = { readonly host: string; readonly port: number; readonly policy?: DialPolicy }

/**
 * Connects to a server. One whose address a tenant gave is held to the policy of every other call (reliability.md B7): its
 * name is looked up now, and the connection is made to the very address that was looked at.
 */
export function dialSftp(
  reach: Reach,
  place: Place,
  { connect_ms, signal }: { connect_ms: number; signal: AbortSignal },
): Promise<Told<Socket>> {
  return new Promise((resolve) => {
    const control = new AbortController()
    const giveUp = (why: Refused): void => {
      control.abort()
      resolve(why)
    }
    const close = (): void => giveUp(refused('closed', 'the transport was closed'))
    const late = refused('no_answer_in_time', `no connection within ${connect_ms} ms`)
    const cancel = reach.world.after(connect_ms, () => giveUp(late))
    signal.addEventListener('abort', close)
    const settle = (made: Told<Socket>): void => {
      cancel()
      signal.removeEventListener('abort', close)
      if (made.kind === 'done') {
        // Whoever gets it listens for its errors; until then nobody does.
        made.value.on('error', () => undefined)
        if (control.signal.aborted) made.value.destroy()
      }
      resolve(made)
    }
    dial(reach, place, control.signal).then(settle, (error: unknown) => settle(whyNot(error)))
  })
}

async function dial(reach: Reach, { host, port, policy }: Place, signal: AbortSignal): Promise<Told<Socket>> {
  if (policy === undefined) return done(await connectTo(host, port, signal))
  const safe = readSafePlace(`tcp://${isIPv6(host) ? `[${host}]` : host}:${port}`, policy)
  if ('why' in safe) return refused('address_not_allowed', safe.why)
  return done(await connectSafely(reach, safe, policy))
}

function whyNot(error: unknown): Told<Socket> {
  const { code = '' } = error as { code?: string }
  const reason = code === 'FLORIN_DIAL_REFUSED' ? 'address_not_allowed' : 'no_connection'
  return refused(reason, reasonOf(error))
}

function connectTo(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host, port, signal, noDelay: true, keepAlive: true })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}
