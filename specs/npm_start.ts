import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { realWorld } from '../kernel/world.ts'
import { beganOf } from '../platform/db/embedded_pid.ts'
import { until } from '../platform/db/trial/holder.ts'

/** A running `npm start`, or what it left when it has ended. */
export type NpmStart = {
  readonly pid: number
  /** Everything printed so far, on both streams. */
  text(): string
  /** Resolves with what it printed when it is up; throws with that when it ended instead. */
  up(): Promise<Banner>
  /** Resolves with its exit code, or the signal that ended it, when no program of it is left. */
  end(how: () => void): Promise<number | NodeJS.Signals>
  /** The same for one that ends by itself. */
  ended(): Promise<number | NodeJS.Signals>
  isOver(): boolean
}
/** What a person reads off the screen. */
export type Banner = { readonly url: string; readonly key: string; readonly curl: string }

const world = realWorld()
const root = fileURLToPath(new URL('../', import.meta.url))
const leash = fileURLToPath(new URL('../tools/run/leash.cjs', import.meta.url))
export const launcher = fileURLToPath(new URL('../tools/run.mjs', import.meta.url))
/** Of this machine only what a shell needs: no variable of ours reaches the program by chance. */
const shell = ['PATH', 'HOME', 'USER', 'TMPDIR', 'XDG_CACHE_HOME', 'npm_config_cache']

/** The npm that runs the suite, by the Node that runs it, ending when this test does; else the one a shell finds. */
function npmStart(): [string, string[]] {
  const { npm_execpath: npm, npm_node_execpath: node } = process.env
  return npm === undefined || node === undefined ? ['npm', ['start']] : [node, ['-r', leash, npm, 'start']]
}

/** Starts it as a person at a terminal would: in a group of its own, which Ctrl-C goes to. */
export function start(
  env: Readonly<Record<string, string>>,
  command: readonly [string, readonly string[]] = [process.execPath, [launcher, 'start']],
): NpmStart {
  const child = spawn(command[0], command[1], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // What npm sets too, so that the launcher ends with the one that started it; and what the leash reads.
    env: {
      ...pick(process.env, shell),
      npm_lifecycle_event: 'start',
      FLORIN_PARENT_PID: String(process.pid),
      ...env,
    },
  })
  return watch(child)
}
export const startByNpm = (env: Readonly<Record<string, string>>): NpmStart => start(env, npmStart())

const pick = (env: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv =>
  Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))

function watch(child: ChildProcess): NpmStart {
  const pid = child.pid ?? 0
  let text = ''
  let outcome: number | NodeJS.Signals | undefined
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (more: string) => (text += more))
  child.on('error', (error) => (text += error.message))
  child.on('close', (code, signal) => (outcome = signal ?? code ?? 0))
  const ended = async (): Promise<number | NodeJS.Signals> => {
    await until('npm start to end', () => outcome !== undefined)
    return outcome ?? 0
  }
  return {
    pid,
    text: () => text,
    async up() {
      await until('the banner', () => text.includes('Ctrl-C stops it.') || outcome !== undefined)
      if (outcome !== undefined) throw new Error(`it ended (${outcome}): ${text}`)
      return bannerOf(text)
    },
    async end(how) {
      const family = programsBelow(pid).map((one) => [one, beganOf(one)] as const)
      how()
      await ended()
      // A pid may belong to somebody else within seconds, but nobody else began when this one did.
      const isLeft = ([one, began]: (typeof family)[number]): boolean =>
        began !== undefined && beganOf(one) === began
      await until('its programs to end', () => !family.some(isLeft))
      return ended()
    },
    ended,
    isOver: () => outcome !== undefined,
  }
}

function bannerOf(text: string): Banner {
  const word = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? ''
  return {
    url: word(/Florin is running +(\S+)/),
    key: word(/^  sandbox key +(\S+)/m),
    curl: word(/^(curl (?:.*\\\n)*.*)$/m),
  }
}

/** This program and all that it started, and what those started. */
export function programsBelow(pid: number): number[] {
  const parents = parentOfEach()
  const family = [pid]
  for (const parent of family) for (const [child, its] of parents) if (its === parent) family.push(child)
  return family
}

function parentOfEach(): Map<number, number> {
  if (process.platform !== 'linux') {
    const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    return new Map(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]),
    )
  }
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    const parent = parentOnLinux(name)
    if (parent !== undefined) parents.set(Number(name), parent)
  }
  return parents
}

const PARENT_COLUMN = 1

function parentOnLinux(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[PARENT_COLUMN])
  } catch {
    // It ended while we looked.
    return undefined
  }
}

const COMMAND_NOT_FOUND = 127
export type Pasted = { readonly status: number; readonly body: string }

/** Pastes the command into a shell. Where there is no curl, what curl would send is sent. */
export async function paste(curl: string): Promise<Pasted> {
  const { status, stdout, error } = spawnSync('sh', ['-c', `${curl} -sS -w '\\n%{http_code}'`], {
    encoding: 'utf8',
  })
  if (error !== undefined) throw error
  if (status === COMMAND_NOT_FOUND) return sendAsCurl(curl)
  const cut = stdout.lastIndexOf('\n')
  return { status: Number(stdout.slice(cut + 1)), body: stdout.slice(0, cut) }
}

async function sendAsCurl(curl: string): Promise<Pasted> {
  const headers = [...curl.matchAll(/-H '([^:]+): ([^']*)'/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ])
  const answer = await fetch(/https?:\S+/.exec(curl)?.[0] ?? '', {
    method: 'POST',
    headers: headers as [string, string][],
    body: /-d '([^']*)'/.exec(curl)?.[1] ?? '',
  })
  return { status: answer.status, body: await answer.text() }
}

const PORT_MIN = 10_000
const PORT_MAX = 30_000

/**
 * A port that nobody has, also none that the system gives to whoever connects somewhere: so nobody takes it
 * between two starts.
 */
export async function quietPort(): Promise<string> {
  for (;;) {
    const [high = 0, low = 0] = world.random(2)
    const port = PORT_MIN + ((high * 256 + low) % (PORT_MAX - PORT_MIN))
    // The vault takes the one behind it.
    if ((await isFree(port)) && (await isFree(port + 1))) return String(port)
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  const listens = await once(server, 'listening').then(
    () => true,
    () => false,
  )
  server.close()
  return listens
}
