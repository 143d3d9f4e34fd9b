import { createServer, type AddressInfo, type Socket } from 'node:net'
import type ssh2 from 'ssh2'
import type { AuthContext, Connection } from 'ssh2'
import { assert } from '../../kernel/assert.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { World } from '../../kernel/world.ts'
import { fingerprintOf } from './host_key.ts'
import { SERVER_LOGINS_MAX } from './limits.ts'
import { loadSsh2 } from './load_ssh2.ts'
import { createServerDisk } from './sftp_server_disk.ts'
import type { OnDone, OnOperation } from './sftp_server_fault.ts'
import { createLogins, type FindUser } from './sftp_server_login.ts'
import { serveSession, type ServeOptions } from './sftp_server_session.ts'

export type SftpUser = {
  readonly name: string
  readonly password?: Secret
  /** In OpenSSH's form: `ssh-ed25519 AAAA… comment`. */
  readonly public_keys?: readonly string[]
  /** The local folder that is this user's whole file system. It must be there. */
  readonly root: string
}

export type SftpServerOptions = {
  readonly world: World
  /** A private key in OpenSSH's or PEM form, without a passphrase. */
  readonly host_key: Secret
  /** All that there are, or who finds one at each login. */
  readonly users: readonly SftpUser[] | FindUser
  /** Asked before each request; all are carried out when absent. */
  readonly on_operation?: OnOperation
  /** Told of each request that was carried out, and waited for before the client is. */
  readonly on_done?: OnDone
  /** Some servers rename over another file; the protocol says that they must not. */
  readonly rename_overwrites?: boolean
  /** Which attributes the server leaves out of what it tells. */
  readonly leaves_out?: ServeOptions['leaves_out']
}

export type SftpServer = {
  /** Begins to listen, on any free port when it is 0 or absent. Rejects when the port is taken. */
  listen(place?: { readonly port?: number; readonly host?: string }): Promise<{ readonly port: number }>
  /** Of the host key, to be pinned by clients. */
  readonly fingerprint: string
  /** Connections that are open. */
  connections(): number
  /** Ends every connection at once. */
  drop(): void
  /** Ends them and stops listening. */
  close(): Promise<void>
}

/**
 * A bank's SFTP server, for the simulator and for tests: real protocol, real files, and faults where they were planned. It is
 * no server for strangers: whoever knows a user's secret fills that user's folder as they like. Throws a Bug for a host key
 * that cannot be read.
 */
export async function createSftpServer(options: SftpServerOptions): Promise<SftpServer> {
  const module = await loadSsh2()
  const host_key = module.utils.parseKey(options.host_key.reveal())
  assert(!(host_key instanceof Error), 'the host key of the SFTP server can be read')
  const sockets = new Map<number, Socket>()
  const ssh = createSsh(module, options, sockets)
  // Connections are accepted here, so that they can be dropped: ssh2 itself only says goodbye.
  const server = createServer({ noDelay: true }, (socket) => {
    const { remotePort = 0 } = socket
    sockets.set(remotePort, socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(remotePort))
    ssh.injectSocket(socket)
  })
  const drop = (): void => {
    for (const socket of sockets.values()) socket.destroy()
  }
  return {
    fingerprint: fingerprintOf(host_key.getPublicSSH()),
    listen: ({ port = 0, host = '127.0.0.1' } = {}) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => resolve({ port: (server.address() as AddressInfo).port }))
      }),
    connections: () => sockets.size,
    drop,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        drop()
      }),
  }
}

/** Long enough that ssh2's own keepalive, which needs a real clock, never comes. */
const NEVER_MS = 2 ** 31 - 1

function createSsh(
  module: typeof ssh2,
  options: SftpServerOptions,
  sockets: ReadonlyMap<number, Socket>,
): ssh2.Server {
  const { world, on_operation = () => ({ kind: 'ok' }), on_done = () => undefined } = options
  const { leaves_out = [], rename_overwrites = false } = options
  const logins = createLogins(module, options.users)
  let operations = 0
  const config = { hostKeys: [options.host_key.reveal()], keepaliveInterval: NEVER_MS }
  return new module.Server(config, (connection, { port }) => {
    let user: SftpUser | undefined
    guard(connection, async (context) => {
      const found = await logins.check(context)
      if (found === 'drop') return 'drop'
      user = found
      return found === undefined ? 'unknown' : 'known'
    })
    connection.on('session', (accept) => {
      const session = accept()
      session.on('sftp', (acceptSftp) => {
        assert(user !== undefined, 'a session belongs to a user')
        const end = serveSession(acceptSftp(), {
          world,
          user: user.name,
          disk: createServerDisk(user.root, { rename_overwrites }),
          on_operation,
          on_done,
          leaves_out,
          count: () => ++operations,
          drop: () => sockets.get(port)?.destroy(),
        })
        connection.on('close', end)
      })
    })
  })
}

type Judge = (context: AuthContext) => Promise<'known' | 'unknown' | 'drop'>

/** Lets in whom `judge` knows, after few tries. */
function guard(connection: Connection, judge: Judge): void {
  let tries = 0
  connection.on('error', () => undefined)
  const decide = async (context: AuthContext): Promise<void> => {
    const verdict = await judge(context)
    if (verdict === 'known') context.accept()
    else if (verdict === 'unknown') context.reject(['publickey', 'password'])
    else connection.end()
  }
  connection.on('authentication', (context) => {
    if (context.method !== 'none' && ++tries > SERVER_LOGINS_MAX) return void connection.end()
    // Whoever looks users up may fail, as when it is just being closed: then nobody is let in.
    decide(context).catch(() => connection.end())
  })
}
