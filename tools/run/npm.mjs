import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { explainNpm } from './npm_failure.mjs'
import { Refusal } from './say.mjs'

/**
 * Flags that hold whatever the user's npmrc says: no install scripts, nothing left out, and three quick
 * retries, so that an absent registry is told in seconds instead of minutes.
 */
const flags = [
  'ci',
  '--ignore-scripts',
  '--include=dev',
  '--include=optional',
  '--package-lock',
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  '--engine-strict=false',
  '--loglevel=error',
  '--fetch-retries=3',
  '--fetch-retry-factor=2',
  '--fetch-retry-mintimeout=500',
  '--fetch-retry-maxtimeout=4000',
]
const STDERR_CHARS_MAX = 20_000
const leash = join(dirname(fileURLToPath(import.meta.url)), 'leash.cjs')

/** `npm ci` in every folder at once. The first failure is told; all have ended when this returns. */
export async function npmCi(folders) {
  const npms = folders.map(startNpm)
  const stop = (signal) => {
    for (const npm of npms) npm.child.kill('SIGTERM')
    Promise.allSettled(npms.map((npm) => npm.ended)).then(() => process.exit(signal === 'SIGINT' ? 130 : 143))
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, stop)
  const outcomes = await Promise.allSettled(npms.map((npm) => npm.ended))
  for (const signal of signals) process.off(signal, stop)
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

function startNpm(folder) {
  const cli = npmScript()
  // The leash ends npm too when this command is killed in the middle of an install.
  const [file, args] = cli === undefined ? ['npm', flags] : [process.execPath, ['-r', leash, cli, ...flags]]
  const child = spawn(file, args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: cli === undefined && process.platform === 'win32',
    env: { ...process.env, ...cacheOf(folder), FLORIN_PARENT_PID: String(process.pid) },
  })
  let text = ''
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    text = (text + chunk).slice(-STDERR_CHARS_MAX)
  })
  const ended = new Promise((resolve, reject) => {
    child.on('error', () => reject(new Refusal('npm was not found; install Node with npm and run it again.')))
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Refusal(explainNpm(text)))))
  })
  return { child, ended }
}

/** The npm that runs us, else the one that came with this Node. */
function npmScript() {
  const bin = dirname(process.execPath)
  const candidates = [
    process.env.npm_execpath,
    join(bin, '../lib/node_modules/npm/bin/npm-cli.js'),
    join(bin, 'node_modules/npm/bin/npm-cli.js'),
  ]
  return candidates
    .map((file) => file?.replace(/npx-cli\.js$/, 'npm-cli.js'))
    .find((file) => file !== undefined && /npm-cli\.c?js$/.test(file) && existsSync(file))
}

/** A user without a home cannot have npm's cache there; then it lives in the tree. */
function cacheOf(folder) {
  const usual = process.env.npm_config_cache ?? join(homedir(), '.npm')
  try {
    mkdirSync(usual, { recursive: true })
    accessSync(usual, constants.W_OK)
    return {}
  } catch {
    return { npm_config_cache: join(folder, '.florin/npm_cache') }
  }
}
