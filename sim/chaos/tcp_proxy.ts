import { createServer, connect, type Socket } from 'node:net'

export type TcpProxy = {
  readonly port: number
  /** Where new connections go from now on. */
  pointTo(port: number): void
  close(): Promise<void>
}

/** A fixed address in front of a server that comes back on another port each time. Loopback only. */
export async function startProxy(): Promise<TcpProxy> {
  let target = 0
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
  }
  const server = createServer((inbound) => {
    const outbound = keep(connect({ host: '127.0.0.1', port: target, noDelay: true }))
    keep(inbound).setNoDelay(true)
    inbound.pipe(outbound).pipe(inbound)
    inbound.on('close', () => outbound.destroy())
    outbound.on('close', () => inbound.destroy())
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    pointTo(port) {
      target = port
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}
