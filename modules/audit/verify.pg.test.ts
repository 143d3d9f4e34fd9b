import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { present } from '../../kernel/assert.ts'
import { simWorld } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import type { TenantId } from '../../platform/scope.ts'
import { leafHash } from './event.ts'
import { type AuditFault, createAudit, localSigner, verificationLines, verifyAudit } from './index.ts'
import { VERIFY_FAULTS_MAX } from './limits.ts'
import { type ProofPlace, proveTrail } from './prove.ts'
import { parseTrustedKey } from './signer.ts'
import { appendAlone, memoryKeeper, someEntries, systemScope } from './testing.ts'

const world = simWorld(3n)
const signer = localSigner('florin-test', world.random(32))
let test_db: TestDatabase
let tenants = 0n

before(async () => {
  test_db = await createTestDatabase()
})
after(() => test_db.drop())

const auditWith = (keeper = memoryKeeper()) => createAudit({ db: test_db.db, world, signer, keeper })

/** A trail of ten events: 1 to 4 and 5 to 8 sealed, 9 and 10 not yet. Answers its newest checkpoint. */
async function trail() {
  const keeper = memoryKeeper()
  const audit = auditWith(keeper)
  const tenant_id = ++tenants as TenantId
  const scope = systemScope(tenant_id, world)
  for (const [count, from] of [
    [4, 1],
    [4, 5],
  ] as const) {
    await appendAlone(test_db.db, audit, scope, someEntries(count, from))
    assert.equal((await audit.sealTenant(tenant_id)).ok, true)
  }
  await appendAlone(test_db.db, audit, scope, someEntries(2, 9))
  const checkpoint = present(keeper.kept.get(tenant_id), 'the checkpoint')
  assert.deepEqual((await audit.verify(tenant_id, { checkpoint })).faults, [])
  return { audit, tenant_id, scope, checkpoint, keeper }
}

const asOwner = (text: string, ...values: unknown[]) => test_db.admin.query(text, values)

/** What an intruder does who knows how leaves are made: every leaf fits its event again. */
async function recomputeLeaves(tenant_id: TenantId): Promise<void> {
  const audit = auditWith()
  const { events } = await audit.list(
    systemScope(tenant_id, world),
    {},
    { before_seq: undefined, limit: 1000 },
  )
  for (const event of events)
    await asOwner(
      `update audit.event set leaf_hash = decode($3, 'hex') where tenant_id = $1 and seq = $2`,
      tenant_id,
      event.seq,
      leafHash(tenant_id, event),
    )
}

async function faultsOf(tenant_id: TenantId, checkpoint?: string): Promise<string[]> {
  const found = await auditWith().verify(tenant_id, { checkpoint })
  assert.equal(found.ok, found.faults.length === 0)
  const faults = found.faults.map(nameOf)
  const [proven] = await prove(tenant_id, checkpoint)
  assert.equal(proven === undefined, found.ok, 'a proof by pages finds something where the verifier does')
  assert.ok(proven === undefined || faults.includes(proven), `${proven} is one of ${faults.join()}`)
  return faults
}

const nameOf = ({ kind, seq, block }: AuditFault): string => `${kind} ${seq ?? `block ${block}`}`

/** A proof in pages of a block or three events: its fault, and how many pages it took. */
async function prove(tenant_id: TenantId, checkpoint: string | undefined) {
  const trusted = [present(parseTrustedKey(signer.key_text), 'the key')]
  const page = { blocks_max: 2, events_max: 3 }
  let place: ProofPlace | undefined
  for (let pages = 1; ; pages++) {
    const proof = await proveTrail({ db: test_db.db, trusted }, tenant_id, { after: place, checkpoint, page })
    assert.ok(pages < 20, 'a proof ends')
    if (proof.next === undefined)
      return [proof.fault && nameOf(proof.fault), pages, proof.through_seq] as const
    place = proof.next
  }
}

