import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { breakMachine, breakStates } from './break.machine.ts'
import { breakTypes } from './break.ts'
import { settlementMachine, settlementStates } from './settlement.machine.ts'

const migration = new URL('./sql/migrations/0001_reconciliation.sql', import.meta.url)
const listed = (values: readonly string[]): RegExp =>
  new RegExp(values.map((value) => `'${value}'`).join(',\\s*'.replace("'", '')))

test('the database knows the states and types that the code knows', async () => {
  const text = await readFile(migration, 'utf8')
  for (const values of [breakStates, settlementStates, breakTypes]) assert.match(text, listed(values))
})

test('the diagrams of the README are the machines', async () => {
  const readme = await readFile(new URL('./README.md', import.meta.url), 'utf8')
  for (const machine of [breakMachine, settlementMachine])
    for (const [from, event, to] of machine.rows()) assert.ok(readme.includes(`${from} --> ${to}: ${event}`))
})
