import { type Instant, instantText, parseInstant } from '../../kernel/world.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Block } from './block.ts'
import { CHECKPOINT_CHARS_MAX } from './limits.ts'
import { isSignedBy, parseTrustedKey, type Signer, type TrustedKey } from './signer.ts'

/** What a checkpoint vouches for: the trail of this tenant up to `last_seq` is the one with this block hash. */
export type Checkpoint = {
  readonly tenant_id: TenantId
  readonly last_seq: number
  readonly hash: string
  readonly block: number
  readonly sealed_at: Instant
}

const SIGNATURE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/
const BODY =
  /^florin\/audit\/([1-9]\d{0,18})\n([1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\nblock ([1-9]\d{0,15})\nsealed_at (\S{20,30})\n$/

const bodyOf = (checkpoint: Checkpoint): string =>
  [
    `florin/audit/${checkpoint.tenant_id}`,
    checkpoint.last_seq,
    Buffer.from(checkpoint.hash, 'hex').toString('base64'),
    `block ${checkpoint.block}`,
    `sealed_at ${instantText(checkpoint.sealed_at)}`,
    '',
  ].join('\n')

/**
 * The checkpoint as text that can be kept, mailed or printed: origin, size, hash, two lines of our own, then
 * the signature. Source of the form: C2SP signed-note and tlog-checkpoint; the hash is that of our last block.
 */
export async function signCheckpoint(checkpoint: Checkpoint, signer: Signer): Promise<string> {
  const body = bodyOf(checkpoint)
  const signature = await signer.sign(Buffer.from(body))
  const key_id = parseTrustedKey(signer.key_text)?.key_id ?? Buffer.alloc(4)
  return `${body}\n— ${signer.name} ${Buffer.concat([key_id, signature]).toString('base64')}\n`
}

/** Reads a signed note; undefined when the text is not a checkpoint of ours. Says nothing about who signed. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  if (text.length > CHECKPOINT_CHARS_MAX) return undefined
  const [, tenant = '', last_seq = '', hash = '', block = '', at = ''] = BODY.exec(split(text).body) ?? []
  const sealed_at = parseInstant(at)
  if (sealed_at === undefined) return undefined
  return {
    tenant_id: BigInt(tenant) as TenantId,
    last_seq: Number(last_seq),
    hash: Buffer.from(hash, 'base64').toString('hex'),
    block: Number(block),
    sealed_at,
  }
}

/** The name of the trusted key that signed the text; undefined when none did. */
export function signerOf(text: string, trusted: readonly TrustedKey[]): string | undefined {
  if (text.length > CHECKPOINT_CHARS_MAX) return undefined
  const { body, signatures } = split(text)
  for (const line of signatures) {
    const [, name, base64 = ''] = SIGNATURE.exec(line) ?? []
    const bytes = Buffer.from(base64, 'base64')
    if (bytes.toString('base64') !== base64) continue // one signature has one spelling
    const key = trusted.find((each) => each.name === name && each.key_id.equals(bytes.subarray(0, 4)))
    if (key !== undefined && isSignedBy(key, Buffer.from(body), bytes.subarray(4))) return key.name
  }
  return undefined
}

/** True when a trusted key signed exactly this block's checkpoint, in this tenant's name. */
export function isVouchedFor(tenant_id: TenantId, block: Block, trusted: readonly TrustedKey[]): boolean {
  const said = parseCheckpoint(block.checkpoint)
  return (
    said?.tenant_id === tenant_id &&
    said.block === block.number &&
    said.last_seq === block.last_seq &&
    said.hash === block.hash &&
    signerOf(block.checkpoint, trusted) !== undefined
  )
}

/** The text before the empty line, its last newline included, is what is signed. */
function split(text: string): { body: string; signatures: string[] } {
  const at = text.indexOf('\n\n')
  return { body: text.slice(0, at + 1), signatures: text.slice(at + 2).split('\n') }
}
