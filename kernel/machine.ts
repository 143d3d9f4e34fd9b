import { Bug } from './assert.ts'

type Table = Record<string, Record<string, string>>
export type StateOf<M extends { table: Table }> = keyof M['table'] & string
type Closed<T extends Table> = { [S in keyof T]: { [E in keyof T[S]]: keyof T & string } }

/** A machine is a table: state → event → state. SQL rows, diagram and tests are read from it. */
export function machine<const T extends Table & Closed<T>>(name: string, table: T) {
  return {
    name,
    table,
    /** Typed when the state is known; a `Bug` when stored state disagrees with the table at run time. */
    next<S extends keyof T & string, E extends keyof T[S] & string>(state: S, event: E): T[S][E] {
      const target = table[state]?.[event]
      if (target === undefined) throw new Bug(`${name}: no ${event} from ${state}`)
      return target
    },
    /** [from, event, to] rows: seeded into the module's transition table and compared with it in CI. */
    rows: (): [from: string, event: string, to: string][] =>
      Object.entries(table).flatMap(([from, events]) =>
        Object.entries(events).map(([event, to]): [string, string, string] => [from, event, to]),
      ),
    /** Where an event leads, from wherever it comes; undefined when that depends, or when nothing has such an event. */
    leadsTo(event: string): (keyof T & string) | undefined {
      const ends = new Set(Object.values(table).flatMap((events) => events[event] ?? []))
      return ends.size === 1 ? [...ends][0] : undefined
    },
    /** States that nothing leaves. */
    terminal: (): string[] =>
      Object.keys(table).filter((state) => Object.keys(table[state] ?? {}).length === 0),
  }
}
