import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roles } from './member.ts'
import { roleAllows, scopeKinds, scopesOfRole } from './role_scopes.ts'

const all = Object.keys(scopeKinds)
const writes = all.filter((scope) => scope.endsWith(':write') && scopeKinds[scope] !== 'own')

test('owners may do everything, also what has no row yet; others nothing that has none', () => {
  for (const scope of [...all, 'new.things:write']) assert.ok(roleAllows('owner', 'live', scope))
  for (const role of roles.slice(1)) assert.equal(roleAllows(role, 'sandbox', 'new.things:write'), false)
  for (const role of roles.slice(1)) assert.equal(roleAllows(role, 'sandbox', 'constructor'), false)
})

test('developers build, hold keys, and move only test money', () => {
  for (const scope of ['payments:write', 'payouts:write', 'payouts:approve', 'ledger.transfers:write']) {
    assert.ok(roleAllows('developer', 'sandbox', scope), scope)
    assert.equal(roleAllows('developer', 'live', scope), false, scope)
  }
  for (const scope of ['access.keys:write', 'webhooks:write', 'routing.rules:write', 'customers:read'])
    assert.ok(roleAllows('developer', 'live', scope), scope)
  for (const scope of ['members:read', 'members:write', 'approvals.policy:write'])
    assert.equal(roleAllows('developer', 'sandbox', scope), false, scope)
})

test('operators work with money and hold no keys and no members', () => {
  for (const scope of [
    'payments:write',
    'refunds:write',
    'disputes:write',
    'payouts:approve',
    'reconciliation:write',
    'payments.reviews:write',
  ])
    assert.ok(roleAllows('operator', 'live', scope), scope)
  for (const scope of [
    'access.keys:read',
    'access.keys:write',
    'members:read',
    'members:write',
    'webhooks:write',
  ])
    assert.equal(roleAllows('operator', 'live', scope), false, scope)
})

test('analysts see everything and change nothing; viewers see no people', () => {
  for (const role of ['analyst', 'viewer'] as const)
    for (const scope of writes) assert.equal(roleAllows(role, 'sandbox', scope), false, `${role} ${scope}`)
  for (const scope of all.filter((one) => one.endsWith(':read')))
    assert.ok(roleAllows('analyst', 'live', scope), scope)
  for (const scope of ['customers:read', 'members:read', 'bank_accounts:read', 'ledger.exports:read'])
    assert.equal(roleAllows('viewer', 'live', scope), false, scope)
  assert.ok(roleAllows('viewer', 'live', 'payments:read'))
})

test('everybody may manage their own session', () => {
  for (const role of roles)
    assert.ok(
      scopesOfRole(role, 'live').includes('session:write') && roleAllows(role, 'live', 'session:enrol'),
    )
})
