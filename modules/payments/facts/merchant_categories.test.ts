import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseDay } from '../../../kernel/world.ts'
import { countryCodes, countryFacts } from './countries.ts'
import { merchantCategories, merchantCategoryFacts } from './merchant_categories.ts'

test('the tables say where they come from, since when they hold and when to look again', () => {
  for (const facts of [countryFacts, merchantCategoryFacts]) {
    const [from, review] = [parseDay(facts.effective_from), parseDay(facts.review_by)]
    assert.ok(facts.source.length > 20 && from !== undefined && review !== undefined && from < review)
  }
})

test('countries are the 249 of ISO 3166-1 and Kosovo, categories four digits with a name', () => {
  assert.equal(countryCodes.size, 250)
  for (const code of countryCodes) assert.match(code, /^[A-Z]{2}$/)
  for (const [code, name] of Object.entries(merchantCategories)) {
    assert.match(code, /^[0-9]{4}$/)
    assert.ok(name.length > 2, code)
  }
})

/** A published list of codes, for those who have one: `mcc/mcc_codes.csv` in the folder of reference lists. */
const list = join(process.env['FLORIN_REFERENCE_LISTS'] ?? '', 'mcc', 'mcc_codes.csv')
const published = existsSync(list) ? readFileSync(list, 'utf8') : undefined

test(`every category stands in the published list (${published === undefined ? 'not there' : 'compared'})`, () => {
  if (published === undefined) return
  const codes = new Set(published.split('\n').map((row) => row.slice(0, 4)))
  assert.deepEqual(
    Object.keys(merchantCategories).filter((code) => !codes.has(code)),
    [],
  )
})
