import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { runInTree } from './tree_commands.ts'

test('a program of the tree gets every argument and ends as it ends; without a tree that is said', async (t) => {
  const root = `${await mkdtemp(join(tmpdir(), 'florin-tree-'))}/`
  t.after(() => rm(root, { recursive: true }))
  await assert.rejects(
    runInTree('bench', 'bench/main.ts', [], root),
    (error) => error instanceof StartRefused && error.message.includes('needs Florin’s source tree'),
  )
  await mkdir(join(root, 'bench'))
  await writeFile(
    join(root, 'bench/main.ts'),
    `process.exitCode = process.argv.slice(2).join() === '--run,x' ? 7 : 1`,
  )
  await runInTree('bench', 'bench/main.ts', ['--run', 'x'], root)
  assert.equal(process.exitCode, 7)
  process.exitCode = 0
})
