import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type SimWorld, simWorld } from '../../kernel/world.ts'
import type { TenantId } from '../../platform/scope.ts'
import { breakerSettings } from './breaker.ts'
import { breakerMachine } from './breaker.machine.ts'
import { type Breakers, createBreakers, isFailure, type Observed } from './breakers.ts'
import { accountId } from './testing.ts'

const tenant = 1n as TenantId
const account = accountId()
const good: Observed = { kind: 'approved' }
const bad: Observed = { kind: 'unknown' }
const { open_ms, calls_min, probes, window_ms, probe_ms } = breakerSettings

type Kit = {
  world: SimWorld
  breakers: Breakers
  see: (outcome: Observed, count: number) => void
  state: () => string
}
function kit(): Kit {
  const world = simWorld(1n)
  const breakers = createBreakers({ world })
  return {
    world,
    breakers,
    see(outcome, count) {
      for (let call = 0; call < count; call++) breakers.observe(tenant, account, 'authorize', outcome, 20)
    },
    state: () => breakers.list(tenant)[0]?.state ?? 'none',
  }
}
const opened = (): Kit => {
  const made = kit()
  made.see(bad, calls_min)
  return made
}

test('what speaks against an account, and what does not', () => {
  const verdicts: [Observed, boolean][] = [
    [{ kind: 'not_sent' }, true],
    [{ kind: 'unknown' }, true],
    [{ kind: 'rejected', code: 'PSP_DOWN' }, true],
    [{ kind: 'rejected', code: 'invalid_merchant' }, false],
    [{ kind: 'declined' }, false],
    [{ kind: 'approved' }, false],
    [{ kind: 'pending' }, false],
    [{ kind: 'not_found' }, false],
  ]
  for (const [outcome, expected] of verdicts) assert.equal(isFailure(outcome), expected, outcome.kind)
})

test('declines never open a breaker', () => {
  const { see, state } = kit()
  see({ kind: 'declined' }, 1_000)
  assert.equal(state(), 'closed')
})

test('it opens at half failures of enough calls, and not before', () => {
  const few = kit()
  few.see(bad, calls_min - 1)
  assert.equal(few.state(), 'closed')
  few.see(bad, 1)
  assert.equal(few.state(), 'open')
  const mixed = kit()
  mixed.see(good, 60)
  mixed.see(bad, 59)
  assert.equal(mixed.state(), 'closed')
  mixed.see(bad, 1)
  assert.equal(mixed.state(), 'open')
})

test('failures that left the window do not count', () => {
  const { world, see, state } = kit()
  see(bad, calls_min - 1)
  world.advance(window_ms)
  see(bad, 1)
  assert.equal(state(), 'closed')
})

test('it becomes half open after its time, takes a few probes, and closes when they went well', () => {
  const { world, breakers, see, state } = opened()
  const health = () => breakers.health(tenant, 'authorize').get(account)
  assert.equal(health()?.state, 'open')
  assert.equal(breakers.takeProbe(tenant, account, 'authorize'), false)
  world.advance(open_ms)
  assert.deepEqual([health()?.state, health()?.has_probe], ['half_open', true])
  const taken = Array.from({ length: probes + 2 }, () => breakers.takeProbe(tenant, account, 'authorize'))
  assert.equal(taken.filter(Boolean).length, probes)
  assert.equal(health()?.has_probe, false)
  see(good, probes - 1)
  assert.equal(state(), 'half_open')
  see(good, 1)
  assert.equal(state(), 'closed')
  assert.equal(health(), undefined)
  see(bad, calls_min - 1)
  assert.equal(state(), 'closed', 'what made it open is forgotten')
})

test('one bad probe opens it again, for twice as long', () => {
  const { world, see, state } = opened()
  world.advance(open_ms)
  see(bad, 1)
  assert.equal(state(), 'open')
  world.advance(open_ms)
  assert.equal(state(), 'open')
  world.advance(open_ms)
  assert.equal(state(), 'half_open')
})

test('probes that never come back are given up', () => {
  const { world, breakers } = opened()
  world.advance(open_ms)
  for (let probe = 0; probe < probes; probe++) breakers.takeProbe(tenant, account, 'authorize')
  assert.equal(breakers.takeProbe(tenant, account, 'authorize'), false)
  world.advance(probe_ms + open_ms)
  assert.equal(breakers.takeProbe(tenant, account, 'authorize'), true)
})

test('operations, accounts and tenants have breakers of their own', () => {
  const { breakers } = opened()
  assert.equal(breakers.health(tenant, 'refund').size, 0)
  assert.equal(breakers.health(2n as TenantId, 'authorize').size, 0)
  breakers.observe(tenant, accountId(), 'authorize', good, 10)
  assert.deepEqual([...breakers.health(tenant, 'authorize').keys()], [account])
})

test('a view shows what the window holds', () => {
  const { see, breakers, world } = kit()
  see(good, 3)
  see(bad, 1)
  const [view] = breakers.list(tenant)
  assert.deepEqual([view?.calls, view?.failures, view?.mean_ms, view?.rests_until], [4, 1, 20, null])
  assert.equal(view?.since, world.now())
})

test('whatever happens in whatever order, only declared steps are taken', () => {
  const declared = new Set(breakerMachine.rows().map(([from, , to]) => `${from} ${to}`))
  for (const state of ['closed', 'open', 'half_open']) declared.add(`${state} ${state}`)
  const steps = new Set<string>()
  for (let seed = 1n; seed <= 20n; seed++) {
    const { world, breakers, see, state } = kit()
    const chance = simWorld(seed)
    let before = 'closed'
    for (let step = 0; step < 500; step++) {
      const [dice = 0, wait = 0] = chance.random(2)
      see(dice % 2 === 0 ? good : bad, 1)
      const after_call = state()
      world.advance(wait * 10)
      breakers.takeProbe(tenant, account, 'authorize')
      const seen = [before, after_call, state()]
      for (const [place, to] of seen.slice(1).entries()) steps.add(`${seen[place]} ${to}`)
      before = state()
    }
  }
  for (const step of steps) assert.ok(declared.has(step), step)
  assert.ok(steps.size >= 6, `seen: ${[...steps].join(', ')}`)
})
