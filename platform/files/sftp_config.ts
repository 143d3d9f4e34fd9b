import type { Secret } from '../../kernel/secret.ts'
import type { DialPolicy } from '../outbound/safe_url.ts'
import type { OlderAlgorithm } from './algorithms.ts'
import type { TransferRules } from './rules.ts'

/** How a bank's SFTP server is reached, and what is agreed with it. */
export type SftpConfig = TransferRules & {
  /** A name or an address, IPv6 without brackets. */
  readonly host: string
  readonly port: number
  /** Of an address that a tenant gave: where it may lead. Absent: it is ours. */
  readonly policy?: DialPolicy
  readonly user: string
  /** With a key as well, the password is given when the server asks for both. */
  readonly password?: Secret
  /** Ed25519, ECDSA or RSA in OpenSSH's or PEM form. */
  readonly private_key?: { readonly text: Secret; readonly passphrase?: Secret }
  /** SHA-256 fingerprints of the host keys that are believed; several while the bank changes its key. At least one. */
  readonly host_keys: readonly string[]
  /** Weak ones that this server needs, by name. */
  readonly older_algorithms?: readonly OlderAlgorithm[]
  /** Where paths begin on the server; the folder after login when absent. */
  readonly root?: string
  /** Each of them has its default in `limits.ts`. */
  readonly connect_ms?: number
  readonly answer_ms?: number
  readonly transfer_ms?: number
  readonly keepalive_ms?: number
  readonly idle_ms?: number
  readonly operations_max?: number
}
