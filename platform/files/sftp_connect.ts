import type { Socket } from 'node:net'
import type ssh2 from 'ssh2'
import type { AnyAuthMethod, AuthenticationType, Client, ParsedKey } from 'ssh2'
import type { World } from '../../kernel/world.ts'
import type { Reach } from '../outbound/safe_connect.ts'
import { algorithmsFor } from './algorithms.ts'
import { fingerprintOf, readFingerprint } from './host_key.ts'
import { SFTP_ANSWER_MS_MAX, SFTP_CONNECT_MS_MAX } from './limits.ts'
import { loadSsh2 } from './load_ssh2.ts'
import { done, refused, type Refused, type Told } from './outcome.ts'
import { cleanSaid } from './said.ts'
import type { SftpConfig } from './sftp_config.ts'
import { dialSftp } from './sftp_dial.ts'
import { createLink, type Link } from './sftp_link.ts'

/** Connects, checks the server's key, proves who we are and opens SFTP, all of it within one deadline. Never rejects. */
export async function openLink(reach: Reach, config: SftpConfig, signal: AbortSignal): Promise<Told<Link>> {
  const { world } = reach
  const connect_ms = config.connect_ms ?? SFTP_CONNECT_MS_MAX
  const module = await loadSsh2()
  const key = readPrivateKey(module, config)
  if (key !== undefined && 'kind' in key) return key
  const until_ms = world.elapsed_ms() + connect_ms
  const socket = await dialSftp(reach, config, { connect_ms, signal })
  if (socket.kind === 'refused') return socket
  const left_ms = Math.max(0, until_ms - world.elapsed_ms())
  const client = new module.Client()
  return new Promise((resolve) => {
    const end = (outcome: Told<Link>): void => {
      cancel()
      signal.removeEventListener('abort', close)
      if (outcome.kind === 'refused') socket.value.destroy()
      resolve(outcome)
    }
    const cancel = world.after(left_ms, () =>
      end(refused('no_answer_in_time', `no session within ${connect_ms} ms`)),
    )
    const close = (): void => end(refused('closed', 'the transport was closed'))
    signal.addEventListener('abort', close)
    if (signal.aborted) return close()
    try {
      greet({ world, client, socket: socket.value, config, key }, end)
    } catch {
      // ssh2 throws for an algorithm that this machine's OpenSSL was built without.
      end(refused('no_common_algorithm', 'this machine does not know an algorithm that is to be offered'))
    }
  })
}

function readPrivateKey(module: typeof ssh2, config: SftpConfig): ParsedKey | Refused | undefined {
  if (config.private_key === undefined) return undefined
  const { text, passphrase } = config.private_key
  // What the parser says is not passed on: it has the key before it.
  const why = 'the private key is in no known form, or its passphrase is another'
  const parsed = module.utils.parseKey(text.reveal(), passphrase?.reveal())
  return parsed instanceof Error || !parsed.isPrivateKey() ? refused('key_not_readable', why) : parsed
}

type Greeting = {
  readonly world: World
  readonly client: Client
  readonly socket: Socket
  readonly config: SftpConfig
  readonly key: ParsedKey | undefined
}

/** Calls `end` with the first thing that decides; what follows it changes nothing any more. */
function greet({ world, client, socket, config, key }: Greeting, end: (outcome: Told<Link>) => void): void {
  const believed = new Set(config.host_keys.map(readFingerprint))
  let stranger: string | undefined
  const said = (error: Error): string => cleanSaid(error.message, secretsOf(config))
  client.on('error', (error) =>
    end(
      stranger === undefined
        ? refusedBy(error, said(error))
        : refused('host_key_differs', `the server shows ${stranger}, which is not believed`),
    ),
  )
  client.on('close', () => end(refused('connection_lost', 'the server ended the connection')))
  client.on('ready', () => {
    client.sftp((error, sftp) => {
      const answer_ms = config.answer_ms ?? SFTP_ANSWER_MS_MAX
      if (error) end(refused('no_sftp', said(error)))
      else end(done(createLink(world, { socket, client, sftp }, answer_ms)))
    })
  })
  client.connect({
    sock: socket,
    username: config.user,
    algorithms: algorithmsFor(config.older_algorithms ?? []),
    hostVerifier(shown: Buffer) {
      const fingerprint = fingerprintOf(shown)
      if (!believed.has(fingerprint)) stranger = fingerprint
      return believed.has(fingerprint)
    },
    authHandler: proofs(config, key),
    // Deadlines and keepalives are ours, by World.
    readyTimeout: 0,
    keepaliveInterval: 0,
  })
}

export const secretsOf = ({ password, private_key }: SftpConfig) => [
  password,
  private_key?.passphrase,
  private_key?.text,
]

const TOO_MANY_CONNECTIONS = 12
const NO_MORE_METHODS = 14

function refusedBy(error: Error, said: string): Refused {
  const { level, code } = error as { level?: string; code?: unknown }
  if (level === 'client-authentication' || code === NO_MORE_METHODS)
    return refused('authentication_failed', 'the server does not take the password or the key')
  if (code === TOO_MANY_CONNECTIONS) return refused('busy', said)
  if (/no matching/i.test(error.message)) return refused('no_common_algorithm', said)
  return refused(level === 'client-socket' ? 'no_connection' : 'connection_lost', said)
}

/**
 * The key first, then the password where the server still asks for it, each of them once: banks lock accounts after a few
 * failures. A server that takes passwords only as the answer to a question gets it there, when it asks exactly one.
 */
function proofs(config: SftpConfig, key: ParsedKey | undefined) {
  const { user: username, password } = config
  const tried = new Set<AuthenticationType>()
  const methods: AnyAuthMethod[] = []
  if (key !== undefined) methods.push({ type: 'publickey', username, key })
  if (password !== undefined) {
    methods.push({ type: 'password', username, password: password.reveal() })
    methods.push({
      type: 'keyboard-interactive',
      username,
      prompt(_name, _instructions, _language, questions, finish) {
        const [only] = questions
        const isPassword = questions.length === 1 && only?.echo !== true
        finish(isPassword ? [password.reveal()] : questions.map(() => ''))
      },
    })
  }
  return (left: AuthenticationType[] | null): AnyAuthMethod | false => {
    const next = methods.find(({ type }) => {
      if (tried.has(type)) return false
      return left === null ? type !== 'keyboard-interactive' : left.includes(type)
    })
    // The same password is not tried in two ways.
    if (
      next === undefined ||
      (next.type === 'keyboard-interactive' && tried.has('password') && left?.includes('password') === true)
    )
      return false
    tried.add(next.type)
    return next
  }
}
