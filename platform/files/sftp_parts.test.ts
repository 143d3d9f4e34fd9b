import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { secret } from '../../kernel/secret.ts'
import { parseDay, simWorld } from '../../kernel/world.ts'
import { algorithmFacts, algorithmsFor } from './algorithms.ts'
import { checkContent, type Content, sha256Of } from './content.ts'
import { readFingerprint } from './host_key.ts'
import { CHUNK_BYTES } from './limits.ts'
import { nameFault, readPath } from './path.ts'
import { cleanSaid } from './said.ts'
import { refusedAs, seenOf } from './sftp_answer.ts'
import { createSlots } from './slots.ts'
import { readAll } from './testing.ts'

test('only strong algorithms are offered, and a weak one only by its name and last', () => {
  const words = /sha1|cbc|md5|arcfour|dss|ssh-rsa|group1-/
  const offered = algorithmsFor([])
  const strict = [offered.kex, offered.serverHostKey, offered.cipher, offered.hmac].flat().map(String)
  assert.ok(strict.length > 20)
  assert.deepEqual(
    strict.filter((name) => words.test(name)),
    [],
  )
  const { kex, serverHostKey } = algorithmsFor(['diffie-hellman-group14-sha1'])
  assert.ok(Array.isArray(kex) && Array.isArray(serverHostKey))
  assert.equal(kex.at(-1), 'diffie-hellman-group14-sha1')
  assert.ok(!serverHostKey.includes('ssh-rsa'))
  const [from, review] = [parseDay(algorithmFacts.effective_from), parseDay(algorithmFacts.review_by)]
  assert.ok(from !== undefined && review !== undefined && from < review)
})

test('a fingerprint is read in every form that banks send, and MD5 in none', () => {
  const hex = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'
  const expected = `SHA256:${Buffer.from(hex, 'hex').toString('base64').replace('=', '')}`
  for (const text of [
    expected,
    `${expected}=`,
    expected.slice(7),
    hex,
    hex.toUpperCase(),
    `sha256:${hex}`,
    (hex.match(/../g) ?? []).join(':'),
  ])
    assert.equal(readFingerprint(` ${text} `), expected, text)
  for (const text of ['', 'SHA256:', 'MD5:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff', hex.slice(2)])
    assert.equal(readFingerprint(text), undefined, text)
})

test('what a server says for a general failure is read from its words', () => {
  const reasonOf = (code: number, said: string) => refusedAs({ kind: 'status', code, said }, []).reason
  assert.equal(reasonOf(2, 'x'), 'no_such_file')
  assert.equal(reasonOf(3, ''), 'permission_denied')
  assert.equal(reasonOf(4, 'Failure'), 'failed')
  assert.equal(reasonOf(4, 'write: No space left on device'), 'disk_full')
  assert.equal(reasonOf(4, 'Quota exceeded'), 'disk_full')
  assert.equal(reasonOf(4, 'The file does not exist'), 'no_such_file')
  assert.equal(reasonOf(4, 'File already exists'), 'name_taken')
  assert.equal(reasonOf(14, ''), 'disk_full')
  assert.equal(reasonOf(4_000_000_000, ''), 'failed')
})

test('attributes that are missing or make no sense are not told', () => {
  assert.deepEqual(seenOf({}), { size: undefined, modified_at: undefined, kind: 'file' })
  assert.deepEqual(seenOf({ size: 2 ** 60, mtime: 0 }), {
    size: undefined,
    modified_at: undefined,
    kind: 'file',
  })
  assert.equal(seenOf({ mode: 0o040755 }).kind, 'folder')
  assert.equal(seenOf({ mode: 0o120777 }).kind, 'other')
  assert.equal(seenOf({ mode: 0o755 }, 'drwxr-xr-x 1 a b 0 Jan 1 x').kind, 'folder')
  assert.equal(seenOf({}, 'lrwxrwxrwx 1 a b 0 Jan 1 x').kind, 'other')
  assert.equal(seenOf({ mtime: 1_767_225_600 }).modified_at, 1_767_225_600_000_000)
})

test('whatever a server says, no secret of ours is in what is told', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 4 }), fc.nat(300), (text, plain, at) => {
      fc.pre(!'[secret]'.includes(plain) && !/[\p{C}\s]/u.test(plain) && !plain.includes('[secret]'))
      const said = cleanSaid(text.slice(0, at) + plain + text.slice(at) + plain, [secret(plain), undefined])
      assert.ok(said.length <= 200)
      assert.ok(!said.replaceAll('[secret]', '').includes(plain))
    }),
  )
})

test('a path is read only in its one spelling, and never leaves the root', () => {
  assert.deepEqual(readPath('in/a b.xml'), { folder: 'in', name: 'a b.xml', text: 'in/a b.xml' })
  assert.deepEqual(readPath('x'), { folder: '', name: 'x', text: 'x' })
  const piece = fc.constantFrom('..', '.', '/', '\\', 'a', '\0', '\n', '\u202e', '', 'x.y')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const path = readPath(pieces.join(''))
      if ('kind' in path) return true
      const parts = path.text.split('/')
      return parts.every((part) => nameFault(part) === undefined) && parts.at(-1) === path.name
    }),
  )
})

const contentOf = (size: number, pieces: readonly Uint8Array[]): Content => ({
  size,
  // oxlint-disable-next-line typescript/require-await -- a generator of ready bytes
  async *read() {
    yield* pieces
  },
})

test('content is given in whole chunks from any byte on, and all of it is checked', async () => {
  const piece = fc.uint8Array({ maxLength: 40_000, size: 'max' })
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 4 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (pieces, share) => {
        const whole = Buffer.concat(pieces)
        const from = Math.floor(whole.length * share)
        const content = contentOf(whole.length, pieces)
        const checked = checkContent(content, from)
        const chunks: Uint8Array[] = []
        for await (const chunk of checked.chunks) chunks.push(chunk)
        assert.ok(chunks.slice(0, -1).every(({ length }) => length === CHUNK_BYTES))
        assert.ok(Buffer.concat(chunks).equals(whole.subarray(from)))
        assert.ok(checked.isAsSaid(sha256Of(whole)))
        const changed = Buffer.concat([whole, Buffer.from('x')])
        const endless = checkContent(contentOf(whole.length, [changed, changed]), 0)
        assert.equal((await readAll(endless.chunks)).length, 0)
        assert.ok(!endless.isAsSaid(sha256Of(whole)))
      },
    ),
    { numRuns: 15 },
  )
})

test('turns are given in the order they were asked for, one for each that is given back', async () => {
  const world = simWorld(1n)
  const slots = createSlots(world, 1)
  const order: string[] = []
  const first = await slots.take(1_000)
  const waiting = ['a', 'b', 'c'].map(async (name) => {
    const release = await slots.take(name === 'b' ? 1_000 : 5_000)
    order.push(release === undefined ? `${name} in vain` : name)
    return release
  })
  world.advance(2_000)
  await waiting[1]
  first?.()
  first?.()
  const second = await waiting[0]
  assert.deepEqual(order, ['b in vain', 'a'])
  second?.()
  await waiting[2]
  assert.deepEqual(order, ['b in vain', 'a', 'c'])
})
