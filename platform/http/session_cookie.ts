import { hash } from 'node:crypto'
import { parseCookie, stringifySetCookie } from 'cookie'

/** The cookie that a browser keeps a session by: scripts never see it, and no other site makes the browser send it. */
export type SessionCookie = {
  readonly name: string
  /** The session's token in a `Cookie` header; undefined when there is none that could be one. */
  read(header: string | undefined): string | undefined
  /** `Set-Cookie` that keeps it until the browser is closed; the server ends it before that. */
  set(token: string): string
  /** `Set-Cookie` that takes it away. */
  clear(): string
}

const TOKEN = /^[A-Za-z0-9_-]{43}$/
const rules = { path: '/', httpOnly: true, sameSite: 'strict' } as const

/**
 * Behind https the name begins with `__Host-`, so that a browser takes it from this very host only (RFC 6265bis 4.1.3.2) and
 * sends it over TLS only. Without TLS, on one's own machine, browsers refuse that name.
 */
export function createSessionCookie(public_url: string): SessionCookie {
  const secure = public_url.startsWith('https:')
  const name = secure ? '__Host-florin_session' : 'florin_session'
  return {
    name,
    read(header) {
      if (header === undefined || !header.includes(name)) return undefined
      const token = parseCookie(header)[name]
      return token !== undefined && TOKEN.test(token) ? token : undefined
    },
    set: (token) => stringifySetCookie({ name, value: token, secure, ...rules }),
    clear: () => stringifySetCookie({ name, value: '', maxAge: 0, secure, ...rules }),
  }
}

export const sessionTokenHash = (token: string): string => hash('sha256', token, 'base64url')

/**
 * What a page of ours proves by that it is one: it was told this by `GET /v1/session`, which pages of other sites cannot
 * read. It follows from the session, so nothing more is stored, and nobody gets from it to the session's token.
 */
export const csrfTokenOf = (session_token_hash: string): string =>
  hash('sha256', `florin csrf\0${session_token_hash}`, 'base64url')
