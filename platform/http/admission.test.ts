import assert from 'node:assert/strict'
import { test } from 'node:test'
import { realWorld, simWorld, type World } from '../../kernel/world.ts'
import { createAdmission, shares } from './admission.ts'

const admitted = (admission: ReturnType<typeof createAdmission>, share: number, count: number): number => {
  let passed = 0
  for (let index = 0; index < count; index++) {
    if (admission.admit(share) === null) passed++
    else admission.release()
  }
  return passed
}

test('reports may fill 60 % of the places, other work 80 %, money all of them', () => {
  const admission = createAdmission({ world: simWorld(1n), in_flight_max: 100 })
  assert.equal(admitted(admission, shares.report, 200), 60)
  assert.equal(admitted(admission, shares.other, 200), 20)
  assert.equal(admitted(admission, shares.money, 200), 20)
  assert.equal(admission.load(), 1)
  for (let index = 0; index < 100; index++) admission.release()
  assert.equal(admission.load(), 0)
})

test('a late event loop sheds reports first, and admits again when it has caught up', () => {
  const sim = simWorld(1n)
  let behind_ms = 0
  const world: World = { ...sim, elapsed_ms: () => sim.elapsed_ms() + behind_ms }
  const admission = createAdmission({ world, in_flight_max: 100, loop_lag_ms_max: 100 })
  admission.start()
  sim.advance(50)
  behind_ms += 140 // the timer due at 100 ms runs 140 ms late
  sim.advance(60)
  assert.equal(admission.admit(shares.report), 'event_loop_lag')
  assert.equal(admission.admit(shares.other), null)
  sim.advance(200)
  assert.equal(admission.admit(shares.report), null)
  admission.stop()
  assert.equal(sim.next_timer_ms(), undefined)
})

test('a queue behind the edge counts as load', () => {
  const world = simWorld(1n)
  let depth = 0
  const admission = createAdmission({ world, pressures: [() => 0.1, () => depth] })
  admission.start()
  depth = 0.9
  world.advance(100)
  assert.equal(admission.admit(shares.other), 'queue')
  assert.equal(admission.admit(shares.money), null)
  admission.stop()
})

test('without a started clock nothing is measured and nothing runs', () => {
  const admission = createAdmission({ world: realWorld() })
  assert.equal(admission.admit(shares.report), null)
  admission.stop()
})
