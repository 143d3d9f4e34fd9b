import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { accountEvents, accountMachine, accountStates } from './account.machine.ts'
import { holdEvents, holdMachine, holdStates } from './hold.machine.ts'

let database: TestDatabase
before(async () => void (database = await createTestDatabase()))
after(() => database.drop())

type Step = readonly [from: string | null, event: string | null, to: string]

type Attempt = (from: number | null, event: number | null, to: number) => Promise<unknown>

/** Every (came_from, event, state) that the table's CHECK lets in, tried one by one as the owner. */
async function allowed(
  states: readonly string[],
  events: readonly string[],
  attempt: Attempt,
): Promise<Step[]> {
  const steps: Step[] = []
  const [froms, kinds] = [
    [null, ...states.keys()],
    [null, ...events.keys()],
  ]
  const all = froms.flatMap((from) =>
    kinds.flatMap((event) => [...states.keys()].map((to) => ({ from, event, to }))),
  )
  for (const { from, event, to } of all)
    if (await isLetIn(attempt(from, event === null ? null : event + 1, to)))
      steps.push([nameOf(states, from), nameOf(events, event), nameOf(states, to) ?? ''])
  return steps
}

const nameOf = (names: readonly string[], index: number | null): string | null =>
  index === null ? null : (names[index] ?? null)

const isLetIn = (attempt: Promise<unknown>): Promise<boolean> =>
  attempt.then(
    () => true,
    (error: unknown) => {
      assert.equal((error as { constraint?: string }).constraint, 'declared_transition')
      return false
    },
  )

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
