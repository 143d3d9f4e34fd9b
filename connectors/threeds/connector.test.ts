import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { threeds } from './connector.ts'

const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const parse = (status: number, body: string) => threeds.parseResult({ status, headers: {}, body })

test('the answers of the fixtures are read', () => {
  const challenge = parse(200, fixture('challenge.json'))
  assert.equal(challenge.kind === 'challenge' && new URL(challenge.challenge_url).port, '4024')
  const proved = parse(200, fixture('authenticated.json'))
  assert.equal(proved.kind === 'proved' && proved.proof.has_liability_shift, true)
  assert.deepEqual(parse(404, '{"error":"authentication_not_found"}'), { kind: 'not_found' })
})

test('what is not whole proves nothing', () => {
  assert.equal(parse(200, fixture('authenticated.json').replace('"05"', 'null')).kind, 'unknown')
  assert.equal(parse(200, fixture('challenge.json').replace('http:', 'javascript:')).kind, 'unknown')
  fc.assert(
    fc.property(
      fc.integer({ min: 200, max: 599 }),
      fc.json(),
      (status, body) => parse(status, body).kind !== 'proved',
    ),
  )
})
