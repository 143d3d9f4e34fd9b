import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { simWorld } from '../../kernel/world.ts'
import { covers, PUBLISHABLE_SCOPES, rightsOf } from './api_key.ts'
import { collectScopes } from './scopes.ts'
import { drawTenantId } from './tenant.ts'

const scopes = ['a:read', 'a:write', 'b:read', ...PUBLISHABLE_SCOPES]
const restricted = fc
  .subarray(scopes, { minLength: 1 })
  .map((list) => ({ kind: 'restricted' as const, scopes: list, expires_at: null }))
const anyKey = fc.oneof(
  restricted,
  fc.constantFrom(
    { kind: 'secret' as const, scopes: [], expires_at: null },
    { kind: 'publishable' as const, scopes: [], expires_at: null },
  ),
)

test('a key never covers one that may do anything it may not do itself', () => {
  fc.assert(
    fc.property(anyKey, anyKey, (maker, made) => {
      if (!covers(rightsOf(maker), made)) return
      const [own, given] = [rightsOf(maker), rightsOf(made)]
      assert.ok(own.is_all || !given.is_all)
      for (const scope of [...scopes, 'not:known:yet']) assert.ok(!given.has(scope) || own.has(scope), scope)
    }),
    { numRuns: 300 },
  )
})

test('a secret key may do everything, a publishable one may create tokens and nothing else', () => {
  assert.ok(rightsOf({ kind: 'secret', scopes: [], expires_at: null }).has('whatever:comes'))
  const publishable = rightsOf({ kind: 'publishable', scopes: [], expires_at: null })
  assert.deepEqual(['tokens:write', 'tokens:read', 'ledger.accounts:read', ''].filter(publishable.has), [
    'tokens:write',
  ])
  assert.equal(
    covers(rightsOf({ kind: 'restricted', scopes, expires_at: null }), {
      kind: 'secret',
      scopes: [],
      expires_at: null,
    }),
    false,
  )
})

test('the catalogue of scopes is what routes ask for, each once', () => {
  const routes = ['b:read', 'a:write', 'b:read'].map((scope) => ({ scope }))
  assert.deepEqual(collectScopes(routes), ['a:write', 'b:read'])
})

test('tenant numbers fit a double and are never zero', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 7, maxLength: 7 }), (bytes) => {
      const drawn = drawTenantId({ ...simWorld(1n), random: () => bytes })
      assert.ok(drawn >= 1n && drawn <= BigInt(Number.MAX_SAFE_INTEGER))
    }),
  )
})
