import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { definitionFiles } from '../../../../tools/gen/iso20022_definitions.ts'
import { corpusAbsent } from '../../files/testing.ts'

const folder = fileURLToPath(new URL('../../../../../shared/data/iso20022/xsd/', import.meta.url))

test('the definitions are what the published schemas say, and small', (t) => {
  if (!existsSync(folder)) return t.diagnostic(corpusAbsent('iso20022/xsd'))
  let chars = 0
  for (const [name, text] of definitionFiles(folder)) {
    const committed = readFileSync(new URL(`facts/${name}.jsonl`, import.meta.url), 'utf8')
    assert.ok(committed === text, `${name}.jsonl is what the generator makes`)
    chars += text.length
  }
  t.diagnostic(`${chars} characters`)
  assert.ok(chars < 1_500_000)
})
