import assert from 'node:assert/strict'
import { test } from 'node:test'
import { secret } from '../../kernel/secret.ts'
import { simWorld } from '../../kernel/world.ts'
import { createLog, type LogFields, type LogOptions } from './log.ts'

function capture(options: Partial<LogOptions> = {}) {
  const lines: string[] = []
  const log = createLog({ world: simWorld(1n), to: { write: (line) => lines.push(line) }, ...options })
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> }
}

test('a line says what happened, when, and only what may be said', () => {
  const { log, last } = capture()
  log.info('request_finished', { request_id: 'req_1', tenant: 'ten_1', route: '/v1/x', status: 201, ms: 3.5 })
  assert.deepEqual(last(), {
    level: 'info',
    at: '2026-01-01T00:00:00.000000Z',
    request_id: 'req_1',
    tenant: 'ten_1',
    route: '/v1/x',
    status: 201,
    ms: 3.5,
    event: 'request_finished',
  })
})

test('fields that are not on the list never reach a log, whatever the types were told', () => {
  const { log, lines } = capture()
  const smuggled = {
    request_id: 'req_1',
    body: 'canary',
    headers: { authorization: 'canary' },
    card: 'canary',
  }
  log.info('x', smuggled)
  log.with({ token: 'canary' } as LogFields).info('y')
  assert.ok(!lines.join('').includes('canary'))
  assert.ok(lines[0]?.includes('req_1'))
})

test('a secret prints as [secret] at any depth', () => {
  const { log, lines, last } = capture()
  const deep = { a: { b: secret('canary') }, list: [secret('canary')] }
  log.info('x', { reason: secret('canary'), counts: deep } as unknown as LogFields)
  assert.ok(!lines.join('').includes('canary'))
  assert.equal(last()['reason'], '[secret]')
  assert.deepEqual(last()['counts'], { a: { b: '[secret]' }, list: ['[secret]'] })
})

test('an error is its name, code, message and place, and nothing that hangs on it', () => {
  const { log, last, lines } = capture()
  const error = Object.assign(new TypeError('broken', { cause: new Error('the disk is full') }), {
    code: 'E_BROKEN',
    config: { headers: { authorization: 'canary' } },
    body: 'canary',
  })
  log.error('failed', { error })
  const { at, ...rest } = last()['error'] as Record<string, unknown>
  assert.deepEqual(rest, {
    name: 'TypeError',
    code: 'E_BROKEN',
    message: 'broken',
    cause: 'Error: the disk is full',
  })
  assert.match(String(at), /^log\.test\.ts:\d+:\d+$/)
  assert.ok(!lines.join('').includes('canary'))
})

test('the scanner takes out what got past everything else', () => {
  const { log, lines } = capture()
  log.error('failed', { error: new Error('card 4242 4242 4242 4242 with sk_test_abcdefgh12345678') })
  assert.match(lines[0] ?? '', /card \[redacted\] with \[redacted\]/)
  log.info('connected', { url: 'amqp://guest:canary@broker:5672/vhost?key=canary' })
  assert.match(lines[1] ?? '', /amqp:\/\/broker:5672\/vhost"/)
})

test('long texts, endless objects and loops are cut', () => {
  const { log, lines } = capture()
  const loop: Record<string, unknown> = {}
  loop['self'] = loop
  log.info('x', { reason: 'y'.repeat(100_000), counts: loop } as unknown as LogFields)
  assert.ok((lines[0]?.length ?? 0) < 2_000)
})

test('a child carries its fields; lines below the level cost nothing and say nothing', () => {
  const { log, lines, last } = capture({ level: 'warn' })
  const child = log.with({ consumer: 'webhooks' })
  child.info('quiet')
  child.warn('stuck', { seq: 12n })
  assert.equal(lines.length, 1)
  assert.equal(last()['consumer'], 'webhooks')
  assert.equal(last()['seq'], '12')
})
