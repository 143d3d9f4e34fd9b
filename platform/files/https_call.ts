import type { Secret } from '../../kernel/secret.ts'
import type { DialPolicy } from '../outbound/safe_url.ts'
import type { Send, WireAnswer, WireReply } from '../outbound/wire.ts'
import { toldBy } from './https_answer.ts'
import { HTTPS_TIMEOUT_MS } from './limits.ts'
import type { Told } from './outcome.ts'

export type HttpsConfig = {
  /** Where paths begin: `https://files.bank.example/acme`. */
  readonly url: string
  /** Of an address that a tenant gave: where it may lead. Absent: it is ours. */
  readonly policy?: DialPolicy
  /** The value of the header Authorization. */
  readonly authorization?: Secret
  /** How a file is sent, to the path that has its name; PUT when absent. */
  readonly method?: 'PUT' | 'POST'
  /** RFC 9530 when absent; `digest` is RFC 3230, which it replaced. */
  readonly digest?: 'content_digest' | 'digest'
  /** For one request with its whole answer. */
  readonly timeout_ms?: number
}

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE'
type Headers = Readonly<Record<string, string>>

export type HttpsCall = {
  readonly secrets: readonly (Secret | undefined)[]
  send(method: Method, path: string, headers: Headers, body?: string): Promise<WireReply>
  /** The same for a request that only reads. */
  ask(method: 'GET', path: string, headers: Headers): Promise<Told<WireAnswer>>
}

/** Requests to one counterpart, each with the proof of who we are. */
export function createHttpsCall(send: Send, config: HttpsConfig): HttpsCall {
  const { policy, authorization, timeout_ms = HTTPS_TIMEOUT_MS } = config
  const dial = { url: config.url, timeout_ms, ...(policy === undefined ? {} : { policy }) }
  const proof: Headers = authorization === undefined ? {} : { authorization: authorization.reveal() }
  const sendOne: HttpsCall['send'] = (method, path, headers, body = '') =>
    send(dial, {
      transport: 'http',
      method,
      path: `/${path.split('/').map(encodeURIComponent).join('/')}`,
      headers: { ...headers, ...proof },
      body,
    })
  const secrets = [authorization]
  return {
    secrets,
    send: sendOne,
    ask: async (method, path, headers) => toldBy(await sendOne(method, path, headers), secrets),
  }
}
