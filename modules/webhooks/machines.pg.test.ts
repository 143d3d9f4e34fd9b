import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { deliveryEvents, deliveryMachine, deliveryStates } from './delivery.machine.ts'
import { endpointEvents, endpointMachine, endpointStates } from './endpoint.machine.ts'

let database: TestDatabase
before(async () => void (database = await createTestDatabase()))
after(() => database.drop())

const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')
const drawn = [...readme.matchAll(/```mermaid\n([\s\S]*?)```/g)].map(([, text = '']) =>
  [...text.matchAll(/^ {2}(\w+) --> (\w+): (\w+)$/gm)]
    .map(([, from = '', to = '', event = '']) => `${from} ${event} ${to}`)
    .sort(),
)

/** Every (came_from, event, state) that the CHECK of a table lets in, written as the machine's rows are. */
async function allowed(
  table: string,
  states: readonly string[],
  events: readonly string[],
): Promise<string[]> {
  const { rows: found } = await database.admin.query<{ rule: string }>(
    `select pg_get_expr(conbin, conrelid) as rule from pg_constraint
     where conrelid = $1::regclass and conname = 'declared_transition'`,
    [table],
  )
  const { rows } = await database.admin.query<{ came_from: number; event: number; state: number }>(
    `select t.* from (select f::int2 as came_from, e::int2 as event, s::int2 as state
       from generate_series(0, $1::int4) f, generate_series(1, $2::int4) e, generate_series(0, $1::int4) s) t
     where ${found[0]?.rule}`,
    [states.length - 1, events.length],
  )
  return rows.map((row) => `${states[row.came_from]} ${events[row.event - 1]} ${states[row.state]}`).sort()
}

test('the database lets endpoints and deliveries change as the machines say, and the README draws it so', async () => {
  const cases = [
    { table: 'webhooks.endpoint', machine: endpointMachine, states: endpointStates, events: endpointEvents },
    { table: 'webhooks.delivery', machine: deliveryMachine, states: deliveryStates, events: deliveryEvents },
  ]
  for (const [index, { table, machine, states, events }] of cases.entries()) {
    const declared = machine
      .rows()
      .map(([from, event, to]) => `${from} ${event} ${to}`)
      .sort()
    assert.deepEqual(await allowed(table, states, events), declared)
    assert.deepEqual(drawn[index], declared)
  }
})
