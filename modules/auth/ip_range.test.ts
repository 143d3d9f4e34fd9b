import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ipFilter, parseIpRange } from './ip_range.ts'

const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
const hextets = (value: bigint): string =>
  Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16)).join(
    ':',
  )
const v4 = fc.integer({ min: 0, max: 0xffff_ffff })
const v6 = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n })

test('an IPv4 range holds exactly the addresses that share its first bits', () => {
  fc.assert(
    fc.property(v4, v4, fc.integer({ min: 0, max: 32 }), fc.boolean(), (base, other, bits, isNear) => {
      // Half of the addresses are drawn near the range, so that both answers are met.
      const ip = isNear ? (base ^ (bits === 32 ? 0 : other >>> bits)) >>> 0 : other
      const isInside = bits === 0 || base >>> (32 - bits) === ip >>> (32 - bits)
      const isAllowed = ipFilter([`${dotted(base)}/${bits}`])
      assert.equal(isAllowed(dotted(ip)), isInside)
      assert.equal(isAllowed(`::ffff:${dotted(ip)}`), isInside, 'as a dual-stack socket reports it')
    }),
    { numRuns: 300 },
  )
})

test('an IPv6 range holds exactly the addresses that share its first bits', () => {
  fc.assert(
    fc.property(v6, v6, fc.integer({ min: 0, max: 128 }), fc.boolean(), (base, other, bits, isNear) => {
      const ip = isNear ? base ^ (other >> BigInt(bits)) : other
      fc.pre(ip >> 32n !== 0xffffn && base >> 32n !== 0xffffn) // mapped IPv4 has its own test
      const rest = BigInt(128 - bits)
      assert.equal(ipFilter([`${hextets(base)}/${bits}`])(hextets(ip)), base >> rest === ip >> rest)
    }),
    { numRuns: 300 },
  )
})

test('a single address is a range of one', () => {
  const isAllowed = ipFilter(['192.0.2.7', '2001:db8::1'])
  assert.ok(isAllowed('192.0.2.7'))
  assert.ok(isAllowed('2001:db8:0:0::1'))
  assert.ok(!isAllowed('192.0.2.8'))
  assert.ok(!isAllowed('2001:db8::2'))
})

test('an address that cannot be read is never allowed', () => {
  const isAllowed = ipFilter(['0.0.0.0/0', '::/0'])
  assert.ok(isAllowed('203.0.113.9') && isAllowed('2001:db8::9'))
  for (const odd of [
    '',
    'unknown',
    '192.0.2',
    '192.0.2.1.5',
    '127.1',
    '0x7f000001',
    'fe80::1%eth0',
    '192.0.2.1/32',
  ])
    assert.equal(isAllowed(odd), false, odd)
})

test('what is not a range is refused', () => {
  for (const odd of [
    '',
    '/',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '::/129',
    '10.0/8',
    'example.com',
    'fe80::1%eth0/64',
    '10.0.0.0/1e1',
  ])
    assert.equal(parseIpRange(odd), undefined, odd)
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      const range = parseIpRange(text)
      // Whatever is accepted can be used: the filter does not throw on it.
      if (range !== undefined) ipFilter([text])('192.0.2.1')
    }),
  )
})
