import { createHmac } from 'node:crypto'

export type Page<B> = { readonly status: number; readonly body: B; readonly headers: Headers }
export type Session = {
  readonly id: string
  readonly member: {
    readonly id: string
    readonly name: string
    readonly email: string
    readonly role: string
  }
  readonly organization: { readonly id: string; readonly name: string }
  readonly tenants: readonly { readonly id: string; readonly name: string; readonly mode: string }[]
  readonly scopes: readonly string[]
  readonly csrf_token: string
  readonly second_factors: { readonly totp: boolean; readonly passkeys: number }
  readonly must_enrol: boolean
}
type Ask = { readonly tenant?: string; readonly headers?: Readonly<Record<string, string>> }

/** A browser on a page of the server: it keeps the session's cookie, says where it comes from, and brings the CSRF token. */
export function openBrowser(url: string) {
  let cookie = ''
  let csrf = ''
  const send = async <B>(method: string, path: string, body?: object, ask: Ask = {}): Promise<Page<B>> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        'sec-fetch-site': 'same-origin',
        ...(cookie === '' ? {} : { cookie }),
        ...(method === 'GET' ? {} : { origin: url, 'florin-csrf': csrf }),
        ...(ask.tenant === undefined ? {} : { 'florin-tenant': ask.tenant }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...ask.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const [set] = answer.headers.getSetCookie()
    if (set !== undefined) cookie = set.slice(0, set.indexOf(';'))
    const text = await answer.text()
    const read = (text === '' ? null : JSON.parse(text)) as B
    const token = (read as { csrf_token?: unknown } | null)?.csrf_token
    if (typeof token === 'string') csrf = token
    return { status: answer.status, body: read, headers: answer.headers }
  }
  return {
    get: <B = { code: string }>(path: string, ask?: Ask) => send<B>('GET', path, undefined, ask),
    post: <B = { code: string }>(path: string, body?: object, ask?: Ask) => send<B>('POST', path, body, ask),
    delete: (path: string, ask?: Ask) => send<{ code: string }>('DELETE', path, undefined, ask),
    /** What a thief would take away. */
    cookie: () => cookie,
    csrf: () => csrf,
  }
}
export type Browser = ReturnType<typeof openBrowser>

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** What an authenticator app shows for a secret: RFC 6238, written here once more so that the server is not asked. */
export function appCode(secret: string, now_ms: number, steps = 0): string {
  const bits = Array.from(secret, (digit) => BASE32.indexOf(digit).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(now_ms / 30_000) + steps))
  const mac = createHmac('sha1', key).update(counter).digest()
  const number = mac.readUInt32BE((mac[19] ?? 0) & 15) & 0x7fff_ffff
  return String(number % 1_000_000).padStart(6, '0')
}
