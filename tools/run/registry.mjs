import { connect } from 'node:net'

const CONNECT_MS_MAX = 5_000

/** The code of the failure when nobody answers at the registry's address; undefined when somebody does. */
export function whyUnreachable(registry) {
  const { protocol, hostname, port } = new URL(registry)
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (protocol === 'http:' ? 80 : 443),
      autoSelectFamily: true,
    })
    const end = (code) => {
      socket.destroy()
      resolve(code)
    }
    socket.setTimeout(CONNECT_MS_MAX, () => end('ETIMEDOUT'))
    socket.on('connect', () => end(undefined))
    socket.on('error', (error) => end(error.code ?? error.errors?.[0]?.code ?? 'unreachable'))
  })
}
