import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isSepaText, toSepaText } from './sepa_text.ts'

test('names of Europe are spelled in the letters of SEPA', () => {
  const spelled: Readonly<Record<string, string>> = {
    'Müller & Söhne': 'Mueller + Soehne',
    'Łódź – Straße 5': 'Lodz - Strasse 5',
    'François D’Été': "Francois D'Ete",
    Ωμέγα: 'Omega',
    'България ООД': 'Balgariya OOD',
    'a@b_c': 'a(at)b-c',
    '//a//b/': 'a/b',
    中: '.',
  }
  for (const [from, to] of Object.entries(spelled)) assert.equal(toSepaText(from), to)
})

test('what comes out may stand in a SEPA message, and a second time changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const latin = toSepaText(text)
      assert.ok(isSepaText(latin), latin)
      assert.equal(toSepaText(latin), latin)
    }),
  )
})
