import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { breakStates } from './break.machine.ts'
import { breakTypes, reportBreakTypes } from './break.ts'
import { bindingStates } from './matching/binding.machine.ts'
import { matchKinds } from './matching/match.ts'
import { settlementStates } from './settlement.machine.ts'

const migrationOf = (name: string) =>
  readFile(new URL(`./sql/migrations/${name}.sql`, import.meta.url), 'utf8')
const listed = (values: readonly string[]): RegExp =>
  new RegExp(values.map((value) => `'${value}'`).join(',\\s*'.replace("'", '')))

test('the database knows the states and types that the code knows', async () => {
  const first = await migrationOf('0001_reconciliation')
  for (const values of [breakStates, settlementStates, reportBreakTypes]) assert.match(first, listed(values))
  const matching = await migrationOf('0004_matching')
  for (const values of [breakTypes, bindingStates, matchKinds]) assert.match(matching, listed(values))
})
