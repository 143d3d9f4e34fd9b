import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { done, type Outcome, refused, unknown } from '../../../platform/files/outcome.ts'
import type { Settled, Uploaded } from '../../../platform/files/transport.ts'
import { ASK_MS, RETRY_MS } from './limits.ts'
import { afterAsking, afterUpload, type NextStep } from './next_step.ts'
import { outgoingFileMachine, type OutgoingFileState } from './outgoing_file.machine.ts'

const upload: Uploaded = { path: 'in/a', size: 1, sha256: 'aa', was_there: false }
const uploads = fc.constantFrom<Outcome<Uploaded>>(
  done(upload),
  refused('disk_full', 'no room'),
  refused('name_taken', 'another file'),
  unknown('no answer'),
)
const askings = fc.constantFrom<Outcome<Settled>>(
  done({ found: 'final' }),
  done({ found: 'temporary' }),
  done({ found: 'neither' }),
  refused('name_taken', 'another file'),
  unknown('nobody answers'),
)

test('a file is tried again only where it is certain that the bank has not got it', () => {
  fc.assert(
    fc.property(
      askings,
      fc.constantFrom('sending' as const, 'unknown' as const),
      fc.nat(20),
      fc.nat(9),
      (asked, state, attempts, count) => {
        const { move } = afterAsking({ state, attempts }, count, asked)
        const isCertain = asked.kind === 'done' && asked.value.found === 'temporary'
        assert.equal(move?.event === 'retry', isCertain)
      },
    ),
  )
})

/** Lives through what happens to a file, as the job does. */
function live(happenings: readonly [Outcome<Uploaded>, Outcome<Settled>][]): {
  state: OutgoingFileState
  uploads: number
} {
  let state: OutgoingFileState = 'written'
  let attempts = 0
  let asked = 0
  for (const [uploaded, asking] of happenings) {
    let step: NextStep
    if (state === 'written') {
      state = 'sending'
      attempts++
      step = afterUpload({ attempts }, uploaded)
    } else if (state === 'unknown') step = afterAsking({ state, attempts }, asked, asking)
    else break
    if (step.move !== undefined) {
      const events: Readonly<Record<string, OutgoingFileState>> = outgoingFileMachine.table[state]
      const next: OutgoingFileState | undefined = events[step.move.event]
      assert.ok(next !== undefined, `${step.move.event} from ${state}`)
      state = next
    }
    if (step.plan === undefined) break
    asked = step.plan.asked
  }
  return { state, uploads: attempts }
}

test('whatever happens, every step is one that the machine has, and the waits end', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(uploads, askings), { maxLength: 40 }), (happenings) => {
      const { state, uploads: tried } = live(happenings)
      assert.ok(['written', 'sent', 'unknown'].includes(state))
      assert.ok(tried <= RETRY_MS.length + 1)
    }),
  )
})

test('a file that cannot be found any more is asked about a few times, and then left to the bank or a person', () => {
  let asked = 0
  let looks = 0
  for (;;) {
    looks++
    const { plan, move } = afterAsking({ state: 'unknown', attempts: 1 }, asked, done({ found: 'neither' }))
    assert.equal(move, undefined)
    if (plan === undefined) break
    asked = plan.asked
  }
  assert.equal(looks, ASK_MS.length)
})

test('while nobody can be asked, it is asked again for ever', () => {
  const step = afterAsking({ state: 'unknown', attempts: 1 }, ASK_MS.length - 1, unknown('nobody answers'))
  assert.equal(step.plan?.asked, ASK_MS.length - 1)
})
