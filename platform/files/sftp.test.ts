import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { secret } from '../../kernel/secret.ts'
import { door } from '../db/statement_log.ts'
import { bytesContent, sha256Of } from './content.ts'
import { loadSsh2 } from './load_ssh2.ts'
import { newKeyPair } from './sftp_server_key.ts'
import { hostKeys, OK, openBank, PASSWORD, valueOf } from './testing.ts'

// Goal: files go to a bank and come from it, and every refusal says why.
// Method: a real SFTP server on loopback with real files.
const ssh2 = await loadSsh2()
const ed25519 = await newKeyPair('open sesame')
const rsa = ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 })
const bank = await openBank()
after(() => bank.close())

test('only a host key that is pinned is believed; while it is changed, two are', async () => {
  const [, next] = hostKeys
  const rotated = await openBank({ host_key: secret(next) })
  after(() => rotated.close())
  const stranger = await rotated.connect({ host_keys: [bank.fingerprint] }).list('')
  assert.ok(stranger.kind === 'refused' && stranger.reason === 'host_key_differs')
  assert.ok(stranger.why.includes(rotated.fingerprint))
  valueOf(await rotated.connect({ host_keys: [bank.fingerprint, rotated.fingerprint] }).list(''))
  const hex = Buffer.from(rotated.fingerprint.slice(7), 'base64').toString('hex')
  valueOf(await rotated.connect({ host_keys: [(hex.match(/../g) ?? []).join(':')] }).list(''))
  for (const host_keys of [[], ['MD5:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff'], ['']]) {
    const none = await rotated.connect({ host_keys }).list('')
    assert.ok(none.kind === 'refused' && none.reason === 'host_key_differs')
  }
})

test('who is not known is refused, and no secret is told', async () => {
  const wrong = secret('another-secret-word')
  const outcome = await bank.connect({ password: wrong }).list('')
  assert.ok(outcome.kind === 'refused' && outcome.reason === 'authentication_failed')
  assert.ok(!JSON.stringify(outcome).includes('another-secret-word'))
  const nobody = await bank.connect({ user: 'nobody' }).list('')
  assert.ok(nobody.kind === 'refused' && nobody.reason === 'authentication_failed')
  const stranger = await bank.connect({ private_key: { text: secret(rsa.private) } }).list('')
  assert.equal(stranger.kind, 'done', 'the password is given where the key was not taken')
})

test('a key proves who we are, Ed25519 with its passphrase and RSA', async () => {
  const root = bank.root
  const users = [{ name: 'acme', root, public_keys: [ed25519.public, rsa.public] }]
  const keyed = await openBank({ users })
  after(() => keyed.close())
  const only = (text: string, passphrase?: string) => ({
    password: secret(''),
    private_key: {
      text: secret(text),
      ...(passphrase === undefined ? {} : { passphrase: secret(passphrase) }),
    },
  })
  valueOf(await keyed.connect(only(ed25519.private, 'open sesame')).list(''))
  valueOf(await keyed.connect(only(rsa.private)).list(''))
  for (const [text, passphrase] of [
    [ed25519.private, 'wrong'],
    [ed25519.private],
    ['no key at all'],
    [ed25519.public],
  ]) {
    const outcome = await keyed.connect(only(text ?? '', passphrase)).list('')
    assert.ok(outcome.kind === 'refused' && outcome.reason === 'key_not_readable', JSON.stringify(outcome))
  }
})

test('a server that asks for the password as a question gets it, and only where it asks for one thing', async () => {
  const asked: (readonly string[])[] = []
  const server = new ssh2.Server({ hostKeys: [hostKeys[0]] }, (connection) => {
    connection.on('error', () => undefined)
    connection.on('authentication', (context) => {
      if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive'])
      const questions = context.username === 'acme' ? ['Password: '] : ['Password: ', 'Token: ']
      context.prompt(
        questions.map((prompt) => ({ prompt, echo: false })),
        (answers) => {
          asked.push(answers)
          context.reject([])
        },
      )
    })
  })
  after(() => void server.close())
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  for (const user of ['acme', 'other']) {
    const outcome = await bank.connect({ port, user }).list('')
    assert.ok(outcome.kind === 'refused' && outcome.reason === 'authentication_failed')
  }
  assert.deepEqual(asked, [[PASSWORD], ['', '']])
})

