import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { writeFedNow, writeRtp } from './envelope.ts'
import { businessApplicationHeader } from './kinds/head_001.ts'
import { messageKinds } from './kinds.ts'
import { readMessages } from './read.ts'
import { diceFrom, drawValue } from './shape/testing.ts'

type Drawn = Parameters<typeof writeFedNow<'pacs.008'>>[0]
const draw = (seed: number, release: number): Pick<Drawn, 'header' | 'noun'> => ({
  header: drawValue(businessApplicationHeader.form, { dice: diceFrom(seed), release }) as Drawn['header'],
  noun: drawValue(messageKinds['pacs.008'].noun.form, {
    dice: diceFrom(seed + 1),
    release: 2019,
  }) as Drawn['noun'],
})

const envelopes = {
  FedNow: (seed: number) => {
    const { header, noun } = draw(seed, 2019)
    return { header, noun, text: writeFedNow({ direction: 'incoming', kind: 'pacs.008', header, noun }) }
  },
  RTP: (seed: number) => {
    const { header, noun } = draw(seed, 2013)
    return { header, noun, text: writeRtp({ kind: 'pacs.008', header, noun }) }
  },
}
for (const [name, write] of Object.entries(envelopes))
  test(`a transfer in the envelope of ${name} is read back with its header`, () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { header, noun, text } = write(seed)
        assert.ok(text.ok, JSON.stringify(text))
        const [message] = readMessages(new TextEncoder().encode(text.value)).messages
        assert.equal(message?.version, 'pacs.008.001.08')
        assert.deepEqual(message.header, header)
        assert.deepEqual(message.noun, noun)
      }),
      { numRuns: 8 },
    )
  })

test('a message that a rail does not carry is refused', () => {
  const { header } = draw(1, 2019)
  const noun = { message_id: 'M' } as never
  assert.equal(writeRtp({ kind: 'pain.001', header, noun }).ok, false)
})
