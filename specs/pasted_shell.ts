import { execFile, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What a block did in the shell: everything that it printed, and how it ended. */
export type Pasted = { readonly said: string; readonly exit: number }
export type Place = { readonly folder: string; readonly env: Readonly<Record<string, string>> }

const END = /^@@ (\d+)\n/m

/**
 * Pastes the blocks into one shell, one after the other, as a person does: what one sets, the next ones have. Nobody
 * answers a question that a program asks. curl says each status, as `HTTP 200`.
 */
export async function pasteAll(blocks: readonly string[], { folder, env }: Place): Promise<Pasted[]> {
  writeFileSync(join(folder, '.curlrc'), 'silent\nwrite-out = "%{stderr}\\nHTTP %{http_code}\\n"\n')
  const script = join(folder, 'pasted.sh')
  writeFileSync(
    script,
    ['exec 2>&1', ...blocks.map((block) => `${block}\nended=$?; echo; echo "@@ $ended"`)].join('\n'),
  )
  const path = `${join(folder, 'bin')}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`
  const said = await new Promise<string>((resolve) => {
    const shell = execFile(
      'bash',
      ['--noprofile', '--norc', script],
      { cwd: folder, env: { HOME: folder, CURL_HOME: folder, PATH: path, ...env }, maxBuffer: 1 << 26 },
      (_, stdout) => resolve(stdout),
    )
    shell.stdin?.end()
  })
  const parts = said.split(END)
  return blocks.map((_, at) => ({ said: parts[at * 2] ?? '', exit: Number(parts[at * 2 + 1] ?? Number.NaN) }))
}

/** Programs of others that documents use, and that a machine may lack. */
const OF_OTHERS = /\b(psql|pg_dump|pg_restore|pg_isready|createdb|rabbitmqctl|git|curl)\b/g
export const programsIn = (text: string): string[] => [
  ...new Set([...text.matchAll(OF_OTHERS)].map(([name]) => name)),
]

const ask = (program: string, ...args: string[]) => spawnSync(program, args, { encoding: 'utf8' })
export const isThere = (program: string): boolean => ask(program, '--version').error === undefined
/** The major version of a program of PostgreSQL. */
export const majorOf = (program: string): number => Number(/\d+/.exec(ask(program, '--version').stdout)?.[0])

/** What is wrong with a block that cannot be run here: its shell, and options that its programs do not have. */
export function faultsOf(text: string): string[] {
  const { status, stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' })
  const options = [...text.matchAll(/(?<=\s)--[a-z][a-z-]+/g)].map(([option]) => option)
  const help = programsIn(text)
    .map((program) => ask(program, '--help').stdout ?? '')
    .join('\n')
  const isKnown = (option: string): boolean => help === '' || help.includes(option)
  return [...(status === 0 ? [] : [stderr]), ...options.filter((option) => !isKnown(option))]
}

/** Whether a text has the lines that are shown, in their order. Three dots and `<words>` stand for anything. */
export function hasLines(said: string, shown: string): string | undefined {
  const lines = said.split('\n').map((line) => line.trimEnd())
  let from = 0
  for (const line of shown
    .trimEnd()
    .split('\n')
    .map((one) => one.trimEnd())) {
    const pattern = new RegExp(
      `^${line
        .split(/…|<[a-z ]+>/)
        .map((text) => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
        .join('.*')}$`,
    )
    const at = lines.findIndex((one, place) => place >= from && pattern.test(one))
    if (at < 0) return line
    from = at + 1
  }
  return undefined
}