test('a proof reads a trail page by page, all of it once', async () => {
  const { tenant_id, checkpoint } = await trail()
  assert.deepEqual(await prove(tenant_id, checkpoint), [undefined, 3, 10])
  assert.deepEqual(await prove(++tenants as TenantId, undefined), [undefined, 1, 0])
})

test('an edited event is named, sealed or not', async () => {
  const { tenant_id } = await trail()
  await asOwner(`update audit.event set actor_id = 'key_evil' where tenant_id = $1 and seq = 3`, tenant_id)
  await asOwner(
    `update audit.event set after_hash = sha256('x') where tenant_id = $1 and seq = 10`,
    tenant_id,
  )
  assert.deepEqual(await faultsOf(tenant_id), ['edited 3', 'edited 10'])
})

test('an event edited together with its leaf does not fit its block', async () => {
  const { tenant_id } = await trail()
  await asOwner(`update audit.event set actor_id = 'key_evil' where tenant_id = $1 and seq = 6`, tenant_id)
  await recomputeLeaves(tenant_id)
  const { faults } = await auditWith().verify(tenant_id)
  assert.equal(faults.length, 1)
  assert.match(faults[0]?.detail ?? '', /events 5 to 8 are not those that block 2 sealed/)
})

test('a deleted event is named, in a block, between blocks, and at the unsealed end', async () => {
  const { tenant_id } = await trail()
  await asOwner('delete from audit.event where tenant_id = $1 and seq in (2, 5, 9)', tenant_id)
  assert.deepEqual(await faultsOf(tenant_id), ['deleted 2', 'deleted 5', 'deleted 9'])
})

test('a deletion is found when the later events are renumbered to close the gap', async () => {
  const { tenant_id } = await trail()
  await asOwner('delete from audit.event where tenant_id = $1 and seq = 2', tenant_id)
  for (let seq = 3; seq <= 10; seq++)
    await asOwner('update audit.event set seq = $2 - 1 where tenant_id = $1 and seq = $2', tenant_id, seq)
  await asOwner('update audit.head set seq = 9 where tenant_id = $1', tenant_id)
  assert.ok((await faultsOf(tenant_id)).includes('reordered 2'))
  await recomputeLeaves(tenant_id)
  assert.deepEqual(await faultsOf(tenant_id), ['edited 1', 'edited 5'])
})

test('events that changed places are named, and found even when their leaves were made to fit', async () => {
  const { tenant_id } = await trail()
  for (const [from, to] of [
    [6, 100],
    [7, 6],
    [100, 7],
  ])
    await asOwner('update audit.event set seq = $3 where tenant_id = $1 and seq = $2', tenant_id, from, to)
  const { faults } = await auditWith().verify(tenant_id)
  assert.deepEqual(
    faults.filter(({ kind }) => kind === 'reordered').map(({ detail }) => detail),
    ['event 6 was written as event 7', 'event 7 was written as event 6'],
  )
  await recomputeLeaves(tenant_id)
  assert.deepEqual(await faultsOf(tenant_id), ['edited 5'])
})

test('a trail whose end was cut off is found by its head row', async () => {
  const { tenant_id } = await trail()
  await asOwner('delete from audit.event where tenant_id = $1 and seq >= 9', tenant_id)
  assert.deepEqual(await faultsOf(tenant_id), ['truncated 9'])
})

test('with the head row made to fit, events that a block sealed are still missed', async () => {
  const { tenant_id } = await trail()
  await asOwner('delete from audit.event where tenant_id = $1 and seq >= 7', tenant_id)
  await asOwner('update audit.head set seq = 6 where tenant_id = $1', tenant_id)
  assert.deepEqual(await faultsOf(tenant_id), ['truncated 7'])
})

test('with blocks cut off as well, only a checkpoint kept elsewhere tells', async () => {
  const { tenant_id, checkpoint } = await trail()
  await asOwner('delete from audit.event where tenant_id = $1 and seq >= 5', tenant_id)
  await asOwner('delete from audit.block where tenant_id = $1 and number = 2', tenant_id)
  await asOwner('update audit.head set seq = 4 where tenant_id = $1', tenant_id)
  assert.deepEqual(await faultsOf(tenant_id), [], 'without it nothing shows: this is why it must be kept')
  assert.deepEqual(await faultsOf(tenant_id, checkpoint), ['truncated 5'])
})

