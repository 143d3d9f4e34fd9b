import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { breathe } from '../../platform/batcher/yield.ts'
import { TRANSFERS_PER_CALL_MAX } from './limits.ts'
import { type LedgerApi, startLedgerApi } from './testing.ts'

// Goal: a call of 8,190 transfers lets the others have their turns.
// Method: a client in a thread of its own makes calls, and each turn of the server's event loop is timed by the CPU
// it took, since other programs of the machine lengthen any other measure. The first calls (up to ten on a slow machine)
// run code that is not compiled yet, and count for nothing. Of the others the lower quartile counts: some meet a
// collection of garbage.

const TURN_MS_MAX = 20
const UNCOUNTED = 12
const CALLS = 8
const ACCOUNTS = 1_000

let api: LedgerApi
before(async () => void (api = await startLedgerApi()))
after(() => api.stop())

/** CPU of this thread so far, in microseconds. */
function spent(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

/** The longest turn of the event loop until `stop` is called, in milliseconds of this thread's CPU. */
function watchTurns(): { stop(): number } {
  const seen = { longest_us: 0, isOver: false }
  const watch = async (last: number): Promise<void> => {
    await breathe()
    const now = spent()
    seen.longest_us = Math.max(seen.longest_us, now - last)
    if (!seen.isOver) void watch(now)
  }
  void watch(spent())
  return {
    stop() {
      seen.isOver = true
      return seen.longest_us / 1000
    },
  }
}

const client = `
  const { parentPort } = require('node:worker_threads')
  parentPort.on('message', async ({ url, headers, body }) => {
    const answer = await fetch(url, { method: 'POST', headers, body })
    const text = await answer.text()
    parentPort.postMessage({ status: answer.status, text: text.slice(0, 300), length: text.length })
  })`

test('a call of 8,190 transfers holds the event loop for no more than 20 ms at once', async () => {
  const accounts = await api.test_ledger.open(api.scope, ...Array.from({ length: ACCOUNTS }, () => ({})))
  const worker = new Worker(client, { eval: true })
  const longest: number[] = []
  for (let call = 0; call < UNCOUNTED + CALLS; call++) {
    const transfers = Array.from({ length: TRANSFERS_PER_CALL_MAX }, (_, index) => ({
      debit_account: accounts[index % ACCOUNTS]?.id,
      credit_account: accounts[(index * 7 + 1) % ACCOUNTS]?.id,
      amount: { value: '100', currency: 'USD' },
    }))
    const request = api.request('/v1/ledger/transfers', { body: { transfers }, key: `bulk-${call}` })
    const turns = watchTurns()
    worker.postMessage(request)
    const [{ status, text }] = (await once(worker, 'message')) as [{ status: number; text: string }]
    const turn_ms = turns.stop()
    if (call >= UNCOUNTED) longest.push(turn_ms)
    assert.equal(status, 201, text)
  }
  await worker.terminate()
  const usual = longest.toSorted((a, b) => a - b)[CALLS >> 2] as number
  assert.ok(usual <= TURN_MS_MAX, `the longest turns took ${longest.join(', ')} ms`)
})

test('a turn that takes longer is seen', async () => {
  const turns = watchTurns()
  await breathe()
  const from_us = spent()
  while (spent() - from_us < 2 * TURN_MS_MAX * 1000);
  await breathe()
  assert.ok(turns.stop() > TURN_MS_MAX)
})
