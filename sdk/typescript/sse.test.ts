import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createParser } from 'eventsource-parser'
import fc from 'fast-check'
import { createSseParser, type SseEvent } from './sse.ts'

// Goal: streams are read as WHATWG HTML §9.2 says, wherever the network cuts them.
// Method: random streams, cut at random, read by ours and by eventsource-parser.

const line = fc.oneof(
  fc.constantFrom(
    '',
    'data',
    'data:',
    'data: x',
    'data:  two',
    ': heartbeat',
    'id',
    'id: evt_1',
    'event: a.b',
    'retry: 2000',
    'retry: x',
    'other: y',
  ),
  fc.string({ maxLength: 8 }).map((text) => `data: ${text.replaceAll(/[\r\n]/g, '')}`),
)
/** Each line with its own ending; an empty line at the end completes the last event. */
const stream = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 30 })

function byOther(text: string): SseEvent[] {
  const events: SseEvent[] = []
  let last_id = ''
  const parser = createParser({
    onEvent(message) {
      if (message.id !== undefined) last_id = message.id
      events.push({ id: last_id, type: message.event ?? 'message', text: message.data })
    },
  })
  parser.feed(text)
  return events
}

function byOurs(text: string, cuts: readonly number[]): SseEvent[] {
  const parser = createSseParser()
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length].sort((a, b) => a - b)
  return places.flatMap((place, at) => parser.feed(text.slice(place, places[at + 1] ?? text.length)))
}

test('a stream means the same wherever it is cut, and what another reader says it means', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(), { maxLength: 6 }), (lines, cuts) => {
      const text = `${lines.map(([content, end]) => content + end).join('')}\n`
      const events = byOurs(text, cuts)
      assert.deepEqual(events, byOurs(text, []))
      // The other reader tells an id only with the event it stands in, so texts and types are compared.
      assert.deepEqual(
        events.map(({ type, text: told }) => [type, told]),
        byOther(text).map(({ type, text: told }) => [type, told]),
      )
    }),
  )
})

test('an id holds until another one comes, and may come without an event', () => {
  const parser = createSseParser()
  assert.equal(parser.last_id(), '')
  assert.deepEqual(parser.feed('id: evt_1\n\ndata: a\n\nid: evt_2\ndata: b\n\n'), [
    { id: 'evt_1', type: 'message', text: 'a' },
    { id: 'evt_2', type: 'message', text: 'b' },
  ])
  parser.feed('id: evt_3\n\nretry: 2500\n\nid: evt_4\n')
  assert.equal(parser.last_id(), 'evt_3')
  assert.equal(parser.retry_ms(), 2_500)
})

test('a mark at the beginning is no part of the first line, and a lone carriage return ends one', () => {
  assert.deepEqual(createSseParser().feed('\uFEFFdata: a\r\r'), [{ id: '', type: 'message', text: 'a' }])
})

test('an event without an end is given up', () => {
  const parser = createSseParser()
  const piece = `data: ${'x'.repeat(1_000_000)}`
  assert.throws(() => {
    for (let at = 0; at < 20; at++) parser.feed(piece)
  }, RangeError)
})