test('a trail rewritten from its start and sealed anew is refused by the sealer and told by the checkpoint', async () => {
  const { tenant_id, audit, checkpoint } = await trail()
  await asOwner(`update audit.event set actor_id = 'key_evil' where tenant_id = $1 and seq = 1`, tenant_id)
  await recomputeLeaves(tenant_id)
  await asOwner('delete from audit.block where tenant_id = $1', tenant_id)
  const refused = await audit.sealTenant(tenant_id)
  assert.equal(!refused.ok && refused.error.detail, 'block 2 is not the one of the kept checkpoint')
  assert.equal((await auditWith().sealTenant(tenant_id)).ok, true, 'a sealer that kept nothing is deceived')
  assert.equal((await auditWith().sealTenant(tenant_id)).ok, true)
  assert.deepEqual(await faultsOf(tenant_id), [])
  assert.deepEqual(await faultsOf(tenant_id, checkpoint), ['rewritten block 2'])
})

test('without the signing key no block can be made to fit', async () => {
  const { tenant_id } = await trail()
  await asOwner(`update audit.event set actor_id = 'key_evil' where tenant_id = $1 and seq = 1`, tenant_id)
  await recomputeLeaves(tenant_id)
  await asOwner('delete from audit.block where tenant_id = $1', tenant_id)
  const thief = createAudit({ db: test_db.db, world, signer: localSigner('florin-test', world.random(32)) })
  assert.equal((await thief.sealTenant(tenant_id)).ok, true)
  assert.deepEqual(await faultsOf(tenant_id), ['unsigned block 1'])
})

test('a changed, missing or foreign block is named', async () => {
  const changed = await trail()
  await asOwner('update audit.block set last_seq = 3 where tenant_id = $1 and number = 1', changed.tenant_id)
  assert.ok((await faultsOf(changed.tenant_id)).includes('block_changed block 1'))
  for (const last_seq of ['9007199254740991', '9223372036854775807']) {
    const endless = await trail()
    await asOwner(
      `update audit.block set last_seq = ${last_seq} where tenant_id = $1 and number = 2`,
      endless.tenant_id,
    )
    assert.ok((await faultsOf(endless.tenant_id)).includes('block_changed block 2'))
  }
  const missing = await trail()
  await asOwner('delete from audit.block where tenant_id = $1 and number = 1', missing.tenant_id)
  assert.deepEqual(await faultsOf(missing.tenant_id), ['block_missing block 1'])
  const foreign = await trail()
  await asOwner(
    `update audit.block set checkpoint = (select checkpoint from audit.block where tenant_id = $1 and number = 2)
     where tenant_id = $2 and number = 2`,
    changed.tenant_id,
    foreign.tenant_id,
  )
  assert.deepEqual(await faultsOf(foreign.tenant_id), ['unsigned block 2'])
})

test('an event that nobody wrote through the door is found', async () => {
  const { tenant_id } = await trail()
  await asOwner(
    `insert into audit.event select tenant_id, 11, gen_random_uuid(), at, actor_type, actor_id, authenticated_by,
      on_behalf_of, ip, action, resource_type, resource_id, before_hash, after_hash, request_id, leaf_hash
     from audit.event where tenant_id = $1 and seq = 10`,
    tenant_id,
  )
  assert.deepEqual(await faultsOf(tenant_id), ['edited 11', 'added 11'])
  await asOwner(
    'update audit.event set seq = 9223372036854775807 where tenant_id = $1 and seq = 11',
    tenant_id,
  )
  const { ok, faults } = await auditWith().verify(tenant_id)
  assert.ok(!ok && faults.length <= VERIFY_FAULTS_MAX, 'however far away it stands, the walk ends')
})

