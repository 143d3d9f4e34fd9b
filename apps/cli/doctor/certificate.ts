import { isIP } from 'node:net'
import { connect } from 'node:tls'
import type { Means } from '../means.ts'
import { type Finding, note, well, wrong } from './finding.ts'

const DAY_MS = 86_400_000
const SOON_DAYS = 14
const ANSWER_MS_MAX = 5_000

/** Until when a certificate is good, said of it by whoever shows it. `named` says which one it is. */
export function certificateFinding(valid_to: string, now_ms: number, named: string): Finding {
  const days = Math.floor((Date.parse(valid_to) - now_ms) / DAY_MS)
  const on = new Date(Date.parse(valid_to)).toISOString().slice(0, 10)
  const renew = 'renew it, and start the server again'
  if (days < 0) return wrong('TLS', `${named} ended on ${on}`, renew)
  return days < SOON_DAYS
    ? note('TLS', `${named} ends on ${on}, in ${days} days`, renew)
    : well('TLS', `${named} is good until ${on}`)
}

/** The certificate that the API shows; nothing for plain HTTP, which is said where an address is public. */
export async function lookAtCertificate({ runtime }: Means, url: string): Promise<Finding[]> {
  const { protocol, hostname, port } = new URL(url)
  if (protocol !== 'https:') return []
  const valid_to = await shownBy(hostname, port === '' ? 443 : Number(port))
  return valid_to === undefined
    ? []
    : [certificateFinding(valid_to, runtime.now() / 1_000, `the certificate of ${hostname}`)]
}

/** Whether it is trusted was seen before, when the API answered; here only its dates are read. */
const shownBy = (host: string, port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const bare = host.replace(/^\[|\]$/g, '')
    const named = isIP(bare) === 0 ? { servername: bare } : {}
    const socket = connect(
      { host: bare, port, ...named, rejectUnauthorized: false, timeout: ANSWER_MS_MAX },
      () => {
        resolve(socket.getPeerCertificate().valid_to)
        socket.destroy()
      },
    )
    socket.on('error', () => resolve(undefined))
    socket.on('timeout', () => socket.destroy(new Error('no answer')))
  })
