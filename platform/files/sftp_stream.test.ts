import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, test } from 'node:test'
import type { Content } from './content.ts'
import { CHUNK_BYTES, READS_IN_FLIGHT, WINDOW_BYTES } from './limits.ts'
import { OK, openBank, someBytes } from './testing.ts'

// Goal: a file of 50 MB goes there and back without ever being in memory.
// Method: what has been made and not yet arrived is counted at every request of a real SFTP server.
const bank = await openBank()
after(() => bank.close())
const PIECE_BYTES = 1_000_000
const PIECES = 50
const SIZE = PIECE_BYTES * PIECES
/** Reading is the same from anywhere. */
const FROM = SIZE - 20 * PIECE_BYTES
const piece = someBytes(PIECE_BYTES)

const files = bank.connect()

test('50 MB are sent in bounded memory', async () => {
  const hash = createHash('sha256')
  for (let at = 0; at < PIECES; at++) hash.update(piece)
  const sha256 = hash.digest('hex')
  let made = 0
  let arrived = 0
  let most_under_way = 0
  const content: Content = {
    size: SIZE,
    // oxlint-disable-next-line typescript/require-await -- a generator of ready bytes
    async *read() {
      for (let at = 0; at < PIECES; at++) {
        made += PIECE_BYTES
        yield piece
      }
    },
  }
  bank.plan = ({ kind, bytes = 0 }) => {
    if (kind !== 'write') return OK
    most_under_way = Math.max(most_under_way, made - arrived)
    arrived += bytes
    return OK
  }
  const sent = await files.upload('in/big', content, { sha256 })
  assert.equal(sent.kind, 'done', JSON.stringify(sent))
  assert.equal(arrived, SIZE)
  assert.ok(most_under_way <= WINDOW_BYTES + 2 * PIECE_BYTES, `${most_under_way} bytes under way`)
})

test('what was sent is read in bounded memory, however slowly it is taken', async () => {
  let given = 0
  let taken = 0
  let most_ahead = 0
  bank.plan = ({ kind, bytes = 0 }) => {
    if (kind === 'read') given += bytes
    most_ahead = Math.max(most_ahead, given - taken)
    return OK
  }
  const opened = await files.download('in/big', { from_byte: FROM })
  assert.ok(opened.kind === 'done')
  const rest = createHash('sha256')
  for (let at = FROM; at < SIZE; at += PIECE_BYTES) rest.update(piece)
  const read = createHash('sha256')
  for await (const bytes of opened.value.bytes) {
    // The server comes to this only when it has given all that was asked for before: as if we were slow.
    if (taken < 5 * CHUNK_BYTES) await files.stat('in/other')
    taken += bytes.length
    read.update(bytes)
  }
  assert.equal(taken, SIZE - FROM)
  assert.equal(read.digest('hex'), rest.digest('hex'))
  assert.ok(most_ahead <= (READS_IN_FLIGHT + 1) * CHUNK_BYTES, `${most_ahead} bytes ahead`)
})
