import { hash, type KeyObject, timingSafeEqual } from 'node:crypto'
import { present } from '../../kernel/assert.ts'
import { newUuid } from '../../kernel/id.ts'
import type { World } from '../../kernel/world.ts'
import { boundedCache } from '../../platform/bounded_cache.ts'
import type { Database } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { keyFrom } from './cipher.ts'
import { Unreadable } from './errors.ts'
import type { KeyProvider } from './key_provider.ts'
import { KEY_RINGS_MAX, KEY_TRUSTED_MS } from './limits.ts'
import { beginEpoch, type KeyRow, type NewKey, selectKeys } from './store_keys.ts'

/** An opened sealing key. */
export type SealingKey = { readonly epoch: number; readonly id: string; readonly key: KeyObject }

/** The keys of one tenant for one purpose. */
type Ring = {
  readonly read_ms: number
  readonly keys: ReadonlyMap<number, SealingKey>
  /** The newest; undefined when there is none, or when it was destroyed. */
  readonly current: SealingKey | undefined
  readonly last_epoch: number
}

export type SealingKeys = {
  /** The newest key, made if there is none. Call it outside of any transaction: a key service may be asked. */
  current(tenant_id: TenantId, purpose: string): Promise<SealingKey>
  /** The key of an epoch; undefined when it was destroyed, or never was. */
  find(tenant_id: TenantId, purpose: string, epoch: number): Promise<SealingKey | undefined>
  /** The same from memory only: undefined also when it has to be read. */
  held(tenant_id: TenantId, purpose: string, epoch: number): SealingKey | undefined
  /** The newest key as it was read last, however long ago; undefined when it was never read. */
  heldCurrent(tenant_id: TenantId, purpose: string): SealingKey | undefined
  /** A wrapped key for the epoch after the newest one; nothing is written. */
  next(tenant_id: TenantId, purpose: string): Promise<NewKey>
  /** From now on the tenant's keys are read again. */
  forget(tenant_id: TenantId, purpose: string): void
  /** The same for keys of every purpose. */
  forgetTenant(tenant_id: TenantId): void
}

export type KeyDeps = {
  readonly db: Database
  /** The wall's world: keys age in real time. */
  readonly world: World
  /** The first one wraps; all of them unwrap what they once wrapped. */
  readonly providers: readonly KeyProvider[]
}

const KEY_BYTES = 32

/** Bound into what is wrapped: a wrapped key that was copied to another tenant's row is not believed there. */
const bindingOf = (tenant_id: TenantId, purpose: string, epoch: number, key_id: string): Buffer =>
  hash('sha256', `florin sealing key\n${tenant_id}\n${purpose}\n${epoch}\n${key_id}`, 'buffer').subarray(
    0,
    16,
  )

const nameOf = (tenant_id: TenantId, purpose: string): string => `${tenant_id} ${purpose}`

/** Rings in memory; each is read once, however many ask for it. */
function createRings(deps: KeyDeps) {
  const { world } = deps
  const rings = boundedCache<string, Ring>(KEY_RINGS_MAX)
  const loading = new Map<string, Promise<Ring>>()
  const forget = (name: string): void => {
    rings.delete(name)
    loading.delete(name)
  }
  return {
    load(tenant_id: TenantId, purpose: string): Promise<Ring> {
      const name = nameOf(tenant_id, purpose)
      const known = loading.get(name)
      if (known !== undefined) return known
      const reading: Promise<Ring> = readRing(deps, tenant_id, purpose)
        .then((ring) => {
          // What was read before somebody forgot it may be out of date.
          if (loading.get(name) === reading) rings.set(name, ring)
          return ring
        })
        .finally(() => {
          if (loading.get(name) === reading) loading.delete(name)
        })
      loading.set(name, reading)
      return reading
    },
    held: (tenant_id: TenantId, purpose: string): Ring | undefined => rings.get(nameOf(tenant_id, purpose)),
    trusted(tenant_id: TenantId, purpose: string): Ring | undefined {
      const ring = rings.get(nameOf(tenant_id, purpose))
      return ring !== undefined && world.elapsed_ms() - ring.read_ms < KEY_TRUSTED_MS ? ring : undefined
    },
    forget: (tenant_id: TenantId, purpose: string): void => forget(nameOf(tenant_id, purpose)),
    forgetTenant(tenant_id: TenantId): void {
      for (const name of [...rings.keys(), ...loading.keys()])
        if (name.startsWith(`${tenant_id} `)) forget(name)
    },
  }
}

