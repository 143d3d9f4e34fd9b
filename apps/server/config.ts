import { isIP } from 'node:net'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Secret, secret } from '../../kernel/secret.ts'
import type { EdgeTls } from '../../platform/http/edge_types.ts'
import type { RateRules } from '../../platform/http/rate_limits.ts'
import type { LogLevel } from '../../platform/telemetry/log.ts'
import { readRates } from './rates.ts'
import { type Environment, oneOf, refuse, whole, word } from './setting.ts'
import { readTls } from './tls.ts'

export const roles = ['api', 'worker', 'vault'] as const
export type Role = (typeof roles)[number]

/** Everything the environment decides. Read once, at the start. */
export type ServerConfig = {
  readonly host: string
  readonly port: number
  /** Where the vault listens: the only place that takes card numbers. */
  readonly vault_port: number
  /** How browsers and programs reach it; undefined: at `host` and `vault_port`. */
  readonly vault_public_url: string | undefined
  /** Gives the key-encryption key; without one it is in the data directory. */
  readonly vault_passphrase: Secret | undefined
  /** Goes into the hashes of what risk counts by; without one it is in the data directory. */
  readonly risk_pepper: Secret | undefined
  readonly data_dir: string
  /** Undefined: the embedded PostgreSQL is booted in the data directory. */
  readonly database_url: string | undefined
  readonly public_url: string | undefined
  /** A dashboard that was built before; undefined: it is built when it is first wanted. */
  readonly dashboard_dir: string | undefined
  readonly amqp_url: string | undefined
  readonly otlp_endpoint: string | undefined
  readonly log_level: LogLevel
  readonly roles: readonly Role[]
  readonly ledger_lanes: number
  /** Whether the simulator of the card world is started beside the server, for sandboxes. */
  readonly has_simulator: boolean
  readonly in_flight_max: number | undefined
  /** Public keys of earlier signers of the audit trail, so that what they signed stays good. */
  readonly audit_trusted_keys: readonly string[]
  readonly trusted_proxies: readonly string[]
  readonly rates: RateRules
  readonly tls: EdgeTls | undefined
}

function url(env: Environment, name: string, schemes: readonly string[]): string | undefined {
  const text = env[name]
  if (text === undefined || text === '') return undefined
  // The text itself may hold a password, so it is not repeated.
  if (!schemes.some((scheme) => text.startsWith(`${scheme}//`)))
    return refuse(
      name,
      `must be an address that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
    )
  return URL.canParse(text)
    ? text.replace(/\/+$/, '')
    : refuse(name, 'cannot be read as an address; in a password write # as %23, / as %2F, @ as %40, % as %25')
}

const list = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)

function rolesOf(env: Environment): readonly Role[] {
  const named = list(env['FLORIN_ROLES'])
  const unknown = named.find((name) => !roles.some((role) => role === name))
  if (unknown !== undefined)
    return refuse(
      'FLORIN_ROLES',
      `names "${unknown}"; the roles are ${roles.slice(0, -1).join(', ')} and ${roles.at(-1)}`,
    )
  return named.length === 0 ? roles : roles.filter((role) => named.includes(role))
}

function proxiesOf(env: Environment): readonly string[] {
  const named = list(env['FLORIN_TRUSTED_PROXIES'])
  const unknown = named.find((text) => !isNetwork(text))
  return unknown === undefined
    ? named
    : refuse('FLORIN_TRUSTED_PROXIES', `names "${unknown}", which is neither an address nor a network`)
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const bits_max = isIP(address) === 6 ? 128 : 32
  const hasBits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= bits_max)
  return isIP(address) !== 0 && rest.length === 0 && hasBits
}

const folder = (env: Environment, name: string): string | undefined => {
  const text = word(env, name, '')
  return text === '' ? undefined : resolve(text)
}

const PEPPER_CHARS_MIN = 32

function pepperOf(env: Environment): Secret | undefined {
  const text = word(env, 'FLORIN_RISK_PEPPER', '')
  if (text === '') return undefined
  return text.length < PEPPER_CHARS_MIN
    ? refuse('FLORIN_RISK_PEPPER', `must have at least ${PEPPER_CHARS_MIN} characters, by chance`)
    : secret(text)
}

const defaultDataDir = (): string =>
  process.getuid?.() === 0 ? '/var/lib/florin' : join(homedir(), '.local', 'share', 'florin')

/** Reads the environment. Errors: StartRefused naming the variable and what it must be. */
export function readConfig(env: Environment): ServerConfig {
  const port = whole(env, 'PORT', 4010, 1, 65_535)
  const passphrase = word(env, 'FLORIN_VAULT_PASSPHRASE', '')
  return {
    host: word(env, 'HOST', '127.0.0.1'),
    port,
    vault_port: whole(env, 'VAULT_PORT', Math.min(port + 1, 65_535), 1, 65_535),
    vault_public_url: url(env, 'FLORIN_VAULT_PUBLIC_URL', ['http:', 'https:']),
    vault_passphrase: passphrase === '' ? undefined : secret(passphrase),
    risk_pepper: pepperOf(env),
    data_dir: resolve(word(env, 'FLORIN_DATA_DIR', defaultDataDir())),
    database_url: url(env, 'DATABASE_URL', ['postgres:', 'postgresql:']),
    public_url: url(env, 'FLORIN_PUBLIC_URL', ['http:', 'https:']),
    dashboard_dir: folder(env, 'FLORIN_DASHBOARD_DIR'),
    amqp_url: url(env, 'AMQP_URL', ['amqp:', 'amqps:']),
    otlp_endpoint: url(env, 'OTEL_EXPORTER_OTLP_ENDPOINT', ['http:', 'https:']),
    log_level: oneOf(env, 'FLORIN_LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], 'warn'),
    roles: rolesOf(env),
    ledger_lanes: whole(env, 'FLORIN_LEDGER_LANES', 2, 1, 16),
    has_simulator: oneOf(env, 'FLORIN_SIMULATOR', ['on', 'off'], 'on') === 'on',
    in_flight_max:
      env['FLORIN_IN_FLIGHT_MAX'] === undefined
        ? undefined
        : whole(env, 'FLORIN_IN_FLIGHT_MAX', 1_000, 1, 100_000),
    audit_trusted_keys: list(env['FLORIN_AUDIT_TRUSTED_KEYS']),
    trusted_proxies: proxiesOf(env),
    rates: readRates(env['FLORIN_RATE_LIMITS']),
    tls: readTls(env),
  }
}

/** Where callers on this machine reach the listener; an address that means “all of them” is none to call. */
export function listenerUrl({ host, port, tls }: Pick<ServerConfig, 'host' | 'port' | 'tls'>): string {
  const called = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host
  return `${tls === undefined ? 'http' : 'https'}://${called.includes(':') ? `[${called}]` : called}:${port}`
}
