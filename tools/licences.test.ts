import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { isAllowed, licenceFaults, lockedPackages, type Package } from './licences.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const named = (licence: string | undefined): Package => ({
  path: 'node_modules/odd',
  name: 'odd',
  version: '1.0.0',
  licence,
  is_tool: false,
})

test('one allowed side of OR is enough, AND needs both, and what is tangled is for a person', () => {
  for (const fine of ['MIT', '(MIT OR GPL-3.0-only)', 'MIT AND Zlib', 'PostgreSQL'])
    assert.ok(isAllowed(fine), fine)
  for (const refused of [
    'GPL-3.0-only',
    'AGPL-3.0',
    'MIT AND GPL-2.0',
    'SSPL-1.0',
    'UNLICENSED',
    'SEE LICENSE IN x',
    '',
  ])
    assert.ok(!isAllowed(refused), refused)
  assert.ok(!isAllowed('(MIT AND (GPL-2.0 OR Zlib))'))
  assert.ok(isAllowed('MPL-2.0', true) && !isAllowed('MPL-2.0') && !isAllowed('GPL-3.0-only', true))
})

test('a copyleft or unknown licence is refused by name and version', () => {
  const packages = lockedPackages(root)
  const faults = licenceFaults(root, [...packages, named('AGPL-3.0-only'), named(undefined)])
  assert.deepEqual(faults, [
    'odd 1.0.0: licence AGPL-3.0-only is not on the list',
    'odd 1.0.0: licence unknown is not on the list',
  ])
})

test('a package that is installed but not locked is refused', () => {
  const packages = lockedPackages(root).filter(({ path }) => path !== 'node_modules/pg')
  assert.deepEqual(licenceFaults(root, packages), ['node_modules/pg is installed but not in the lockfile'])
})
