import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fastify from 'fastify'
import { realWorld } from '../../kernel/world.ts'
import { silentLog } from '../telemetry/log.ts'
import { addDoors, type DoorAnswer } from './doors.ts'

const app = fastify()
const says = (path: `/${string}`, answer: DoorAnswer | Error) => ({
  method: 'GET' as const,
  path,
  open: () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)),
})
addDoors(
  app,
  [
    says('/plain', { status: 200, body: '{}' }),
    says('/page', { status: 200, body: 'x', headers: { 'content-security-policy': "default-src 'self'" } }),
    says('/onward', { status: 303, body: '', location: 'https://shop.example/' }),
    says('/broken', new Error('no')),
  ],
  { world: realWorld(), log: silentLog, know: () => undefined },
)
after(() => app.close())

test('what a door answers may be read and nothing else, unless the door says more of it', async () => {
  const policy = async (path: string) => {
    const { statusCode, headers } = await app.inject({ url: path })
    assert.equal(headers['x-content-type-options'], 'nosniff', path)
    assert.equal(headers['referrer-policy'], 'no-referrer', path)
    assert.equal(headers['cache-control'], 'no-store', path)
    return `${statusCode} ${String(headers['content-security-policy'])}`
  }
  const closed = "default-src 'none';frame-ancestors 'none'"
  assert.equal(await policy('/plain'), `200 ${closed}`)
  assert.equal(await policy('/page'), "200 default-src 'self'")
  assert.equal(await policy('/onward'), `303 ${closed}`)
  assert.equal(await policy('/broken'), `503 ${closed}`)
})
