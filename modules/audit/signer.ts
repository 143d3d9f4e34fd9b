import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto'
import { existsSync } from 'node:fs'
import { assert } from '../../kernel/assert.ts'
import type { World } from '../../kernel/world.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { makeSecretFile, readSecretFile } from '../../platform/secret_file.ts'

/**
 * Signs checkpoints under a name. `key_text` is its public half, to be given to whoever verifies. The private
 * half may be elsewhere: `sign` is called outside transactions and may take its time.
 */
export type Signer = {
  readonly name: string
  readonly key_text: string
  sign(message: Buffer): Buffer | Promise<Buffer>
}

/** A public key that somebody trusts, by the name it signs under. */
export type TrustedKey = { readonly name: string; readonly key_id: Buffer; readonly key: KeyObject }

const ED25519 = Buffer.from([1]) // C2SP signed-note: the algorithm's number, first byte of the key
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex') // RFC 8410 §7 wrapping of a 32-byte seed
const SPKI = Buffer.from('302a300506032b6570032100', 'hex') // RFC 8410 §4 wrapping of a public key
const NAME = /^[a-z0-9][a-z0-9._/-]{0,99}$/

const keyId = (name: string, key: Buffer): Buffer =>
  hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), ED25519, key]), 'buffer').subarray(0, 4)

/** An Ed25519 key made from 32 bytes of chance. The name may hold lower-case letters, digits and `._/-`. */
export function localSigner(name: string, seed: Uint8Array): Signer {
  assert(NAME.test(name), 'a signer has a plain name')
  assert(seed.length === 32, 'an Ed25519 seed is 32 bytes')
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const bytes = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI.length)
  const key_text = `${name}+${keyId(name, bytes).toString('hex')}+${Buffer.concat([ED25519, bytes]).toString('base64')}`
  return { name, key_text, sign: (message) => sign(null, message, key) }
}

/**
 * The signer whose seed is in `file`; a file that is not there is made, readable by its owner only. Errors:
 * StartRefused when others may read the file, or when it does not hold a seed.
 */
export async function loadSigner(options: { file: string; name: string; world: World }): Promise<Signer> {
  const { file, name, world } = options
  if (!existsSync(file)) await makeSecretFile(file, `${Buffer.from(world.random(32)).toString('hex')}\n`)
  const text = (await readSecretFile(file, 'the audit signing key')).trim()
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new StartRefused(`The audit signing key ${file} is damaged; restore it from a backup.`)
  return localSigner(name, Buffer.from(text, 'hex'))
}

/** Reads a public key as `key_text` writes it; undefined when it is not one or its id does not fit. */
export function parseTrustedKey(text: string): TrustedKey | undefined {
  const [name = '', id = '', base64 = '', ...rest] = text.trim().split('+')
  // Base64 has plus signs of its own: what was cut there is joined again.
  const bytes = Buffer.from([base64, ...rest].join('+'), 'base64')
  if (!NAME.test(name) || bytes.length !== 33 || bytes[0] !== ED25519[0]) return undefined
  const key_id = keyId(name, bytes.subarray(1))
  if (key_id.toString('hex') !== id) return undefined
  const key = createPublicKey({ key: Buffer.concat([SPKI, bytes.subarray(1)]), format: 'der', type: 'spki' })
  return { name, key_id, key }
}

export const isSignedBy = (trusted: TrustedKey, message: Buffer, signature: Buffer): boolean =>
  signature.length === 64 && verify(null, message, trusted.key, signature)
