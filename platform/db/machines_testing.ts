import type { TestDatabase } from './testing.ts'

/** Every (came_from, event, state) that the CHECK of a table lets in, written as the machine's rows are. */
export async function allowedTransitions(
  { admin }: TestDatabase,
  table: string,
  { states, events }: { readonly states: readonly string[]; readonly events: readonly string[] },
): Promise<string[]> {
  const { rows: found } = await admin.query<{ rule: string }>(
    `select pg_get_expr(conbin, conrelid) as rule from pg_constraint
     where conrelid = $1::regclass and conname = 'declared_transition'`,
    [table],
  )
  const { rows } = await admin.query<{ came_from: number; event: number; state: number }>(
    `select t.* from (select f::int2 as came_from, e::int2 as event, s::int2 as state
       from generate_series(0, $1::int4) f, generate_series(1, $2::int4) e, generate_series(0, $1::int4) s) t
     where ${found[0]?.rule}`,
    [states.length - 1, events.length],
  )
  return rows.map((row) => `${states[row.came_from]} ${events[row.event - 1]} ${states[row.state]}`).sort()
}

/** The machines that a README draws, each as its sorted rows. */
export const drawnMachines = (readme: string): string[][] =>
  [...readme.matchAll(/```mermaid\n([\s\S]*?)```/g)].map(([, text = '']) =>
    [...text.matchAll(/^ {2}(\w+) --> (\w+): (\w+)$/gm)]
      .map(([, from = '', to = '', event = '']) => `${from} ${event} ${to}`)
      .sort(),
  )
