import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { type SimWorld, simWorld } from '../../kernel/world.ts'
import { STREAM_STALL_MS_MAX } from './limits.ts'
import { writeStream } from './write_stream.ts'

const PIECE = 'x'.repeat(1_048_576)

/** A server whose one answer is the pieces; what became of it, and how many pieces were asked for. */
async function serve(
  pieces: () => AsyncIterable<string>,
  run: (server: Served) => Promise<void>,
): Promise<void> {
  const world = simWorld(1n)
  let settle: (outcome: Promise<boolean>) => void = () => undefined
  const outcome = new Promise<boolean>((resolve) => (settle = resolve))
  const server = createServer((_, response: ServerResponse) => {
    const begin = (): boolean => response.writeHead(200).headersSent || true
    settle(writeStream(world, response, pieces(), begin))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await run({ world, outcome, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
  } finally {
    server.closeAllConnections()
    server.close()
  }
}
type Served = { world: SimWorld; outcome: Promise<boolean>; url: string }

const responseOf = async (url: string): Promise<IncomingMessage> => {
  const [response] = (await once(get(url), 'response')) as [IncomingMessage]
  return response
}

test('pieces arrive whole and in order', async () => {
  const pieces = async function* () {
    for (let index = 0; index < 50; index++) yield `${index},`
  }
  await serve(pieces, async ({ url, outcome }) => {
    const text = await (await fetch(url)).text()
    assert.equal(text, Array.from({ length: 50 }, (_, index) => `${index},`).join(''))
    assert.equal(await outcome, true)
  })
})

test('no piece is made before the one before has left: a caller who reads nothing costs nothing', async () => {
  let made = 0
  let isEnded = false
  const pieces = async function* () {
    try {
      for (; made < 1_000; made++) yield PIECE
    } finally {
      isEnded = true
    }
  }
  await serve(pieces, async ({ url, world, outcome }) => {
    const response = await responseOf(url)
    response.on('error', () => undefined)
    response.pause()
    while (world.next_timer_ms() === undefined) await once(response.socket, 'readable').catch(() => undefined)
    assert.ok(made < 100, `${made} MB were made for nobody`)
    // After a minute in which nothing was taken the line is cut.
    world.advance(STREAM_STALL_MS_MAX)
    assert.equal(await outcome, false)
    assert.equal(isEnded, true)
  })
})

test('a caller who goes away ends it', async () => {
  let isEnded = false
  const pieces = async function* () {
    try {
      for (;;) yield PIECE
    } finally {
      isEnded = true
    }
  }
  await serve(pieces, async ({ url, outcome }) => {
    const response = await responseOf(url)
    response.destroy()
    assert.equal(await outcome, false)
    assert.equal(isEnded, true)
  })
})

test('what the pieces throw is thrown on, before and after the first', async () => {
  for (const count of [0, 1]) {
    const pieces = async function* () {
      for (let index = 0; index < count; index++) yield 'x'
      throw new Error('the database is gone')
    }
    await serve(pieces, async ({ url, outcome }) => {
      const asked = get(url)
      asked.on('error', () => undefined)
      await assert.rejects(outcome, /the database is gone/)
    })
  }
})