test('a checkpoint of another tenant or of an unknown signer proves nothing', async () => {
  const [mine, theirs] = [await trail(), await trail()]
  assert.deepEqual(await faultsOf(mine.tenant_id, theirs.checkpoint), ['checkpoint_unknown block undefined'])
  assert.deepEqual(await faultsOf(mine.tenant_id, 'nonsense'), ['checkpoint_unknown block undefined'])
})

test('whatever single value of a sealed event is changed, the verifier names the event', async () => {
  const { tenant_id } = await trail()
  const changes = {
    id: 'gen_random_uuid()',
    at: `at + interval '1 microsecond'`,
    actor_type: `'member'`,
    actor_id: `actor_id || 'x'`,
    authenticated_by: `'session'`,
    on_behalf_of: `'somebody'`,
    ip: `'192.0.2.1'`,
    action: `action || '_now'`,
    resource_type: `resource_type || 's'`,
    resource_id: `resource_id || '0'`,
    before_hash: `sha256('x')`,
    after_hash: `sha256('x')`,
    request_id: `request_id || 'x'`,
    leaf_hash: `sha256('x')`,
  }
  const column = fc.constantFrom(...(Object.keys(changes) as (keyof typeof changes)[]))
  await fc.assert(
    fc.asyncProperty(column, fc.integer({ min: 1, max: 8 }), async (name, seq) => {
      const { rows } = await asOwner(
        'select * from audit.event where tenant_id = $1 and seq = $2',
        tenant_id,
        seq,
      )
      const old = (rows as Record<string, unknown>[])[0]?.[name]
      const where = 'where tenant_id = $1 and seq = $2'
      await asOwner(`update audit.event set ${name} = ${changes[name]} ${where}`, tenant_id, seq)
      try {
        assert.ok((await faultsOf(tenant_id)).includes(`edited ${seq}`), `${name} of ${seq}`)
      } finally {
        // The driver would round an instant to milliseconds on the way back, so that one is undone in SQL.
        const undo = name === 'at' ? `at - interval '1 microsecond'` : '$3'
        const values = name === 'at' ? [tenant_id, seq] : [tenant_id, seq, old]
        await asOwner(`update audit.event set ${name} = ${undo} ${where}`, ...values)
      }
    }),
    { numRuns: 40 },
  )
  assert.deepEqual(await faultsOf(tenant_id), [])
})

test('the command for operators checks every tenant and every checkpoint it is given', async () => {
  const fine = await trail()
  const gone = await trail()
  await asOwner('delete from audit.event where tenant_id = $1', gone.tenant_id)
  await asOwner('delete from audit.block where tenant_id = $1', gone.tenant_id)
  await asOwner('delete from audit.head where tenant_id = $1', gone.tenant_id)
  const options = { db: test_db.db, keys: [signer.key_text] }
  const without = await verifyAudit(options)
  assert.ok(without.tenants.some(({ tenant_id, ok }) => tenant_id === fine.tenant_id && ok))
  assert.ok(!without.tenants.some(({ tenant_id }) => tenant_id === gone.tenant_id))
  const checkpoints = [gone.checkpoint, fine.checkpoint]
  const { ok, tenants: found } = await verifyAudit({ ...options, checkpoints })
  const lost = present(
    found.find(({ tenant_id }) => tenant_id === gone.tenant_id),
    'the lost tenant',
  )
  assert.equal(ok, false)
  assert.deepEqual(verificationLines(lost), [
    `tenant ${gone.tenant_id}: 1 faults (0 events, 0 blocks, sealed through 0)`,
    '  truncated: events 1 to 8 are gone: the checkpoint covers events up to 8',
  ])
  const one = await verifyAudit({ ...options, tenants: [fine.tenant_id], checkpoints })
  assert.equal(one.ok, true)
  const odd = await verifyAudit({ ...options, tenants: [fine.tenant_id], checkpoints: ['nonsense'] })
  assert.deepEqual([odd.ok, odd.unreadable], [false, ['nonsense']])
})
