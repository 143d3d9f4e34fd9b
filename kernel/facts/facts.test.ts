import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDay } from '../world.ts'
import { currencyFacts } from './currencies.ts'

test('facts of the field say where they come from, since when they hold and when to look again', () => {
  for (const facts of [currencyFacts]) {
    assert.ok(facts.source.length > 20)
    const [from, review] = [parseDay(facts.effective_from), parseDay(facts.review_by)]
    assert.ok(from !== undefined && review !== undefined && from < review)
  }
})
