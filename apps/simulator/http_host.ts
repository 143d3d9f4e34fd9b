import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Server, Socket } from 'node:net'
import { REQUEST_BYTES_MAX } from './limits.ts'

export type HttpAsked = {
  readonly method: string
  /** Between slashes, decoded. */
  readonly path: readonly string[]
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: string
}
export type HttpSaid =
  | {
      readonly status: number
      readonly body: string
      readonly type?: string
      readonly headers?: Readonly<Record<string, string>>
      /** Done when the answer has been handed to the socket. */
      readonly onSent?: () => void
    }
  /** Nothing is answered, ever. */
  | 'hold'
  /** The connection is cut. */
  | 'drop'

export type Host = {
  readonly port: number
  /** Refuses connections, and takes none that are open along. Both may be repeated. */
  refuse(): Promise<void>
  accept(): Promise<void>
  close(): Promise<void>
}
export type HttpServe = (asked: HttpAsked) => Promise<HttpSaid> | HttpSaid

/** An HTTP/1.1 listener on loopback. What `serve` throws is a 500 without a body. */
export async function openHttpHost(port: number, serve: HttpServe): Promise<Host> {
  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (request, response) => {
    void answer(serve, request, response)
  })
  return openHost(server, port)
}

/** Opens and closes a listener of any kind, with its connections. */
export async function openHost(server: Server, wanted: number): Promise<Host> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  })
  await listen(server, wanted)
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : wanted
  const refuse = async (): Promise<void> => {
    // A reset is noticed at once; a connection that ends in good order is not always.
    for (const socket of sockets) socket.resetAndDestroy()
    if (server.listening) await new Promise<void>((resolve) => void server.close(() => resolve()))
  }
  return {
    port,
    refuse,
    accept: async () => {
      if (!server.listening) await listen(server, port)
    },
    close: refuse,
  }
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })

async function answer(serve: HttpServe, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await readBody(request)
    if (body === undefined) return say(response, { status: 413, body: '' })
    const url = new URL(request.url ?? '/', 'http://host')
    const path = url.pathname.split('/').slice(1).map(decodeURIComponent)
    const { method = 'GET', headers } = request
    const said = await serve({ method, path, query: url.searchParams, headers, body })
    if (said === 'hold') return
    if (said === 'drop') request.socket.destroy()
    else say(response, said)
  } catch (error) {
    console.error('simulator:', error)
    if (!response.headersSent) say(response, { status: 500, body: '' })
  }
}

function say(response: ServerResponse, said: Exclude<HttpSaid, string>): void {
  const { status, body, type = 'application/json', headers = {}, onSent } = said
  const bytes = Buffer.from(body, 'utf8')
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length, ...headers })
  response.end(bytes, onSent)
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > REQUEST_BYTES_MAX) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
