import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createSessionCookie, csrfTokenOf, sessionTokenHash } from './session_cookie.ts'

const token = 'A'.repeat(43)

test('behind https the cookie is for this host and TLS only; without it browsers would refuse that name', () => {
  const secure = createSessionCookie('https://pay.example.com')
  assert.equal(secure.set(token), `__Host-florin_session=${token}; Path=/; HttpOnly; Secure; SameSite=Strict`)
  assert.equal(secure.clear(), '__Host-florin_session=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict')
  const plain = createSessionCookie('http://127.0.0.1:4010')
  assert.equal(plain.set(token), `florin_session=${token}; Path=/; HttpOnly; SameSite=Strict`)
  assert.equal(secure.read(`florin_session=${token}`), undefined, 'one that anybody could have set')
})

test('only what can be a token is read, whatever stands around it', () => {
  const cookie = createSessionCookie('http://127.0.0.1')
  assert.equal(cookie.read(`a=b; florin_session=${token}; c=d`), token)
  for (const header of [
    undefined,
    '',
    `florin_session=${token}x`,
    'florin_session=',
    `xflorin_session=${token}`,
  ])
    assert.equal(cookie.read(header), undefined, String(header))
  fc.assert(
    fc.property(fc.string(), (noise) => {
      const read = cookie.read(`florin_session=${noise}`)
      assert.ok(read === undefined || /^[\w-]{43}$/.test(read))
    }),
  )
})

test('the CSRF token follows from the session, and is neither it nor its hash', () => {
  const hash = sessionTokenHash(token)
  const csrf = csrfTokenOf(hash)
  assert.match(csrf, /^[\w-]{43}$/)
  assert.equal(new Set([token, hash, csrf]).size, 3)
  assert.notEqual(csrf, csrfTokenOf(sessionTokenHash('B'.repeat(43))))
})
