import net from 'node:net'
import amqp, { type ChannelModel } from 'amqplib'

const BROKER_URL = process.env['TEST_AMQP_URL'] ?? 'amqp://guest:guest@127.0.0.1:5672'

/** A connection to the real broker, or undefined when none runs here. */
export async function findBroker(): Promise<{ url: string; model: ChannelModel } | undefined> {
  try {
    return { url: BROKER_URL, model: await amqp.connect(BROKER_URL, { timeout: 2_000 }) }
  } catch {
    return undefined
  }
}

/** A wire to the broker that can be cut. */
export type Wire = { readonly url: string; cut(): Promise<void>; mend(): Promise<void> }

export async function createWire(broker_url: string): Promise<Wire> {
  const target = new URL(broker_url)
  const sockets = new Set<net.Socket>()
  const keep = (socket: net.Socket): void => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  }
  let server = net.createServer()
  const listen = (port: number): Promise<number> => {
    server = net.createServer((near) => {
      const far = net.connect(Number(target.port || '5672'), target.hostname)
      keep(near)
      keep(far)
      near.pipe(far).pipe(near)
      near.on('close', () => far.destroy())
      far.on('close', () => near.destroy())
    })
    return new Promise((resolve) => {
      server.listen(port, '127.0.0.1', () => resolve((server.address() as net.AddressInfo).port))
    })
  }
  const port = await listen(0)
  const url = new URL(broker_url)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return {
    url: url.href,
    cut: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
    async mend() {
      await listen(port)
    },
  }
}

/** Lets a test wait for something to become true, looked at whenever something happened. */
export function createWatch(): { happened(): void; until(isTrue: () => boolean): Promise<void> } {
  let waiting: { isTrue: () => boolean; resolve: () => void }[] = []
  return {
    happened() {
      for (const { isTrue, resolve } of waiting) if (isTrue()) resolve()
      waiting = waiting.filter(({ isTrue }) => !isTrue())
    },
    until: (isTrue) =>
      isTrue() ? Promise.resolve() : new Promise((resolve) => void waiting.push({ isTrue, resolve })),
  }
}