test('a server that speaks only weak algorithms is refused, until they are allowed by name', async () => {
  const weak = {
    kex: ['diffie-hellman-group14-sha1' as const],
    cipher: ['aes128-cbc' as const],
    hmac: ['hmac-sha1' as const],
  }
  const server = new ssh2.Server({ hostKeys: [hostKeys[0]], algorithms: weak }, (connection) => {
    connection.on('error', () => undefined)
    connection.on('authentication', (context) => context.reject(['password']))
  })
  after(() => void server.close())
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const strict = await bank.connect({ port }).list('')
  assert.ok(strict.kind === 'refused' && strict.reason === 'no_common_algorithm', JSON.stringify(strict))
  const older_algorithms = ['diffie-hellman-group14-sha1', 'aes128-cbc', 'hmac-sha1'] as const
  const known = await bank.connect({ port, older_algorithms }).list('')
  assert.ok(known.kind === 'refused' && known.reason === 'authentication_failed', JSON.stringify(known))
})

test('what the server says is told in one line without our secrets', async () => {
  const text = `user acme\r\n\u001b[31m with ${PASSWORD} may not ${'x'.repeat(500)}`
  bank.plan = ({ kind }) => (kind === 'stat' ? { kind: 'fail', code: 'permission_denied', text } : OK)
  const outcome = await bank.connect().stat('in/any')
  bank.plan = () => OK
  assert.ok(outcome.kind === 'refused' && outcome.reason === 'permission_denied')
  assert.match(outcome.why, /^user acme \[31m with \[secret\] may not x+$/)
  assert.equal(outcome.why.length, 200)
})

test('an address that a tenant gave leads where the policy lets it', async () => {
  const policy = { may_loop_back: false }
  for (const host of [
    '127.0.0.1',
    'localhost',
    '0x7f000001',
    '10.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    'not a host',
  ]) {
    const outcome = await bank.connect({ host, policy }).list('')
    assert.ok(
      outcome.kind === 'refused' && outcome.reason === 'address_not_allowed',
      `${host}: ${JSON.stringify(outcome)}`,
    )
  }
  valueOf(await bank.connect({ policy: { may_loop_back: true } }).list(''))
  const nobody = await bank.connect({ port: 1 }).list('')
  assert.ok(nobody.kind === 'refused' && nobody.reason === 'no_connection')
})

test('paths begin where the bank says, from its root or from our own folder', async () => {
  const bytes = Buffer.from('content')
  for (const root of ['in', '/in', './in', '/', '', '/in/']) {
    const path = root.includes('in') ? 'rooted' : 'in/rooted'
    if (root.startsWith('.') || root === '/in/') {
      assert.throws(() => bank.connect({ root }), /the root on the server is a path/)
      continue
    }
    const files = bank.connect({ root })
    valueOf(await files.upload(path, bytesContent(bytes), { sha256: sha256Of(bytes) }))
    assert.deepEqual(await bank.names(), ['rooted'], root)
    assert.equal(valueOf(await files.stat(path))?.size, 7)
    assert.ok(valueOf(await files.list('')).entries.length > 0)
    valueOf(await files.remove(path))
  }
})

test('no call is made inside a database transaction', async () => {
  const files = bank.connect()
  const inside = (): Promise<unknown> => files.list('')
  await assert.rejects(
    door.run({ via: 'tenant', in_transaction: true }, inside),
    /inside a database transaction/,
  )
})

test('a transport that was closed says so', async () => {
  const files = bank.connect()
  valueOf(await files.list(''))
  await files.close()
  const outcome = await files.list('')
  assert.ok(outcome.kind === 'refused' && outcome.reason === 'closed')
})
