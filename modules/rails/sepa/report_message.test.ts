import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../../kernel/id.ts'
import { simWorld } from '../../../kernel/world.ts'
import { readMessages } from '../iso20022/messages/public.ts'
import type { IsoMessage, IsoTransaction } from './iso_message.ts'
import { reportMessage } from './report_message.ts'
import { structureFaults } from './sepa_testing.ts'

const world = simWorld(7n)
const message: IsoMessage = {
  id: newId('ism', world),
  connection: newId('bcn', world),
  account: newId('acc', world),
  file: newId('fil', world),
  name: 'payroll.xml',
  kind: 'pain.001',
  message_id: 'MSG-1',
  message_name: 'pain.001.001.09',
  initiating_party: 'TENANT-7',
  state: 'partial',
  reason_code: null,
  because: null,
  duplicate_of: null,
  transactions: 10_001,
  accepted: 10_000,
  created_at: world.now(),
  read_at: world.now(),
}
const transaction = (number: number): IsoTransaction => ({
  number,
  payment_id: 'P1',
  instruction_id: null,
  end_to_end_id: `E-${number}`,
  order: number === 1 ? null : newId('por', world),
  reason_code: number === 1 ? 'AC01' : null,
  because: number === 1 ? 'The IBAN is wrong. '.repeat(20) : null,
})

test('more than ten thousand payments are reported one by one, and long reasons in lines', () => {
  const transactions = Array.from({ length: 10_001 }, (_, index) => transaction(index + 1))
  const xml = reportMessage({ message, transactions, at: world.now() })
  assert.deepEqual(structureFaults(xml), [])
  const [only] = readMessages(Buffer.from(xml)).messages
  assert.ok(only?.kind === 'pain.002' && only.noun !== undefined)
  const [payment] = only.noun.payments
  assert.equal(payment?.transactions.length, 10_001)
  assert.equal(only.noun.original_group.status, 'PART')
  const [refused] = payment?.transactions ?? []
  assert.equal(refused?.reasons?.[0]?.additional?.length, 4)
})
