import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { allowedTransitions, drawnMachines } from '../../platform/db/machines_testing.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import {
  bankAccountEvents,
  bankAccountMachine,
  bankAccountStates,
} from './bank_accounts/bank_account.machine.ts'
import { mandateEvents, mandateMachine, mandateStates } from './mandates/mandate.machine.ts'

let database: TestDatabase
before(async () => void (database = await createTestDatabase()))
after(() => database.drop())

const drawn = drawnMachines(readFileSync(new URL('README.md', import.meta.url), 'utf8'))

test('the database lets bank accounts and mandates change as the machines say, and the README draws it so', async () => {
  const cases = [
    {
      table: 'rails.bank_account',
      machine: bankAccountMachine,
      states: bankAccountStates,
      events: bankAccountEvents,
    },
    { table: 'rails.mandate', machine: mandateMachine, states: mandateStates, events: mandateEvents },
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
