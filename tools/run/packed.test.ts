import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inSources } from '../../platform/telemetry/source_place.ts'
import { manifestOf, packedProgram } from './packed.mjs'

const packer = fileURLToPath(new URL('./pack.mjs', import.meta.url))
const program = 'apps/main.ts'
let root: string

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
  // As if it had been there for a while: what is saved while a pack is made is not trusted.
  utimesSync(join(root, path), 1_000_000_000, 1_000_000_000)
}
const pack = (): void => void spawnSync(process.execPath, [packer, root, program])
const run = (file: string): string => spawnSync(process.execPath, [file], { encoding: 'utf8' }).stdout.trim()

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'florin-pack-'))
  write('package-lock.json', '{}')
  write('apps/words.ts', 'export const words: string = "from a file"\n')
  write(
    program,
    `import { readFileSync } from 'node:fs'
import { words } from './words.ts'
type Told = string
const told: Told = readFileSync(new URL('./beside.txt', import.meta.url), 'utf8')
if (process.argv.length > 2) throw new Error('broken on purpose')
console.log(words, told)
`,
  )
  write('apps/beside.txt', 'beside it')
})
afterEach(() => rmSync(root, { recursive: true }))

test('a packed program does the same, and finds the files that stand beside its sources', () => {
  assert.equal(packedProgram(root, program), undefined)
  pack()
  const packed = packedProgram(root, program)
  assert.ok(packed?.includes('node_modules'))
  assert.equal(run(packed ?? ''), 'from a file beside it')
})

test('a change of any file that went in, or of the lockfile, takes the pack out of use until it is made again', () => {
  pack()
  write('apps/words.ts', 'export const words: string = "from another"\n')
  assert.equal(packedProgram(root, program), undefined)
  pack()
  assert.equal(run(packedProgram(root, program) ?? ''), 'from another beside it')
  write('package-lock.json', '{ }')
  assert.equal(packedProgram(root, program), undefined)
})

test('a pack that is damaged, of another program, or half there is not used', () => {
  pack()
  assert.equal(packedProgram(root, 'apps/other.ts'), undefined)
  rmSync(packedProgram(root, program) ?? '')
  assert.equal(packedProgram(root, program), undefined)
  writeFileSync(manifestOf(root), '{"entry":')
  assert.equal(packedProgram(root, program), undefined)
})

test('what cannot be packed leaves nothing behind that would be used', () => {
  write('apps/words.ts', 'export const words: string = \n')
  pack()
  assert.equal(packedProgram(root, program), undefined)
  assert.throws(() => readFileSync(manifestOf(root)))
})

test('packs that a running server may still read are kept for a month; of older ones the newest stays', () => {
  const folder = dirname(manifestOf(root))
  const folders = (): string[] => readdirSync(folder).filter((name) => name !== 'pack.json')
  for (let round = 0; round < 3; round++) pack()
  assert.equal(folders().length, 3)
  for (const name of folders()) utimesSync(join(folder, name), 1_000_000_000, 1_000_000_000)
  pack()
  assert.equal(folders().length, 2)
  assert.ok(statSync(packedProgram(root, program) ?? '').isFile())
})

test('an error of a packed program is told with the place in its source', () => {
  pack()
  const { stderr } = spawnSync(process.execPath, [packedProgram(root, program) ?? '', 'fail'], {
    encoding: 'utf8',
  })
  assert.doesNotMatch(stderr, /apps\/main\.ts:5/)
  assert.match(inSources(stderr), /apps\/main\.ts:5:\d+/)
  assert.equal(inSources('at /elsewhere/plain.mjs:3:4'), 'at /elsewhere/plain.mjs:3:4')
})
