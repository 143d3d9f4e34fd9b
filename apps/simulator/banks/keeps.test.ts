// Goal: a bank that dies in the middle has neither lost a file nor read one twice, and is the same bank afterwards.
// Method: one folder, a simulator started on it again and again; a file that was left on its way is put there by hand.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { MERCHANT } from '../testing.ts'
import { achFile } from './ach/testing.ts'
import { openBankBench } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'bank-keeps-'))
after(() => rmSync(folder, { recursive: true, force: true }))

test('a simulator that is started again has the same host key, accounts and calendar', async () => {
  const before = await openBankBench(folder)
  await before.upload('one.ach', achFile([{ entries: [{ account_number: '9900010001' }] }]))
  const [keys, view] = [before.simulator.host_keys, await before.view()]
  await before.close()
  const again = await openBankBench(folder)
  assert.deepEqual([again.simulator.host_keys, await again.view()], [keys, view])
  await again.moveTo('2026-11-27T13:15:00Z')
  assert.ok(again.names().includes('ACHRET_20261127_1.ach'))
  assert.match(again.read('one.ach.ack'), /status: accepted/)
  await again.close()
})

test('what was taken away and not yet read is read at the start, once', async () => {
  const received = join(folder, 'bank', MERCHANT, 'received')
  const text = achFile([{ entries: [{ account_number: '1234567890' }] }], { reference: 'LEFT' })
  writeFileSync(join(received, '0123456789abcdef-left.ach'), text)
  writeFileSync(join(folder, 'sftp', MERCHANT, 'inbound', 'lying.txt'), 'Dear bank')
  for (const at of ['2026-11-27T13:30:00Z', '2026-11-27T13:45:00Z']) {
    const bench = await openBankBench(folder)
    await bench.moveTo(at)
    assert.match(bench.read('left.ach.ack'), /status: accepted/)
    assert.match(bench.read('lying.txt.ack'), /unknown_format/)
    assert.ok(!bench.names().some((name) => name.endsWith('.2.ack')))
    await bench.close()
  }
})
