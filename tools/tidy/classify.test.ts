import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Classes, Door } from './classes.ts'
import { classifyStatement } from './classify.ts'

const classes: Classes = {
  tables: {
    'ledger.account': 'tenant',
    'ledger.transfer': 'tenant',
    'ledger.currency': 'ref',
    'auth.api_key': 'ref',
    'platform.heartbeat': 'local',
  },
  functions: { 'ledger.post': 'tenant', 'ledger.scale_of': 'local', 'platform.beat': 'local' },
}
const shapes = readFileSync(new URL('cases/statements.sql', import.meta.url), 'utf8')
const heading =
  /^-- (?:(tenant|scatter|system) door, )?(single_tenant|no_tenant|scatter|refused)(?: «(.+)»)?: (.+)$/gm
const headings = [...shapes.matchAll(heading)]

headings.forEach((match, at) => {
  const [line, door, verdict, reason, says = ''] = match
  const sql = shapes.slice(match.index + line.length, headings[at + 1]?.index ?? shapes.length)
  test(`the guard: ${says}`, () => {
    const found = classifyStatement(sql, classes, door as Door | undefined)
    assert.equal(found.kind, verdict, found.kind === 'refused' ? found.why : '')
    if (found.kind === 'refused') assert.ok(found.why.includes(reason ?? '?'), found.why)
  })
})

test('the guard was shown every block of cases/statements.sql', () => {
  assert.equal(headings.length, shapes.split('\n\n').length - 1)
  assert.ok(headings.length > 70)
})
