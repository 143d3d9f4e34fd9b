import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TenantId } from '../../platform/scope.ts'
import { createHasher, keysOf, listKeysOf, spendingKeysOf } from './keys.ts'
import { canonicalValue } from './list.ts'
import { networksOf, readNetwork } from './network.ts'
import { plainPayment } from './testing/payment.ts'

test('a payment is counted by seven things, and what is not known is not counted', () => {
  assert.deepEqual(
    keysOf(plainPayment).map(({ kind }) => kind),
    ['card', 'customer', 'device', 'address', 'ip', 'email', 'merchant'],
  )
  const bare = { ...plainPayment, customer: null, device: null, address: null, ip: null, email: null }
  assert.deepEqual(
    keysOf(bare).map(({ kind }) => kind),
    ['card', 'merchant'],
  )
})

test('amounts are summed per currency', () => {
  assert.deepEqual(
    spendingKeysOf(plainPayment).map(({ kind, value }) => `${kind} ${value.slice(-3)}`),
    ['card EUR', 'customer EUR', 'merchant EUR'],
  )
})

test('a payment is looked for on lists in the spelling that items are stored in', () => {
  const found = listKeysOf(plainPayment)
  const asks = (kind: string, text: string) =>
    found.some((key) => key.kind === kind && key.value === canonicalValue(key.kind, text))
  assert.ok(asks('email', ' anna@EXAMPLE.com'))
  assert.ok(asks('email_domain', 'Example.com'))
  assert.ok(asks('bin', '411111') && asks('bin', '41111111'))
  assert.ok(asks('ip', '192.0.2.7') && asks('ip', '192.0.2.0/24') && asks('ip', '192.0.0.0/16'))
  assert.ok(asks('country', 'DE') && asks('device', 'device-1') && asks('card', plainPayment.fingerprint))
  assert.ok(!asks('ip', '192.0.3.0/24'))
})

test('networks of either family have one spelling', () => {
  assert.deepEqual(networksOf('2001:db8::1'), [
    '2001:db8:0:0:0:0:0:1/128',
    '2001:db8:0:0:0:0:0:0/64',
    '2001:db8:0:0:0:0:0:0/48',
    '2001:db8:0:0:0:0:0:0/32',
  ])
  assert.equal(readNetwork('2001:DB8:0:0::/64'), '2001:db8:0:0:0:0:0:0/64')
  assert.deepEqual(networksOf('::ffff:192.0.2.7'), networksOf('192.0.2.7'))
  for (const wrong of ['192.0.2.0/20', 'fe80::1%eth0', '1.2.3', '', '1.2.3.4/24/8', '1.2.3.4/'])
    assert.equal(readNetwork(wrong), undefined, wrong)
})

test('the same value has another key in another tenant, table, kind or installation', () => {
  const [one, other] = [1n as TenantId, 2n as TenantId]
  const hasher = createHasher('pepper')
  const keys = [
    hasher(one, 'count', 'ip', '192.0.2.7'),
    hasher(other, 'count', 'ip', '192.0.2.7'),
    hasher(one, 'list', 'ip', '192.0.2.7'),
    hasher(one, 'count', 'device', '192.0.2.7'),
    createHasher('')(one, 'count', 'ip', '192.0.2.7'),
  ]
  assert.equal(new Set(keys.map((key) => key.toString('hex'))).size, keys.length)
  assert.deepEqual(keys[0], createHasher('pepper')(one, 'count', 'ip', '192.0.2.7'))
  assert.equal(keys[0]?.length, 16)
})
