import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { isoFields } from './fields.ts'
import { packMessage, readMessage } from './message.ts'

/** Files of moov-io/iso8583 (Apache-2.0), where they are at hand. */
const folder = fileURLToPath(new URL('../../../../shared/data/iso8583/moov-iso8583/', import.meta.url))
const ABSENT = 'the published messages are not on this machine'

type PublishedField = { readonly length: number; readonly enc: string; readonly prefix: string }

test('our table agrees with the published one for ASCII', (t) => {
  if (!existsSync(folder)) return t.diagnostic(ABSENT)
  const spec = JSON.parse(readFileSync(join(folder, 'spec87ascii.json'), 'utf8')) as {
    fields: Record<string, PublishedField>
  }
  const differing: string[] = []
  for (const [name, { length, enc, prefix }] of Object.entries(spec.fields)) {
    const field = Number(name.replace('Field', ''))
    const rule = isoFields[field]
    if (field < 2 || rule === undefined) continue
    const framing = { 'ASCII.fixed': 'fixed', 'Hex.fixed': 'fixed', 'ASCII.LL': 'll', 'ASCII.LLL': 'lll' }[
      prefix
    ]
    // Theirs counts bytes where the field is written in hex.
    const chars = enc === 'hexEncoder' ? length * 2 : length
    if (rule.framing !== framing || rule.length !== chars) differing.push(`${field}: ${framing} ${chars}`)
  }
  assert.deepEqual(differing, [])
})

test('our table agrees with the published list of elements', (t) => {
  if (!existsSync(folder)) return t.diagnostic(ABSENT)
  const file = join(folder, 'test/testdata/specification_ver_1987.json')
  const { elements } = JSON.parse(readFileSync(file, 'latin1')) as {
    elements: Record<string, { Describe: string }>
  }
  const differing: string[] = []
  for (const [name, { Describe }] of Object.entries(elements)) {
    const rule = isoFields[Number(name)]
    const [, sign, letters = '', dots = '', digits = ''] =
      /^(x\+)?([a-z]+) ?(\.*) ?(\d+)/.exec(Describe.replace('x+n', 'x+n')) ?? []
    if (rule === undefined) continue
    const framing = dots === '' ? 'fixed' : dots === '..' ? 'll' : 'lll'
    const length = letters === 'b' ? Number(digits) / 4 : Number(digits) + (sign === undefined ? 0 : 1)
    if (rule.framing !== framing || rule.length !== length) differing.push(`${name} ${Describe}`)
  }
  // 44 is longer in the ASCII table, which we follow; 65 is a third bitmap, given there as one bit.
  assert.deepEqual(differing, ['44 an..25', '65 b 1'])
})

/** Files that are not in ASCII throughout: the field at which that shows, and why. */
const explained: Readonly<Record<string, readonly [field: number, why: string]>> = {
  'attributes_data_elements.dat': [0, 'a table of fields in JSON, no message'],
  'message_with_hex_bcd.dat': [48, 'lengths in packed decimals'],
  'message_with_hex_length.dat': [32, 'lengths in hex'],
  'message_with_indicate_numeric.dat': [28, 'the sign counted among eight characters; the standard has nine'],
  'message_with_number_bcd_encoding.dat': [7, 'numbers in packed decimals'],
  'network_management_message_with_track.dat': [35, 'track 2 in EBCDIC'],
}

test('every published message is read and written back, or it is known why not', (t) => {
  if (!existsSync(folder)) return t.diagnostic(ABSENT)
  const names = readdirSync(join(folder, 'test/testdata')).filter((name) => name.endsWith('.dat'))
  assert.ok(names.length >= 15)
  for (const name of names) {
    const text = readFileSync(join(folder, 'test/testdata', name), 'latin1')
    const read = readMessage(text)
    if (read.ok) assert.equal(packMessage(read.value), text, name)
    else assert.equal(read.error.field, explained[name]?.[0], name)
  }
})
