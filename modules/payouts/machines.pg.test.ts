import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { allowedTransitions, drawnMachines } from '../../platform/db/machines_testing.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { approvalEvents, approvalMachine, approvalStates } from './approvals/approval.machine.ts'
import {
  approvalPolicyEvents,
  approvalPolicyMachine,
  approvalPolicyStates,
} from './approvals/approval_policy.machine.ts'
import { payoutEvents, payoutMachine, payoutStates } from './payouts/payout.machine.ts'
import { transferEvents, transferMachine, transferStates } from './transfers/transfer.machine.ts'
import {
  transferGrantEvents,
  transferGrantMachine,
  transferGrantStates,
} from './transfers/transfer_grant.machine.ts'

let database: TestDatabase
before(async () => void (database = await createTestDatabase()))
after(() => database.drop())

const drawn = drawnMachines(readFileSync(new URL('README.md', import.meta.url), 'utf8'))

test('the database lets everything of payouts change as the machines say, and the README draws it so', async () => {
  const cases = [
    { table: 'payouts.payout', machine: payoutMachine, states: payoutStates, events: payoutEvents },
    { table: 'payouts.approval', machine: approvalMachine, states: approvalStates, events: approvalEvents },
    {
      table: 'payouts.approval_policy',
      machine: approvalPolicyMachine,
      states: approvalPolicyStates,
      events: approvalPolicyEvents,
    },
    { table: 'payouts.transfer', machine: transferMachine, states: transferStates, events: transferEvents },
    {
      table: 'payouts.transfer_grant',
      machine: transferGrantMachine,
      states: transferGrantStates,
      events: transferGrantEvents,
    },
  ]
  for (const [index, { table, machine, ...named }] of cases.entries()) {
    const declared = machine
      .rows()
      .map(([from, event, to]) => `${from} ${event} ${to}`)
      .sort()
    assert.deepEqual(await allowedTransitions(database, table, named), declared)
    assert.deepEqual(drawn[index], declared)
  }
})
