import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { accountEvents, accountMachine, accountStates } from './account.machine.ts'
import { holdEvents, holdMachine, holdStates } from './hold.machine.ts'

let database: TestDatabase
before(async () => void (database = await createTestDatabase()))
after(() => database.drop())

type Step = readonly [from: string | null, event: string | null, to: string]

/** Every (came_from, event, state) that the table's CHECK lets in, tried one by one as the owner. */
async function allowed(
  states: readonly string[],
  events: readonly string[],
  attempt: (from: number | null, event: number | null, to: number) => Promise<unknown>,
): Promise<Step[]> {
  const steps: Step[] = []
  for (const from of [null, ...states.keys()])
    for (const event of [null, ...events.keys()])
      for (const to of states.keys()) {
        const isIn = await attempt(from, event === null ? null : event + 1, to).then(
          () => true,
          (error: { constraint?: string }) => {
            assert.equal(error.constraint, 'declared_transition')
            return false
          },
        )
        if (isIn)
          steps.push([
            from === null ? null : (states[from] ?? ''),
            event === null ? null : (events[event] ?? ''),
            states[to] ?? '',
          ])
      }
  return steps
}

const sorted = (steps: readonly Step[]): string[] => steps.map((step) => step.join(' ')).sort()
const id = '00000000-0000-7000-8000-000000000001'

test('the database lets an account change state exactly as the machine says', async () => {
  const steps = await allowed(accountStates, accountEvents, (from, event, to) =>
    database.admin.query(
      `insert into ledger.account (tenant_id, id, currency, normal_side, path, created_at, updated_at, came_from, event, state)
       values ((select count(*) + 1 from ledger.account), $1, 'USD', 'credit', 'a', '2026-01-01', '2026-01-01', $2, $3, $4)`,
      [id, from, event, to],
    ),
  )
  assert.deepEqual(sorted(steps), sorted([[null, null, 'open'], ...accountMachine.rows()]))
  assert.deepEqual(accountMachine.terminal(), ['closed'])
})

test('the database lets a hold change state exactly as the machine says', async () => {
  const steps = await allowed(holdStates, holdEvents, (from, event, to) =>
    database.admin.query(
      `insert into ledger.hold (tenant_id, id, debit_account, credit_account, amount, remaining, updated_at, currency, state, came_from, event)
       values ((select count(*) + 1 from ledger.hold), $1, $1, $1, 10, $5, '2026-01-01', 1, $4, $2, $3)`,
      [id, from, event, to, to === 0 ? 5 : 0],
    ),
  )
  assert.deepEqual(sorted(steps), sorted([[null, null, 'open'], ...holdMachine.rows()]))
  assert.deepEqual(holdMachine.terminal(), ['posted', 'voided', 'expired'])
})
