// Goal: a shell offers what may come next: nouns, verbs, flags, their values, profiles.
// Method: the real tree for each place of the cursor, and a real bash that sources the script.
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { newProgram, userCommands } from '../main.ts'
import { testMeans } from '../testing.ts'
import { candidates } from './candidates.ts'
import { scripts, type Shell } from './scripts.ts'

function offered(...words: string[]): string[] {
  const program = newProgram()
  userCommands(program, testMeans(), words)
  return candidates(program, words, ['default', 'staging'])
}

test('nouns, verbs, flags, values and profiles are offered where they may stand', () => {
  assert.deepEqual(offered('payou'), ['payout-destinations', 'payouts'])
  assert.deepEqual(offered('payments', 'ca'), ['cancel', 'capture'])
  assert.deepEqual(offered('ledger', 'accounts', 'un'), ['unfreeze'])
  assert.deepEqual(offered('payouts', 'list', '--st'), ['--state'])
  assert.deepEqual(offered('payouts', 'list', '--state', 'de'), ['denied'])
  assert.deepEqual(offered('payouts', 'list', '--state', 'denied', '--li'), ['--limit'])
  assert.deepEqual(offered('payments', 'get', '--profile', ''), ['default', 'staging'])
  assert.deepEqual(offered('profile', 'use', 's'), ['staging'])
  assert.deepEqual(offered('completion', ''), ['bash', 'fish', 'zsh'])
  assert.deepEqual(offered('payments', 'create', '--reference', ''), [])
  assert.ok(!offered('sandbox', 'clock', '').includes('freeze'), 'what only points elsewhere is not offered')
})

const florin = fileURLToPath(new URL('../../server/florin.ts', import.meta.url))

test('bash completes by the script, with the real command', async (t) => {
  if (spawnSync('bash', ['--version']).status !== 0) return t.skip('bash is not installed')
  const folder = await mkdtemp(join(tmpdir(), 'florin-completion-'))
  const command = join(folder, 'florin')
  await writeFile(command, `#!/bin/sh\nexec '${process.execPath}' '${florin}' "$@"\n`)
  await chmod(command, 0o755)
  const asked = `source <(florin completion bash)
complete -p florin
COMP_WORDS=(florin payouts list --state de); COMP_CWORD=4; _florin; echo "\${COMPREPLY[*]}"
COMP_WORDS=(florin ledger accounts ''); COMP_CWORD=3; _florin; echo "\${#COMPREPLY[@]}"`
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, HOME: folder }
  const { stdout } = await promisify(execFile)('bash', ['-c', asked], { env })
  const [registered = '', states, count] = stdout.trim().split('\n')
  assert.match(registered, /-F _florin florin/)
  assert.deepEqual([states, Number(count) >= 10], ['denied', true])
  await rm(folder, { recursive: true })
})

/** Read, and not run: `-n` of each shell. */
function readBy(t: TestContext, shell: Shell): void {
  if (spawnSync(shell, ['--version']).status !== 0) return t.skip(`${shell} is not installed`)
  const { status, stderr } = spawnSync(shell, ['-n'], { input: scripts[shell], encoding: 'utf8' })
  assert.deepEqual([status, stderr], [0, ''])
}
test('bash reads its script', (t) => readBy(t, 'bash'))
test('zsh reads its script', (t) => readBy(t, 'zsh'))
test('fish reads its script', (t) => readBy(t, 'fish'))
