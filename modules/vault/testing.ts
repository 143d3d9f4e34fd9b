import { present } from '../../kernel/assert.ts'
import type { Id } from '../../kernel/id.ts'
import { secret } from '../../kernel/secret.ts'
import type { World } from '../../kernel/world.ts'
import { createDatabase, type Database } from '../../platform/db/database.ts'
import { VAULT_ROLE } from '../../platform/db/session.ts'
import type { TestDatabase } from '../../platform/db/testing.ts'
import type { Dial, Send, WireRequest } from '../../platform/outbound/wire.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { testAudit } from '../audit/testing.ts'
import type { CardView, NewCard } from './card.ts'
import { keyFrom, openBytes, sealBytes } from './cipher.ts'
import { createVault, type KeyProvider, type Vault, type VaultDeps } from './index.ts'

/** A key-encryption key drawn from `world`, for tests only. */
export function testKeys(world: World, id = 'test:1'): KeyProvider {
  const key = keyFrom(Buffer.from(world.random(32)))
  const aad = Buffer.from(id)
  return {
    id,
    wrap: async (plain) => sealBytes(key, Buffer.from(world.random(12)), aad, plain),
    unwrap: async (wrapped) => openBytes(key, aad, wrapped),
  }
}

/** What a counterpart was sent, and what it answers. */
export type Counterpart = {
  readonly sent: WireRequest[]
  readonly send: Send
  /** The next answers, instead of 200 with `{}`. */
  readonly answers: Awaited<ReturnType<Send>>[]
}

export function testCounterpart(): Counterpart {
  const sent: WireRequest[] = []
  const answers: Awaited<ReturnType<Send>>[] = []
  return {
    sent,
    answers,
    async send(_dial, request) {
      sent.push(request)
      return answers.shift() ?? { kind: 'answered', answer: { status: 200, headers: {}, body: '{}' } }
    },
  }
}

export const testDial: Dial = { url: 'http://127.0.0.1:9/acquirer', timeout_ms: 1_000 }

/** A vault over a test's database, in its own role; `close` both. */
export function testVault(
  { url }: TestDatabase,
  world: World,
  more: Partial<VaultDeps> = {},
): { vault: Vault; db: Database; counterpart: Counterpart } {
  const db = createDatabase({ url, pool_max: 4, role: VAULT_ROLE })
  const counterpart = testCounterpart()
  const vault = createVault({
    db,
    world,
    audit: testAudit(db, world),
    keys: [testKeys(world)],
    send: counterpart.send,
    isAllowed: ({ url: to }) => to === testDial.url,
    ...more,
  })
  return { vault, db, counterpart }
}

/** A card as a caller hands it in: a good Visa, unless said otherwise. */
export const newCard = (
  more: { number?: string; cvc?: string | null; month?: number; year?: number } = {},
): NewCard => {
  const { number = '4242424242424242', cvc = '123', month = 12, year = 2049 } = more
  return {
    number: secret(number),
    expiry_month: month,
    expiry_year: year,
    cvc: cvc === null ? null : secret(cvc),
    name: null,
  }
}

/** Puts a card into the vault in a transaction of its own. */
export async function tokenize(
  vault: Vault,
  db: Database,
  scope: OpenScope,
  card = newCard(),
): Promise<CardView> {
  await vault.prepareToken(scope, card)
  const made = await db.withTenant(scope.tenant_id, (tx) => vault.createToken({ ...scope, db: tx }, card))
  return present(made.ok ? made.value : undefined, 'the token')
}

export const jsonCall = (token: Id<'tok'>, body: string, dial = testDial) => ({
  token,
  dial,
  request: { transport: 'http', method: 'POST', path: '/v1/charges', headers: {}, body } as const,
})

/**
 * What of the contract of key providers this one breaks; none: []. Every adapter of a key service runs it in its tests.
 */
export async function providerFaults(provider: KeyProvider): Promise<string[]> {
  const faults: string[] = []
  const plain = Buffer.from(Array.from({ length: 48 }, (_, index) => index * 5))
  const keep = Buffer.from(plain)
  const [one, two] = [await provider.wrap(plain), await provider.wrap(plain)]
  const opens = (wrapped: Buffer): Promise<Buffer | undefined> =>
    provider.unwrap(wrapped).catch(() => undefined)
  if (!/^[\x21-\x7e]{1,500}$/.test(provider.id)) faults.push('its id is not a plain name')
  if (!plain.equals(keep)) faults.push('wrap changes what it is given')
  if (one.equals(two)) faults.push('wrap gives the same twice')
  if (one.length > 6_144) faults.push('what it wraps is too long')
  if (one.includes(plain.subarray(0, 8))) faults.push('what it wraps can be read')
  if ((await opens(one))?.equals(keep) !== true || (await opens(two))?.equals(keep) !== true)
    faults.push('unwrap does not give back what was wrapped')
  for (const at of [0, one.length >> 1, one.length - 1]) {
    const changed = Buffer.from(one)
    changed[at] = (changed[at] ?? 0) ^ 1
    if ((await opens(changed)) !== undefined) faults.push(`unwrap believes a byte that was changed at ${at}`)
  }
  if ((await opens(one.subarray(0, -1))) !== undefined) faults.push('unwrap believes what was cut')
  if ((await opens(Buffer.alloc(0))) !== undefined) faults.push('unwrap believes nothing at all')
  return faults
}
