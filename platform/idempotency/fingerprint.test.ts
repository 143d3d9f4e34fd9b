import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { TenantId } from '../scope.ts'
import { type Asked, makeClaim } from './fingerprint.ts'
import { describeMismatch, isSameRequest } from './mismatch.ts'

const tenant = 1n as TenantId
const asked = (body: unknown, more: Partial<Asked> = {}): Asked => ({
  route: 'POST /v1/x',
  body,
  params: {},
  query: {},
  ...more,
})
const claim = (body: unknown, more: Partial<Asked> = {}, key = 'k') =>
  makeClaim(tenant, key, asked(body, more))
const faults = (before: unknown, now: unknown): string[] =>
  (describeMismatch(claim(before), claim(now)).errors ?? []).map(({ code, param }) => `${code} ${param}`)
const print = (of: ReturnType<typeof claim>): string => of.fingerprint.toString('hex')

test('a claim is the same for the same request however its fields are ordered, and differs otherwise', () => {
  const a = claim({ x: 1, y: { a: 'b', c: [1, 2] } })
  assert.equal(print(a), print(claim({ y: { c: [1, 2], a: 'b' }, x: 1 })))
  assert.ok(isSameRequest({ fingerprint: print(a) }, claim({ y: { c: [1, 2], a: 'b' }, x: 1 })))
  const others = [
    claim({ x: 1, y: { a: 'b', c: [2, 1] } }),
    claim({ x: '1', y: { a: 'b', c: [1, 2] } }),
    claim({ x: 1, y: { a: 'b', c: [1, 2] } }, { route: 'POST /v1/y' }),
    claim({ x: 1, y: { a: 'b', c: [1, 2] } }, { params: { id: 'a' } }),
    claim({ x: 1, y: { a: 'b', c: [1, 2] } }, { query: { id: 'a' } }),
  ]
  assert.equal(new Set([a, ...others].map(print)).size, 6)
  assert.deepEqual(a.key_hash, claim({}, {}, 'k').key_hash)
  assert.notDeepEqual(a.key_hash, makeClaim(2n as TenantId, 'k', asked({})).key_hash)
  assert.equal(a.key_hash.length + a.fingerprint.length, 32)
})

test('a mismatch names exactly the fields that were changed, added and left out', () => {
  assert.deepEqual(faults({ a: 1, b: { c: 'x', d: 'y' }, e: [] }, { a: 1, b: { c: 'z', d: 'y' }, f: null }), [
    'differs b.c',
    'missing e',
    'surplus f',
  ])
  for (const [before, now] of [
    [7, '7'],
    [null, 'null'],
    [true, 'true'],
  ])
    assert.deepEqual(faults({ v: { w: before } }, { v: { w: now } }), ['differs v.w'])
  assert.deepEqual(faults({ list: [1, 2] }, { list: [1, 2, 3] }), ['surplus list.2'])
  assert.deepEqual(faults({ 'a\nb': 1 }, { 'a\nb': 2 }), ['differs a b'])
})

test('two different bodies always differ somewhere that can be said', () => {
  const json = fc.jsonValue({ maxDepth: 3 })
  fc.assert(
    fc.property(json, json, (a, b) => {
      const [one, two] = [claim({ v: a }), claim({ v: b })]
      if (print(one) !== print(two)) assert.ok((describeMismatch(one, two).errors?.length ?? 0) > 0)
    }),
  )
})

test('a bulk is kept in a few bytes and still says which of its parts differs', () => {
  const transfers = Array.from({ length: 8_190 }, (_, index) => ({ id: `t${index}`, amount: '5' }))
  const a = claim({ atomic: 'none', transfers })
  assert.ok(a.fields.length < 200, a.fields)
  assert.equal(
    print(a),
    print(claim({ transfers: transfers.map(({ id, amount }) => ({ amount, id })), atomic: 'none' })),
  )
  assert.deepEqual(faults({ atomic: 'none', transfers }, { atomic: 'all', transfers }), ['differs atomic'])
  assert.deepEqual(faults({ atomic: 'none', transfers }, { atomic: 'none', transfers: transfers.slice(1) }), [
    'differs transfers',
  ])
})

test('a bulk that is not long says which of its items differ', () => {
  const transfers = Array.from({ length: 40 }, (_, index) => ({ id: `t${index}`, amount: '5' }))
  const changed = transfers.with(20, { id: 't20', amount: '6' })
  const fields = { atomic: 'none', transfers }
  assert.deepEqual(faults(fields, { ...fields, transfers: changed }), ['differs transfers.20'])
  assert.deepEqual(faults(fields, { ...fields, transfers: [...changed, { id: 'more', amount: '1' }] }), [
    'differs transfers.20',
    'surplus transfers.40',
  ])
})

test('what is kept of a field is too little to work back to it', () => {
  const { fields } = claim({ secret: '4242424242424242' })
  assert.match(fields, /^@route:[0-9a-f]{4}\nsecret:[0-9a-f]{4}$/)
})
