import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { explainNpm, noAnswer } from './npm_failure.mjs'
import { whyUnreachable } from './registry.mjs'
import { Refusal } from './say.mjs'

/** Flags that hold whatever the user's npmrc says: no install scripts, and nothing left out. */
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

/**
 * Runs `npm ci` in the folder with the Node given. Without a registry npm would try for minutes, package by
 * package: then only its cache is asked, and the answer comes in seconds.
 *
 * Resolves to why the registry does not answer, when it does not: npm leaves optional packages out then and
 * calls that a success. Errors: Refusal with the reason.
 */
export async function npmCi(folder, node) {
  const registry = npmSetting('registry') ?? 'https://registry.npmjs.org/'
  const absence = hasProxy() ? undefined : await whyUnreachable(registry)
  const npm = startNpm(folder, node, absence === undefined ? flags : [...flags, '--offline'])
  // An interrupted npm takes seconds to end, and what it leaves is thrown away by the next run anyway.
  const stop = (signal) => {
    npm.child.kill('SIGKILL')
    npm.child.on('exit', () => process.exit(signal === 'SIGINT' ? 130 : 143))
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, stop)
  const { code, text } = await npm.ended
  for (const signal of signals) process.off(signal, stop)
  if (code !== 0) throw new Refusal(explainNpm(text, registry, absence))
  return absence === undefined ? undefined : noAnswer(registry, absence)
}

function startNpm(folder, node, args) {
  const child = spawn(...npmCommand(node, args), {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: npmScript() === undefined && process.platform === 'win32',
    env: {
      ...process.env,
      ...cacheOf(folder),
      FLORIN_PARENT_PID: String(process.pid),
      FLORIN_SHUTDOWN_MS: '0',
    },
  })
  let text = ''
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    text = (text + chunk).slice(-STDERR_CHARS_MAX)
  })
  const ended = new Promise((resolve, reject) => {
    child.on('error', () => reject(new Refusal('npm was not found; install Node with npm and run it again.')))
    child.on('close', (code) => resolve({ code, text }))
  })
  return { child, ended }
}

/** The leash ends npm too when this command is killed in the middle of an install. */
function npmCommand(node, args) {
  const script = npmScript()
  return script === undefined ? ['npm', args] : [node, ['-r', leash, script, ...args]]
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

function npmSetting(name) {
  const [file, args] = npmCommand(process.execPath, ['config', 'get', name, '--loglevel=silent'])
  const { stdout } = spawnSync(file, args, {
    encoding: 'utf8',
    shell: process.platform === 'win32' && file === 'npm',
  })
  const text = stdout?.trim()
  return text === '' || text === 'null' || text === 'undefined' ? undefined : text
}

/** Behind a proxy the registry cannot be asked directly, so it is npm's to find out. */
function hasProxy() {
  const { env } = process
  const names = [
    'https_proxy',
    'HTTPS_PROXY',
    'http_proxy',
    'HTTP_PROXY',
    'npm_config_proxy',
    'npm_config_https_proxy',
  ]
  return names.some((name) => env[name]) || npmSetting('https-proxy') !== undefined
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
