// Goal: no spelling of an address that is not public gets past the check, and names are judged by all they lead to.
// Method: the spellings of reliability.md §4 and those that fast-check makes up of every private range.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isGlobalUnicast } from './public_address.ts'
import { chooseAddress, readSafePlace, readSafeUrl, type SafeUrl } from './safe_url.ts'

const live = { may_loop_back: false }
const tried_out = { may_loop_back: true }

const spellings = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0x0.0x0.0x1',
  '0177.0.0.1',
  '017700000001',
  '0',
  '0.0.0.0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[fe80::1]',
  '[fd00:ec2::254]',
  '169.254.169.254',
  '[::127.0.0.1]',
  '１２７.０.０.１',
  '127。0。0。1',
  'localhost',
  'LOCALHOST',
  'a.localhost',
  '10.0.0.1',
  '192.168.0.1',
  '172.16.0.1',
  '100.64.0.1',
  '224.0.0.1',
  '255.255.255.255',
]

test('a live tenant reaches none of the spellings of an address that is not public', () => {
  for (const host of spellings)
    for (const port of ['', ':443', ':8443'])
      assert.ok('why' in readSafeUrl(`https://${host}${port}/`, live), `${host}${port}`)
})

test('a host of ISO 8583 is judged by the same spellings, on any port', () => {
  for (const host of spellings) assert.ok('why' in readSafePlace(`tcp://${host}:8583`, live), host)
  assert.ok('host' in readSafePlace('tcp://acquirer.example:8583', live))
  assert.ok('host' in readSafePlace('tcp://127.1:8583', tried_out))
  for (const url of [
    'tcp://acquirer.example',
    'tcp://acquirer.example:0x50',
    'tcp://acquirer.example:8583/path',
    'tcp://acquirer.example:8583?query',
    'tcp://user@acquirer.example:8583',
    'tcp://:8583',
    'tcp:acquirer.example:8583',
  ])
    assert.ok('why' in readSafePlace(url, live), url)
  // What is no such host is judged as a URL of HTTP, and only a caller who can speak TCP asks for one.
  assert.ok('host' in readSafePlace('https://acquirer.example/', live))
  assert.ok('why' in readSafeUrl('tcp://acquirer.example:8583', live))
})

test('only https on 443 and 8443, without credentials', () => {
  assert.ok('host' in readSafeUrl('https://example.com/hooks?a=1', live))
  assert.ok('host' in readSafeUrl('https://example.com:8443/hooks', live))
  for (const url of [
    'http://example.com/',
    'https://example.com:444/',
    'https://example.com:22/',
    'https://user:secret@example.com/',
    'https://example.com/#part',
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://example.com/',
    '//example.com/',
    'https://',
    'not a url',
    `https://example.com/${'a'.repeat(2_000)}`,
  ])
    assert.ok('why' in readSafeUrl(url, live), url)
})

test('a sandbox that may loop back reaches loopback on any port, and nothing else that is private', () => {
  for (const host of ['127.0.0.1', '127.1', '0x7f000001', '[::1]', 'localhost'])
    assert.ok('host' in readSafeUrl(`http://${host}:4010/`, tried_out), host)
  for (const host of [
    '0.0.0.0',
    '[::ffff:127.0.0.1]',
    '169.254.169.254',
    '10.0.0.1',
    '[fe80::1]',
    'example.com',
  ])
    assert.ok('why' in readSafeUrl(`http://${host}:4010/`, tried_out), host)
})

const placeOf = (url: string, policy = live): SafeUrl => {
  const place = readSafeUrl(url, policy)
  assert.ok('host' in place, url)
  return place
}

test('a name is dialled only when every one of its addresses is public', () => {
  const place = placeOf('https://example.com/')
  assert.equal(chooseAddress(['93.184.215.14', '2606:2800:21f:cb07::1'], place, live), '93.184.215.14')
  for (const bad of [
    '127.0.0.1',
    '10.1.2.3',
    '::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    'fd00::1',
    '0.0.0.0',
  ])
    assert.equal(chooseAddress(['93.184.215.14', bad], place, tried_out), undefined, bad)
  assert.equal(chooseAddress([], place, live), undefined)
})

test('a public name that leads to loopback is not dialled, not even where loopback is allowed', () => {
  assert.equal(chooseAddress(['127.0.0.1'], placeOf('https://rebind.example/'), tried_out), undefined)
})

const octet = fc.integer({ min: 0, max: 255 })
const privateAddress = fc.oneof(
  fc.tuple(fc.constant(10), octet, octet, octet),
  fc.tuple(fc.constant(127), octet, octet, octet),
  fc.tuple(fc.constant(0), octet, octet, octet),
  fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
  fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
  fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
  fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
  fc.tuple(fc.integer({ min: 224, max: 255 }), octet, octet, octet),
)
const inBase = (value: number, base: number): string =>
  base === 16 ? `0x${value.toString(16)}` : base === 8 ? `0${value.toString(8)}` : String(value)
const base = fc.constantFrom(8, 10, 16)

test('however the parts of a private address are written and joined, it is refused', () => {
  fc.assert(
    fc.property(
      privateAddress,
      fc.tuple(base, base, base, base),
      fc.integer({ min: 1, max: 4 }),
      (parts, bases, kept) => {
        // The last part takes the octets that are not written on their own.
        const last = parts.slice(kept - 1).reduce((sum, part) => sum * 256 + part, 0)
        const written = [...parts.slice(0, kept - 1), last].map((part, at) =>
          inBase(part, bases[at] as number),
        )
        assert.ok('why' in readSafeUrl(`https://${written.join('.')}/`, live), written.join('.'))
      },
    ),
    { numRuns: 2_000 },
  )
})

test('an IPv4 address inside an IPv6 one is refused in every such form', () => {
  const forms = ['::', '::ffff:', '::ffff:0:', '64:ff9b::', '64:ff9b:1::']
  fc.assert(
    fc.property(fc.tuple(octet, octet, octet, octet), fc.constantFrom(...forms), (parts, form) => {
      const text = `${form}${parts.join('.')}`
      assert.equal(isGlobalUnicast(text), false, text)
      assert.ok('why' in readSafeUrl(`https://[${text}]/`, live), text)
    }),
  )
})
