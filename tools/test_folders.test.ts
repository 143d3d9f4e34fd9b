import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { beganOf } from '../platform/db/embedded_pid.ts'
import { sweepFolders } from './test_folders.ts'

const NOW_MS = Date.parse('2026-11-28T12:00:00Z')
const MINUTE_MS = 60_000
let place = ''
before(() => {
  place = mkdtempSync(join(tmpdir(), 'florin-sweep-'))
})
after(() => rmSync(place, { recursive: true, force: true }))

/** A folder as a run leaves it, last changed so many minutes ago; `holder` has claimed the data directory in it. */
function leave(name: string, minutes: number, holder?: { pid: number; began: string }): void {
  const home = join(place, name, 'tmp', 'florin-start-abcdef', 'home')
  mkdirSync(home, { recursive: true })
  if (holder !== undefined) writeFileSync(join(home, 'florin.json'), JSON.stringify(holder))
  const changed = new Date(NOW_MS - minutes * MINUTE_MS)
  utimesSync(join(place, name), changed, changed)
}

test('what killed runs left is removed after an hour, and nothing that is younger, in use, or not theirs', () => {
  const living = { pid: process.pid, began: beganOf(process.pid) ?? '' }
  for (const kind of ['test-run', 'start', 'chaos']) leave(`florin-${kind}-AbC123`, 61)
  leave('florin-chaos-dead00', 61, { pid: process.pid, began: 'before another boot' })
  const kept = ['florin-start-young0', 'florin-chaos-inuse0', 'florin-start-of-mine', 'florin-home-AbC123']
  leave('florin-start-young0', 59)
  leave('florin-chaos-inuse0', 6_000, living)
  leave('florin-start-of-mine', 6_000)
  leave('florin-home-AbC123', 6_000)
  writeFileSync(join(place, 'florin-start-afile0'), '')
  assert.deepEqual(sweepFolders(place, NOW_MS).sort(), [
    'florin-chaos-AbC123',
    'florin-chaos-dead00',
    'florin-start-AbC123',
    'florin-test-run-AbC123',
  ])
  assert.deepEqual(readdirSync(place).sort(), [...kept, 'florin-start-afile0'].sort())
  assert.deepEqual(sweepFolders(join(place, 'nowhere'), NOW_MS), [])
})
