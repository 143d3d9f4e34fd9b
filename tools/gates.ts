import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generated, staleFiles } from './gen.ts'
import { licenceFaults, lockedPackages } from './licences.ts'
import { faultLine, isGenerated, readSources } from './tidy/sources.ts'
import { tidyTree } from './tidy/tidy.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

/** `read` is how much the gate looked at, in `unit`s: a gate that reads nothing has not passed. */
export type GateReport = { readonly read: number; readonly unit: string; readonly faults: readonly string[] }
export type Gate = { readonly name: string; run(): Promise<GateReport> }

/** All gates of `npm run check`; each is independent of the others, so they run side by side. */
export const gates: readonly Gate[] = [
  { name: 'types', run: types },
  { name: 'lint', run: lint },
  { name: 'format', run: format },
  { name: 'unused', run: unused },
  { name: 'tidy', run: tidy },
  { name: 'generated', run: upToDate },
  { name: 'licences', run: licences },
]

type Ended = { readonly code: number | null; readonly text: string }

/** Runs a tool of node_modules by its script, so that neither a shell nor the PATH matters. */
function runTool(script: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const parts: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => parts.push(part))
    child.stderr.on('data', (part: Buffer) => parts.push(part))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, text: Buffer.concat(parts).toString('utf8') }))
  })
}

const numberIn = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0)
const faultsOf = ({ code, text }: Ended): string[] => (code === 0 ? [] : [text.trim()])

/**
 * What runs on Node, and what runs in a browser: neither may use a name that only the other has. The SDK runs on both and
 * may use only what both have.
 */
const projects = ['.', 'apps/dashboard/src', 'apps/server/docs_site/browser', 'sdk/typescript']

/** The compiler must have read every TypeScript file that tidy knows, not just some. */
async function types(): Promise<GateReport> {
  const ended = await Promise.all(
    projects.map((project) =>
      runTool('typescript/bin/tsc', ['-p', project, '--noEmit', '--listFiles', '--pretty', 'false']),
    ),
  )
  const code = ended.every((one) => one.code === 0) ? 0 : 1
  const text = ended.map((one) => one.text).join('\n')
  const lines = text.split('\n').map((line) => line.trimEnd())
  const read = new Set(lines.filter((line) => line.startsWith(root) && !line.includes('/node_modules/')))
  const unread = readSources(root)
    .filter(({ path }) => /\.tsx?$/.test(path) && !read.has(root + path))
    .map(({ path }) => `${path} is not in tsconfig.json: nobody checks its types`)
  const said = lines.filter((line) => line !== '' && !line.startsWith('/')).join('\n')
  return { read: read.size, unit: 'files', faults: [...(code === 0 ? [] : [said]), ...unread] }
}

async function lint(): Promise<GateReport> {
  const ended = await runTool('oxlint/bin/oxlint', [
    '--type-aware',
    '--deny-warnings',
    '--format=default',
    '.',
  ])
  return { read: numberIn(ended.text, / on (\d+) files? /), unit: 'files', faults: faultsOf(ended) }
}

async function format(): Promise<GateReport> {
  const ended = await runTool('@biomejs/biome/bin/biome', ['format', '--max-diagnostics=none', '.'])
  return { read: numberIn(ended.text, /Checked (\d+) files?/), unit: 'files', faults: faultsOf(ended) }
}

type KnipIssue = { readonly file: string } & {
  readonly [kind: string]: string | { name: string; line?: number }[]
}
/** Nothing imports this file, and knip must say so: that is how we know that it read the tree. */
const unusedCanary = 'tools/tidy/canary_unused.ts'

async function unused(): Promise<GateReport> {
  const { text } = await runTool('knip/bin/knip.js', [
    '--no-progress',
    '--no-config-hints',
    '--reporter',
    'json',
  ])
  let issues: readonly KnipIssue[]
  try {
    issues = (JSON.parse(text) as { issues: KnipIssue[] }).issues
  } catch {
    return { read: 0, unit: 'canary', faults: [text.trim()] }
  }
  const faults = issues
    .filter(({ file }) => file !== unusedCanary)
    .flatMap(({ file, ...kinds }) =>
      Object.entries(kinds).flatMap(([kind, found]) =>
        (Array.isArray(found) ? found : []).map(
          ({ name, line }) => `${file}${line ? `:${line}` : ''} unused ${kind}: ${name}`,
        ),
      ),
    )
  return { read: issues.some(({ file }) => file === unusedCanary) ? 1 : 0, unit: 'canary', faults }
}

function tidy(): Promise<GateReport> {
  const { faults, read } = tidyTree(root)
  return Promise.resolve({
    read: Math.min(read.code, read.sql),
    unit: `of each, ${read.files} files`,
    faults: faults.map(faultLine),
  })
}

async function upToDate(): Promise<GateReport> {
  const faults = (await staleFiles()).map((path) => `${path} is not what its generator makes: npm run gen`)
  const known = new Set(generated.map(({ path }) => path))
  const orphans = readSources(root)
    .filter(({ path }) => isGenerated(path) && !known.has(path))
    .map(({ path }) => `${path} has no generator in tools/gen.ts`)
  return { read: generated.length, unit: 'files', faults: [...faults, ...orphans] }
}

function licences(): Promise<GateReport> {
  const packages = lockedPackages(root)
  return Promise.resolve({ read: packages.length, unit: 'packages', faults: licenceFaults(root, packages) })
}
