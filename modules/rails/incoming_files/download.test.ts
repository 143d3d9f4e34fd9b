import assert from 'node:assert/strict'
import { test } from 'node:test'
import { done, refused } from '../../../platform/files/outcome.ts'
import type { FileTransport } from '../../../platform/files/transport.ts'
import { fetchFile, NotTaken } from './download.ts'
import { HELD_BYTES_MAX } from './limits.ts'

/** Gives the contents one after the other, one for each time that the file is fetched. */
function transportOf(contents: readonly Buffer[]) {
  let fetched = 0
  const download: FileTransport['download'] = async () => {
    const content = contents[fetched++]
    if (content === undefined) return refused('no_such_file', 'it has gone')
    async function* bytes(whole: Buffer): AsyncGenerator<Uint8Array, void> {
      for (let at = 0; at < whole.length; at += 300_000) yield whole.subarray(at, at + 300_000)
    }
    return done({ size: content.length, bytes: bytes(content) })
  }
  return { transport: { download } as FileTransport, count: () => fetched }
}
const lengthOf = async (source: AsyncIterable<Uint8Array>): Promise<number> => {
  let length = 0
  for await (const piece of source) length += piece.length
  return length
}
const long = Buffer.alloc(HELD_BYTES_MAX + 1, 'a')

test('a short file is fetched once, however often it is read', async () => {
  const { transport, count } = transportOf([Buffer.from('short')])
  const { open, bytes } = await fetchFile(transport, 'a')
  assert.equal(bytes, 5)
  for (const source of [open(), open()]) assert.equal(await lengthOf(source), 5)
  assert.equal(count(), 1)
})

test('a long file is fetched again for each reading', async () => {
  const { transport, count } = transportOf([long, long])
  const { open } = await fetchFile(transport, 'a')
  assert.equal(await lengthOf(open()), long.length)
  assert.equal(count(), 2)
})

test('two versions of a long file are never mixed', async () => {
  const changed = Buffer.from(long)
  changed[long.length - 2] = 98
  for (const second of [changed, long.subarray(0, HELD_BYTES_MAX - 5), long.subarray(0, 1_048_576)]) {
    const { open } = await fetchFile(transportOf([long, second]).transport, 'a')
    await assert.rejects(lengthOf(open()), NotTaken)
  }
})

test('a file that has gone is not taken', async () => {
  await assert.rejects(fetchFile(transportOf([]).transport, 'a'), NotTaken)
})
