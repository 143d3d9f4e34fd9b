// Goal: a shell offers what may come next: nouns, verbs, flags, their values, profiles.
// Method: the real tree for each place of the cursor, and a real bash that sources the script.
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
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
  assert.deepEqual(offered('payouts', 'list', '--state=de'), ['--state=denied'])
  assert.deepEqual(offered('payouts', 'list', '--state', '=', 'de'), ['denied'])
  assert.deepEqual(offered('payouts', 'list', '--state', '=').length, 8)
  assert.deepEqual(offered('payments', 'get', '--profile', ''), ['default', 'staging'])
  assert.deepEqual(offered('profile', 'use', 's'), ['staging'])
  assert.deepEqual(offered('completion', ''), ['bash', 'fish', 'zsh'])
  assert.deepEqual(offered('payments', 'create', '--reference', ''), [])
  assert.ok(!offered('sandbox', 'clock', '').includes('freeze'), 'what only points elsewhere is not offered')
})

const florin = fileURLToPath(new URL('../../server/florin.ts', import.meta.url))

/** A home of its own with `florin` as a command, for what a real shell does with the script; null without that shell. */
async function inShell(t: TestContext, shell: Shell, program: string): Promise<string[] | null> {
  if (spawnSync(shell, ['--version']).status !== 0) {
    t.skip(`${shell} is not installed`)
    return null
  }
  const folder = await mkdtemp(join(tmpdir(), 'florin-completion-'))
  const bin = join(folder, 'bin')
  await mkdir(bin)
  const command = join(bin, 'florin')
  await writeFile(command, `#!/bin/sh\nexec '${process.execPath}' '${florin}' "$@"\n`)
  await chmod(command, 0o755)
  await writeFile(join(folder, 'statement.xml'), '')
  const options = {
    cwd: folder,
    env: {
      ...process.env,
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      HOME: folder,
      XDG_CONFIG_HOME: join(folder, 'config'),
    },
  }
  const { stdout } = await promisify(execFile)(shell, ['-c', program], options)
  await rm(folder, { recursive: true })
  return stdout.trim().split('\n')
}

test('bash completes by the script, with the real command', async (t) => {
  const told = await inShell(
    t,
    'bash',
    `source <(florin completion bash)
complete -p florin
COMP_WORDS=(florin payouts list --state de); COMP_CWORD=4; _florin; echo "\${COMPREPLY[*]}"
COMP_WORDS=(florin ledger accounts ''); COMP_CWORD=3; _florin; echo "\${#COMPREPLY[@]}"`,
  )
  if (told === null) return
  const [registered = '', states, count] = told
  assert.match(registered, /-F _florin florin/)
  assert.deepEqual([states, Number(count) >= 10], ['denied', true])
})

test('fish completes by the script: what is begun, what is not begun, and files where nothing is known', async (t) => {
  const told = await inShell(
    t,
    'fish',
    `florin completion fish | source
for line in 'florin payouts list --state de' 'florin completion ' 'florin bank-files create st'
  complete -C $line
end`,
  )
  if (told === null) return
  assert.deepEqual(told, ['denied', 'bash', 'fish', 'zsh', 'statement.xml'])
})

test('zsh completes by the script on a terminal, and files where nothing is known', async (t) => {
  // Each line is typed with a tab behind it. What stands there then is made the text of a print, whose mark is only
  // whole in what it prints, not in what is shown while it is typed.
  const told = await inShell(
    t,
    'zsh',
    `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; bindkey -e; unset zle_bracketed_paste; autoload -Uz compinit; compinit -D; source <(florin completion zsh); print ready\\$((1))"
zpty -r shell out '*ready1*'
for line in 'payouts list --state de' 'ledger accounts unf' 'bank-files create st'; do
  zpty -w shell "florin $line"$'\\t\\x01'"print -r -- completed\\$((1)) "
  zpty -r shell out $'*completed1 *\\n*'
  out=\${out##*completed1 }
  print -r -- \${out%%$'\\r'*}
done
zpty -d shell`,
  )
  if (told === null) return
  assert.deepEqual(told, [
    'florin payouts list --state denied',
    'florin ledger accounts unfreeze',
    'florin bank-files create statement.xml',
  ])
})

/** Read, and not run: `-n` of each shell. */
async function readBy(t: TestContext, shell: Shell): Promise<void> {
  if (spawnSync(shell, ['--version']).status !== 0) return t.skip(`${shell} is not installed`)
  const folder = await mkdtemp(join(tmpdir(), 'florin-completion-'))
  const file = join(folder, 'script')
  await writeFile(file, scripts[shell])
  // A shell complains of a locale that its machine does not have.
  const env = { ...process.env, LC_ALL: 'C' }
  const { status, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8', env })
  assert.deepEqual([status, stderr], [0, ''])
  await rm(folder, { recursive: true })
}
test('bash reads its script', (t) => readBy(t, 'bash'))
test('zsh reads its script', (t) => readBy(t, 'zsh'))
test('fish reads its script', (t) => readBy(t, 'fish'))
