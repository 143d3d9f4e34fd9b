import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { until } from '../platform/db/trial/holder.ts'

/** A shell that keeps its variables from one block to the next, as a person's does. */
export type Terminal = {
  /** Runs the block and gives what it printed, on both streams. */
  paste(block: string): Promise<string>
  /** The last text of this form that was ever printed; empty when there is none. */
  found(pattern: RegExp): string
  close(): Promise<void>
}

/** The Node that runs the suite is the one that the shell finds; curl also shows each answer's status. */
export function openTerminal(folder: string): Terminal {
  writeFileSync(join(folder, '.curlrc'), 'write-out = "%{stderr}HTTP %{http_code}\\n"\n')
  const shell = spawn('bash', ['--noprofile', '--norc', '-m'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      CURL_HOME: folder,
      PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    },
  })
  const gone = once(shell, 'exit')
  shell.stdin.write('exec 2>&1\n')
  let text = ''
  for (const stream of [shell.stdout, shell.stderr])
    stream.setEncoding('utf8').on('data', (more: string) => (text += more))
  let count = 0
  return {
    async paste(block) {
      const from = text.length
      const mark = `block ${++count} is over`
      shell.stdin.write(`${block}\necho "${mark}"\n`)
      await until(mark, () => text.includes(mark) || shell.exitCode !== null)
      return text.slice(from).replace(mark, '')
    },
    found: (pattern) => [...text.matchAll(new RegExp(pattern, 'g'))].at(-1)?.[0] ?? '',
    async close() {
      shell.stdin.end('kill $(jobs -p) 2>/dev/null; exit\n')
      await gone
    },
  }
}
