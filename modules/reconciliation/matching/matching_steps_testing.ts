import { present } from '../../../kernel/assert.ts'
import type { Day } from '../../../kernel/world.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { listBreaks } from '../store_breaks.ts'
import type { Bound, Desk, TestLine } from './matching_testing.ts'

export const DAY_MS = 86_400_000
export const on = (day: number): Day => `2026-01-${String(day).padStart(2, '0')}` as Day
/** `RD` takes a debit back, so money comes in. */
const cents = (amount: string): number =>
  Number(amount.replaceAll(/\D/g, '')) * (/^(C|RD)/.test(amount) ? 1 : -1)
const printed = (minor: number): string =>
  `${Math.trunc(minor / 100)},${String(minor % 100).padStart(2, '0')}`

export const line = (amount: string, reference?: string, more: Partial<TestLine> = {}): TestLine => ({
  day: '260105',
  amount,
  ...(reference === undefined ? {} : { reference }),
  ...more,
})
export const byText = (a: readonly unknown[], b: readonly unknown[]): number =>
  String(a) < String(b) ? -1 : 1

/** What matching says. */
function readersOf(desk: Desk) {
  const matchesOf = async (scope: OpenScope, { binding }: Bound, is_current = true) =>
    (
      await desk.matching.listMatches(
        scope,
        { binding: binding.id, is_current },
        { after: undefined, limit: 100 },
      )
    ).toReversed()
  const passesOf = async (scope: OpenScope, bound: Bound) =>
    (await matchesOf(scope, bound)).map(({ kind, pass, bank_total, difference, items }) => [
      kind,
      pass,
      Number(bank_total),
      Number(difference),
      items.length,
    ])
  const breaksOf = (scope: OpenScope, { binding }: Bound, state: 'open' | 'resolved' = 'open') =>
    desk.inside(scope, ({ db, tenant_id }) =>
      listBreaks(db, tenant_id, { binding: binding.id, state }, { after: undefined, limit: 100 }),
    )
  const proofOf = async (scope: OpenScope, { binding }: Bound) =>
    present(
      (await desk.matching.listProofs(scope, { binding: binding.id }, { after: undefined, limit: 1 }))[0],
      'the proof',
    )

  return { matchesOf, passesOf, breaksOf, proofOf }
}

/** What tests of matching do again and again; from a Tuesday on. */
export function stepsOf(desk: Desk) {
  desk.world.advance(5 * DAY_MS)
  let accounts = 0
  /** A statement of the fifth, with 1,000.00 before it, and an account bound to it. */
  async function begin(lines: readonly TestLine[], scope?: OpenScope) {
    const within = scope ?? (await desk.scope())
    const account = `ACC${String(++accounts).padStart(6, '0')}`
    const sum = lines.reduce((total, { amount }) => total + cents(amount), 0)
    const shape = {
      account,
      number: 1,
      opening: '1000,00',
      closing: printed(100_000 + sum),
      day: '260105',
      lines,
    }
    const statement = await desk.bring(within, shape)
    const bound = await desk.bind(within, statement)
    const next = (more: readonly TestLine[], number = 2, day = '260106') =>
      desk.bring(within, {
        ...shape,
        number,
        day,
        opening: shape.closing,
        closing: printed(100_000 + sum + more.reduce((total, { amount }) => total + cents(amount), 0)),
        lines: more,
      })
    return { scope: within, statement, bound, next, run: () => desk.reconcile(within, bound.binding.id) }
  }

  return { begin, ...readersOf(desk) }
}
