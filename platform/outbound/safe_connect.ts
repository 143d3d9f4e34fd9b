import { lookup } from 'node:dns/promises'
import { isIP, connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { buildConnector } from 'undici'
import type { World } from '../../kernel/world.ts'
import { STRANGER_CONNECT_MS_MAX } from './limits.ts'
import { chooseAddress, type DialPolicy, readSafePlace, type SafeUrl } from './safe_url.ts'

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>
export type Reach = { readonly world: World; readonly resolve: Resolve }

export const resolveAll: Resolve = async (host) =>
  (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address)

/** Thrown into a connection that is not made: nothing has left this machine. */
class NotDialled extends Error {
  override readonly name = 'NotDialled'
  readonly code: 'FLORIN_DIAL_REFUSED' | 'FLORIN_NO_CONNECTION'
  constructor(code: NotDialled['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** Why there is no connection or no answer: faults of the system by their short code, our own in words. */
export function reasonOf(error: unknown): string {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  return code === '' || code.startsWith('FLORIN_') ? message || 'no connection' : code
}

/** Looks where the name leads, now, and connects to that very address. Rejects when it may not be dialled. */
export async function connectSafely(
  { world, resolve }: Reach,
  place: SafeUrl,
  policy: DialPolicy,
): Promise<Socket> {
  const isLiteral = isIP(place.host) !== 0
  const address = chooseAddress(isLiteral ? [place.host] : await resolve(place.host), place, policy)
  if (address === undefined)
    throw new NotDialled('FLORIN_DIAL_REFUSED', 'the name does not lead to a public address')
  return dial(world, place, address, isLiteral)
}

/** The same for undici's pools. */
export const safeConnector =
  (reach: Reach, place: SafeUrl, policy: DialPolicy): buildConnector.connector =>
  (_options, callback) => {
    const connect = async (): Promise<void> => {
      const socket = await connectSafely(reach, place, policy).catch((error: unknown) => error as Error)
      if (socket instanceof Error) callback(socket, null)
      else callback(null, socket)
    }
    void connect()
  }

/** Connects to the address; over TLS the certificate must be the name's. */
function dial(
  world: World,
  { url, host, port }: SafeUrl,
  address: string,
  isLiteral: boolean,
): Promise<Socket> {
  const to = { host: address, port, noDelay: true, keepAlive: true }
  const isSecure = url.protocol === 'https:'
  const socket = isSecure
    ? connectTls({ ...to, ...(isLiteral ? {} : { servername: host }), ALPNProtocols: ['http/1.1'] })
    : connectTcp(to)
  return new Promise((resolve, reject) => {
    const cancel = world.after(STRANGER_CONNECT_MS_MAX, () =>
      socket.destroy(new NotDialled('FLORIN_NO_CONNECTION', 'no connection in time')),
    )
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      cancel()
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
    socket.once('close', cancel)
  })
}

/**
 * What is wrong with an address that a stranger gave, by itself and by where its name leads at the moment; undefined when
 * nothing is. Where it leads is looked at again by each connection, because names move.
 */
export async function faultOfAddress(
  { world, resolve }: Reach,
  text: string,
  policy: DialPolicy,
): Promise<string | undefined> {
  const place = readSafePlace(text, policy)
  if ('why' in place) return place.why
  if (isIP(place.host) !== 0) return undefined
  const addresses = await inTime(world, resolve(place.host)).catch(() => [])
  if (addresses.length === 0) return 'must lead to a public address: the name could not be looked up'
  return chooseAddress(addresses, place, policy) === undefined ? 'must lead to a public address' : undefined
}

async function inTime(world: World, looking: Promise<readonly string[]>): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const cancel = world.after(STRANGER_CONNECT_MS_MAX, () => resolve([]))
    looking.then(resolve, reject).finally(cancel)
  })
}
