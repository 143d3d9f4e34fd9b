import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { allowedTransitions, drawnMachines } from '../../platform/db/machines_testing.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { deliveryEvents, deliveryMachine, deliveryStates } from './delivery.machine.ts'
import { endpointEvents, endpointMachine, endpointStates } from './endpoint.machine.ts'

let database: TestDatabase
before(async () => void (database = await createTestDatabase()))
after(() => database.drop())

const drawn = drawnMachines(readFileSync(new URL('README.md', import.meta.url), 'utf8'))

test('the database lets endpoints and deliveries change as the machines say, and the README draws it so', async () => {
  const cases = [
    { table: 'webhooks.endpoint', machine: endpointMachine, states: endpointStates, events: endpointEvents },
    { table: 'webhooks.delivery', machine: deliveryMachine, states: deliveryStates, events: deliveryEvents },
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
