import { assert } from '../../kernel/assert.ts'
import { type Secret, secret } from '../../kernel/secret.ts'
import type { World } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { keyedHash, openAt, type Place, sealAt } from './cipher.ts'
import type { SealingKeys } from './sealing_keys.ts'
import { Unreadable } from './errors.ts'
import { SEALED_CHARS_MAX } from './limits.ts'

/** `flv1.<purpose>.<epoch>.<key id>.<base64url>`: which key opens it stands in front, for rotations. */
const SEALED = /^flv1\.([a-z][a-z0-9_]{0,59})\.(\d{1,9})\.([0-9a-f-]{36})\.([A-Za-z0-9_-]+)$/
const PURPOSE = /^[a-z][a-z0-9_]{0,59}$/

type SealDeps = { readonly keys: SealingKeys; readonly world: World }

const placeOf = (scope: OpenScope, purpose: string, key_id: string): Place => ({
  tenant_id: scope.tenant_id,
  table: 'sealed',
  row: purpose,
  column: 'text',
  key_id,
})

/**
 * Seals a secret of another module under the tenant's newest key for `purpose` (a-z, 0-9, _; not `card`). Outside of
 * transactions: the key may have to be made. A repeat gives another text that opens to the same.
 */
export async function sealSecret(
  { keys, world }: SealDeps,
  scope: OpenScope,
  purpose: string,
  plain: Secret,
): Promise<string> {
  assert(PURPOSE.test(purpose) && purpose !== 'card', 'a purpose is a plain word of its own')
  const { epoch, id, key } = await keys.current(scope.tenant_id, purpose)
  const place = placeOf(scope, purpose, id)
  const sealed = sealAt(key, Buffer.from(world.random(12)), place, Buffer.from(plain.reveal()))
  return `flv1.${purpose}.${epoch}.${id}.${sealed.toString('base64url')}`
}

/**
 * Opens what `sealSecret` made for this tenant and purpose. Errors: throws Unreadable when the text was changed, belongs to
 * another tenant or purpose, or when its key was destroyed.
 */
export async function unsealSecret(
  { keys }: SealDeps,
  scope: OpenScope,
  purpose: string,
  sealed: string,
): Promise<Secret> {
  const [, named, epoch = '', id = '', text = ''] =
    (sealed.length <= SEALED_CHARS_MAX ? SEALED.exec(sealed) : null) ?? []
  if (named !== purpose) throw new Unreadable(`this is not a sealed text of the purpose ${purpose}`)
  const found = await keys.find(scope.tenant_id, purpose, Number(epoch))
  if (found === undefined || found.id !== id)
    throw new Unreadable(`the key of this ${purpose} was destroyed, or never was this tenant's`)
  return secret(openAt(found.key, placeOf(scope, purpose, id), Buffer.from(text, 'base64url')).toString())
}

/**
 * A keyed hash of a secret of another module, under a key of the tenant that is never rotated: 32 hex digits. Outside of
 * transactions: the key may have to be made. A repeat gives the same.
 */
export async function fingerprintSecret(
  { keys }: SealDeps,
  { tenant_id }: OpenScope,
  purpose: string,
  plain: Secret,
): Promise<string> {
  assert(PURPOSE.test(purpose) && purpose !== 'card', 'a purpose is a plain word of its own')
  const { key } = await keys.current(tenant_id, `${purpose}.hash`)
  return keyedHash(key, 'fingerprint', plain.reveal())
}
