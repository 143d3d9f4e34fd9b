import { nameOf, type Tree } from './sql_tree.ts'
import type { Node } from 'libpg-query'

const clocks =
  'now clock_timestamp statement_timestamp transaction_timestamp timeofday pg_sleep pg_sleep_for pg_sleep_until'
const chances =
  'random random_normal setseed gen_random_uuid uuidv4 uuidv7 gen_random_bytes uuid_generate_v1 uuid_generate_v4'
const volatile = new Set(`${clocks} ${chances}`.split(' '))
const sessionLock = /^pg_(try_)?advisory_/

/** `current_timestamp` and its kin are grammar, not functions. `current_user` and its kin are harmless. */
const clockValue = /^SVFOP_(CURRENT_DATE|CURRENT_TIME|LOCALTIME)/

/** Why S10 or S11 refuses this call or value of a parse tree; undefined for anything else. */
export function volatileFault(tree: Tree): string | undefined {
  if (typeof tree['op'] === 'string' && clockValue.test(tree['op']))
    return `S10: ${tree['op'].slice(6).toLowerCase()} — times are parameters`
  if (!Array.isArray(tree['funcname'])) return undefined
  const name = functionName(tree['funcname'] as Node[])
  if (volatile.has(name)) return `S10: ${name}() — times, ids and chance are parameters`
  return sessionLock.test(name) ? `S11: ${name}() — no advisory locks` : undefined
}

/** `pg_catalog.now` and `now` are one function. */
export const functionName = (parts: readonly Node[]): string => nameOf(parts).replace(/^pg_catalog\./, '')
