import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { instant } from '../../../kernel/world.ts'
import { base32Of, bytesOfBase32, codeOf, matchingStep, otpauthUri, stepAt } from './totp.ts'

const at = (seconds: number) => instant(seconds * 1_000_000)
const rfc_secret = Buffer.from('12345678901234567890')

test('codes are those of RFC 6238, appendix B (SHA-1)', () => {
  for (const [seconds, code] of [
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
  ] as const) {
    assert.equal(codeOf(rfc_secret, stepAt(at(seconds)), 8), code)
    assert.equal(codeOf(rfc_secret, stepAt(at(seconds))), code.slice(2))
  }
})

test('codes are those of RFC 4226, appendix D', () => {
  const codes = '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'.split(' ')
  assert.deepEqual(
    codes.map((_, step) => codeOf(rfc_secret, step)),
    codes,
  )
})

test('a code counts one step early or late, and only behind the step that was used', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 20, maxLength: 20 }),
      fc.integer({ min: 1_000, max: 4_000_000_000 }),
      fc.integer({ min: -3, max: 3 }),
      fc.integer({ min: -3, max: 3 }),
      (bytes, seconds, off, used) => {
        const now = stepAt(at(seconds))
        const code = codeOf(bytes, now + off)
        const found = matchingStep(bytes, code, at(seconds), now + used)
        // Two steps may have the same code by chance, so what is found is judged by its code.
        if (found !== undefined) {
          assert.equal(codeOf(bytes, found), code)
          assert.ok(Math.abs(found - now) <= 1 && found > now + used)
        } else assert.ok(Math.abs(off) > 1 || off <= used)
      },
    ),
  )
})

test('base 32 is that of RFC 4648, and reads back', () => {
  assert.equal(base32Of(Buffer.from('foobar')), 'MZXW6YTBOI')
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) =>
      assert.deepEqual(bytesOfBase32(base32Of(bytes)), Buffer.from(bytes)),
    ),
  )
})

test('the address for the QR code names who and what, safely', () => {
  const uri = otpauthUri('ABC', 'Florin', 'a b+c@example.com')
  assert.equal(
    uri,
    'otpauth://totp/Florin:a%20b%2Bc%40example.com?secret=ABC&issuer=Florin&algorithm=SHA1&digits=6&period=30',
  )
})