async function readRing(deps: KeyDeps, tenant_id: TenantId, purpose: string): Promise<Ring> {
  const read_ms = deps.world.elapsed_ms()
  const rows = await deps.db.withTenant(tenant_id, (tx) => selectKeys(tx, tenant_id, purpose))
  const live = rows.filter((row) => row.wrapped !== null)
  const opened = await Promise.all(live.map((row) => unwrapRow(deps, tenant_id, purpose, row)))
  const keys = new Map(opened.map((key) => [key.epoch, key]))
  const last_epoch = rows.at(-1)?.epoch ?? 0
  return { read_ms, keys, current: keys.get(last_epoch), last_epoch }
}

export function createSealingKeys(deps: KeyDeps): SealingKeys {
  const { db, world } = deps
  const rings = createRings(deps)
  const ringOf = (tenant_id: TenantId, purpose: string): Ring | Promise<Ring> =>
    rings.trusted(tenant_id, purpose) ?? rings.load(tenant_id, purpose)
  const next = (tenant_id: TenantId, purpose: string, { last_epoch }: Ring): Promise<NewKey> =>
    wrapFresh(deps, tenant_id, purpose, last_epoch + 1)
  const make = onceAtATime(async (tenant_id, purpose, ring) => {
    const fresh = await next(tenant_id, purpose, ring)
    const now = world.now()
    // When another process was faster, its key is the one that is read back.
    await db.withTenant(tenant_id, (tx) => beginEpoch(tx, tenant_id, { at: now, wall: now }, fresh))
    rings.forget(tenant_id, purpose)
    return present((await rings.load(tenant_id, purpose)).current, 'the key that was just made')
  })
  return {
    async current(tenant_id, purpose) {
      const ring = await ringOf(tenant_id, purpose)
      // Who read the ring before the key was made finds it in memory.
      const current = ring.current ?? rings.trusted(tenant_id, purpose)?.current
      return current ?? make(tenant_id, purpose, ring)
    },
    find: async (tenant_id, purpose, epoch) => (await ringOf(tenant_id, purpose)).keys.get(epoch),
    held: (tenant_id, purpose, epoch) => rings.trusted(tenant_id, purpose)?.keys.get(epoch),
    heldCurrent: (tenant_id, purpose) => rings.held(tenant_id, purpose)?.current,
    next: async (tenant_id, purpose) => next(tenant_id, purpose, await rings.load(tenant_id, purpose)),
    forget: rings.forget,
    forgetTenant: rings.forgetTenant,
  }
}

type Make = (tenant_id: TenantId, purpose: string, ring: Ring) => Promise<SealingKey>

/** Many first uses at once make one key: each maker forgets the ring, also the one that another has just read and needs. */
function onceAtATime(make: Make): Make {
  const making = new Map<string, Promise<SealingKey>>()
  return (tenant_id, purpose, ring) => {
    const name = nameOf(tenant_id, purpose)
    const known = making.get(name)
    if (known !== undefined) return known
    const made = make(tenant_id, purpose, ring).finally(() => making.delete(name))
    making.set(name, made)
    return made
  }
}

async function wrapFresh(
  { world, providers }: KeyDeps,
  tenant_id: TenantId,
  purpose: string,
  epoch: number,
): Promise<NewKey> {
  const provider = present(providers[0], 'a key provider')
  const key_id = newUuid(world)
  const plain = Buffer.concat([world.random(KEY_BYTES), bindingOf(tenant_id, purpose, epoch, key_id)])
  const wrapped = await provider.wrap(plain)
  plain.fill(0)
  return { purpose, epoch, key_id, wrapped, wrapped_by: provider.id }
}

async function unwrapRow(
  { providers }: KeyDeps,
  tenant_id: TenantId,
  purpose: string,
  { epoch, key_id, wrapped, wrapped_by }: KeyRow,
): Promise<SealingKey> {
  const provider = providers.find(({ id }) => id === wrapped_by)
  if (provider === undefined || wrapped === null)
    throw new Unreadable(`a sealing key is wrapped under ${wrapped_by}, which is not at hand`)
  const plain = await provider.unwrap(wrapped)
  const binding = plain.subarray(KEY_BYTES)
  const expected = bindingOf(tenant_id, purpose, epoch, key_id)
  if (binding.length !== expected.length || !timingSafeEqual(binding, expected))
    throw new Unreadable('a wrapped sealing key belongs to another tenant, purpose or epoch')
  const key = keyFrom(plain.subarray(0, KEY_BYTES))
  plain.fill(0)
  return { epoch, id: key_id, key }
}
