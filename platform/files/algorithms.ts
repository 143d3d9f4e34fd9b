import type { Algorithms, CipherAlgorithm, KexAlgorithm, MacAlgorithm, ServerHostKeyAlgorithm } from 'ssh2'

/** What is offered to every server, best first; what no list names is never spoken. */
export const algorithmFacts = {
  source:
    'RFC 9142 (key exchange), RFC 8332 and 8709 (host keys), RFC 5647 and 4344 as OpenSSH numbers them (ciphers), RFC 6668 (MACs)',
  effective_from: '2022-01-01',
  review_by: '2027-12-31',
} as const

const kex: readonly KexAlgorithm[] = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp521',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp256',
  'diffie-hellman-group16-sha512',
  'diffie-hellman-group18-sha512',
  'diffie-hellman-group-exchange-sha256',
  'diffie-hellman-group14-sha256',
]
const serverHostKey: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp521',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp256',
  'rsa-sha2-512',
  'rsa-sha2-256',
]
/** GCM first: Node does it in native code, which ChaCha20 of ssh2 is not without its add-on. */
const cipher: readonly CipherAlgorithm[] = [
  'aes256-gcm@openssh.com',
  'aes128-gcm@openssh.com',
  'aes256-ctr',
  'aes192-ctr',
  'aes128-ctr',
  'chacha20-poly1305@openssh.com',
]
const hmac: readonly MacAlgorithm[] = [
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512',
  'hmac-sha2-256',
]

/**
 * Those that old servers of banks still need, each by its name. SHA-1 and CBC are weak, not broken open; MD5, RC4, DSA and
 * the 1024-bit group are not in the list and cannot be had.
 */
const older = {
  kex: ['diffie-hellman-group14-sha1', 'diffie-hellman-group-exchange-sha1'],
  serverHostKey: ['ssh-rsa'],
  cipher: ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc'],
  hmac: ['hmac-sha1-etm@openssh.com', 'hmac-sha1'],
} as const
export type OlderAlgorithm = (typeof older)[keyof typeof older][number]

/** The lists to offer; the older ones that a counterpart needs come last, so that they are chosen only when nothing else is. */
export function algorithmsFor(allowed: readonly OlderAlgorithm[]): Algorithms {
  const isAllowed = (name: OlderAlgorithm): boolean => allowed.includes(name)
  return {
    kex: [...kex, ...older.kex.filter(isAllowed)],
    serverHostKey: [...serverHostKey, ...older.serverHostKey.filter(isAllowed)],
    cipher: [...cipher, ...older.cipher.filter(isAllowed)],
    hmac: [...hmac, ...older.hmac.filter(isAllowed)],
    compress: ['none'],
  }
}
