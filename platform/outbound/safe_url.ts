import { isIP, isIPv4 } from 'node:net'
import { isGlobalUnicast, isLoopback } from './public_address.ts'

/** What a URL that a stranger chose may lead to. */
export type DialPolicy = {
  /** Loopback by any scheme and port as well: for sandboxes of a server that is tried out on one machine. */
  readonly may_loop_back: boolean
}
export type SafeUrl = {
  readonly url: URL
  /** Of the name, or of the literal address; without brackets. */
  readonly host: string
  readonly port: number
}

const PORTS = new Set([443, 8443])
const URL_CHARS_MAX = 2_000

/**
 * Reads a URL and says what is wrong with it, or undefined. Whatever spelling an address has (hex, octal, one number,
 * `127.1`), the WHATWG parser gives it in its plain form. Names are looked up when they are dialled, not here.
 */
export function readSafeUrl(text: string, policy: DialPolicy): SafeUrl | { readonly why: string } {
  const url = text.length <= URL_CHARS_MAX && URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) return { why: 'must be an https URL of at most 2,000 characters' }
  if (url.username !== '' || url.password !== '') return { why: 'must not hold a user name or password' }
  if (url.hash !== '') return { why: 'must not have a fragment' }
  const isSecure = url.protocol === 'https:'
  if (!isSecure && url.protocol !== 'http:') return { why: 'must begin with https://' }
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname
  const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port)
  const place = { url, host, port }
  if (policy.may_loop_back && mayLoopBack(host)) return place
  if (isPrivate(host)) return { why: 'must lead to a public address' }
  if (!isSecure) return { why: 'must begin with https://' }
  if (!PORTS.has(port)) return { why: 'must use the port 443 or 8443' }
  return place
}

const isPrivate = (host: string): boolean =>
  isIP(host) === 0 ? /(^|\.)localhost\.?$/.test(host) : !isGlobalUnicast(host)

/**
 * The same for whatever a counterpart may be reached by: a URL of HTTP, or `tcp://` with a host and any port, since hosts of
 * ISO 8583 have no port of their own.
 */
export function readSafePlace(text: string, policy: DialPolicy): SafeUrl | { readonly why: string } {
  const url = text.length <= URL_CHARS_MAX && URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'tcp:') return readSafeUrl(text, policy)
  // The host of a scheme that the parser does not know stays as it was written; read as HTTP, it gets its plain form.
  const plain = URL.canParse(`http://${url.host}`) ? new URL(`http://${url.host}`) : undefined
  const isBare = /^\/?$/.test(url.pathname) && url.username + url.password + url.search + url.hash === ''
  if (plain === undefined || url.port === '' || !isBare)
    return { why: 'must be tcp:// with a host and a port, and nothing else' }
  const host = plain.hostname.replace(/^\[(.*)\]$/, '$1')
  if (!(policy.may_loop_back && mayLoopBack(host)) && isPrivate(host))
    return { why: 'must lead to a public address' }
  return { url, host, port: Number(url.port) }
}

/** By its name alone; where a name leads is looked at when it is dialled. */
const mayLoopBack = (host: string): boolean => host === 'localhost' || isLoopback(host)

/**
 * Which of a name's addresses may be dialled: all of them must be public, or all of them loopback where that is allowed.
 * One that is neither refuses the name, since nobody can tell which one would be used.
 */
export function chooseAddress(
  addresses: readonly string[],
  { host, port, url }: SafeUrl,
  policy: DialPolicy,
): string | undefined {
  const [first] = addresses
  if (first === undefined) return undefined
  if (addresses.every(isGlobalUnicast))
    return url.protocol === 'tcp:' || (url.protocol === 'https:' && PORTS.has(port)) ? first : undefined
  const isAllowed = policy.may_loop_back && mayLoopBack(host) && addresses.every(isLoopback)
  // A server that is tried out mostly listens on 127.0.0.1 alone, whatever `localhost` says first.
  return isAllowed ? (addresses.find((address) => isIPv4(address)) ?? first) : undefined
}
