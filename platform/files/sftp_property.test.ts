import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { type SimWorld, simWorld } from '../../kernel/world.ts'
import { bytesContent, sha256Of } from './content.ts'
import { CHUNK_BYTES } from './limits.ts'
import type { PlannedFault, ServerOperation } from './sftp_server_fault.ts'
import { OK, openBank, someBytes } from './testing.ts'
import type { FileTransport, UploadKey } from './transport.ts'

// Goal: whatever faults a server plays and whenever, an upload that is settled is there once and complete, or it is said
//   that it is not; nothing incomplete ever has the final name.
// Method: random plans of faults on a real SFTP server, and the caller's rule: after `unknown`, ask before anything else.
const bank = await openBank()
after(() => bank.close())
const bytes = someBytes(10 * CHUNK_BYTES + 17)
const key: UploadKey = { path: 'in/pay.xml', size: bytes.length, sha256: sha256Of(bytes) }
const final = join(bank.root, key.path)
const content = bytesContent(bytes)
const ATTEMPTS_MAX = 40

const anyFault = fc.constantFrom<PlannedFault>(
  { kind: 'drop_connection_before' },
  { kind: 'drop_connection_after' },
  { kind: 'drop_connection_half_way' },
  { kind: 'fail', code: 'failure' },
  { kind: 'fail', code: 'disk_full' },
  { kind: 'fail', code: 'permission_denied' },
  { kind: 'silent', is_done: true },
  { kind: 'silent', is_done: false },
)
const kinds = ['open', 'write', 'close', 'stat', 'stat_open', 'rename', 'rename', 'read', 'remove'] as const
/** After so many good requests of a kind, one that is not. */
const anyStep = fc.record({
  kind: fc.constantFrom(...kinds),
  after: fc.nat({ max: 3 }),
  fault: anyFault,
})
const anyPlan = fc.array(anyStep, { minLength: 2, maxLength: 8 })
type Plan = readonly {
  readonly kind: ServerOperation['kind']
  readonly after: number
  readonly fault: PlannedFault
}[]

/** Faults that lie are not played: of a server that hides a file nobody can know that it is there. */
function play(plan: Plan, world: SimWorld, seen: { partial: number }): void {
  const steps = plan.map((step) => ({ ...step }))
  bank.plan = ({ kind }) => {
    if ((statSync(final, { throwIfNoEntry: false })?.size ?? bytes.length) !== bytes.length) seen.partial++
    const at = steps.findIndex((step) => step.kind === kind && step.after-- <= 0)
    const [step] = at === -1 ? [] : steps.splice(at, 1)
    // Time goes on when the server is through: what it does after we gave up is in `sftp_faults.test.ts`.
    if (step?.fault.kind === 'silent') return { ...step.fault, onSilence: () => world.advance(600_000) }
    return step?.fault ?? OK
  }
}

/** What a caller does until it knows: the outcome, and what it was told of the file. */
async function deliver(files: FileTransport): Promise<'there' | 'not_there'> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const sent = await files.upload(key.path, content, key)
    if (sent.kind === 'done') return 'there'
    if (sent.kind === 'refused') {
      assert.ok(!existsSync(final), `refused (${sent.reason}), and it is there`)
      continue
    }
    for (let asked = 0; asked < ATTEMPTS_MAX; asked++) {
      const settled = await files.settle(key)
      if (settled.kind === 'unknown') continue
      assert.ok(settled.kind === 'done', JSON.stringify(settled))
      assert.equal(settled.value.found === 'final', existsSync(final), 'settled as it is')
      if (settled.value.found === 'final') return 'there'
      assert.equal(settled.value.found, 'temporary', 'nobody took it')
      break
    }
  }
  return 'not_there'
}

test('after any faults a settled file is there once and complete, or it is said that it is not', async () => {
  await fc.assert(
    fc.asyncProperty(anyPlan, fc.boolean(), async (plan, reads_back) => {
      const world = simWorld(1n)
      const files = bank.connect({ reads_back }, world)
      const seen = { partial: 0 }
      play(plan, world, seen)
      const outcome = await deliver(files)
      await files.close()
      assert.equal(seen.partial, 0, 'nothing incomplete had the final name')
      assert.equal(outcome, 'there', 'the faults end, so it arrives')
      assert.deepEqual(await bank.names(), ['pay.xml'])
      assert.ok((await readFile(final)).equals(bytes))
      await rm(final)
    }),
    { numRuns: 12 },
  )
})

test('two that send the same file through the same faults leave one file', async () => {
  await fc.assert(
    fc.asyncProperty(anyPlan, async (plan) => {
      const world = simWorld(1n)
      const seen = { partial: 0 }
      play(plan, world, seen)
      const transports = [bank.connect({}, world), bank.connect({}, world)]
      await Promise.all(transports.map(sendUntilDone))
      for (const files of transports) await files.close()
      assert.equal(seen.partial, 0, 'nothing incomplete had the final name')
      assert.ok((await readFile(final)).equals(bytes))
      // A temporary file stays where its removal was broken off: it does not count, and a repeat removes it.
      const [left, ...others] = (await bank.names()).filter((name) => name !== 'pay.xml')
      assert.ok(others.length === 0 && (left ?? '.part').endsWith('.part'), `${left} is left`)
      // A removal that nobody waits for any longer may still be at work.
      for (const name of await bank.names()) await rm(join(bank.root, 'in', name), { force: true })
    }),
    { numRuns: 6 },
  )
})

async function sendUntilDone(files: FileTransport): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const sent = await files.upload(key.path, content, key)
    if (sent.kind === 'done') return
    const settled = sent.kind === 'unknown' ? await files.settle(key) : undefined
    if (settled?.kind === 'done' && settled.value.found === 'final') return
  }
  assert.fail('it never arrived')
}
