import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { pause, realWorld } from '../../../kernel/world.ts'
import { beganOf } from '../embedded_pid.ts'
import { account, canReach, type PostgresUser } from '../embedded_user.ts'

export type HoldOptions = {
  readonly data_dir: string
  readonly durable: boolean
  readonly remove_after?: boolean
  readonly announced?: string
}
/** What the program says once, as a line of JSON. */
export type Told =
  | { readonly url: string; readonly pid: number; readonly first: boolean }
  | { readonly refused: string }

export type Holder = {
  readonly pid: number
  readonly told: Told
  /** Sends the signal; resolves to the exit code, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>
}

const program = fileURLToPath(new URL('./hold.ts', import.meta.url))
const leash = fileURLToPath(new URL('../../../tools/run/leash.cjs', import.meta.url))
const world = realWorld()
const LOOK_MS = 10
const GONE_MS_MAX = 30_000

/** Starts a program that boots an embedded PostgreSQL and holds it, as this user or as another. */
export async function startHolder(
  options: HoldOptions,
  more: { user?: PostgresUser; program?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Holder> {
  const args = ['--disable-warning=ExperimentalWarning', '-r', leash, more.program ?? program]
  const child = spawn(process.execPath, [...args, JSON.stringify(options)], {
    ...more.user,
    env: { ...process.env, ...more.env, FLORIN_PARENT_PID: String(process.pid) },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const lines = createInterface({ input: child.stdout })
  const line = await Promise.race([
    once(lines, 'line') as Promise<[string]>,
    ended.then(() => {
      throw new Error('the program ended without a word')
    }),
  ])
  return {
    pid: child.pid ?? 0,
    told: JSON.parse(line[0]) as Told,
    async end(signal) {
      child.kill(signal)
      const [code, by] = await ended
      return by ?? code ?? 0
    },
  }
}

/**
 * Another user to start programs as: nobody, when we are root and nobody can reach this tree and this Node.
 * Undefined means that there is none, or that we are an ordinary user ourselves.
 */
export function otherUser(): PostgresUser | undefined {
  const user = process.getuid?.() === 0 ? account('nobody') : undefined
  return user !== undefined && [program, process.execPath].every((path) => canReach(path, user))
    ? user
    : undefined
}

/** Resolves when what is asked has become true; throws with `what` when it does not within seconds. */
export async function until(what: string, isTrue: () => boolean): Promise<void> {
  const from_ms = world.elapsed_ms()
  while (!isTrue()) {
    if (world.elapsed_ms() - from_ms > GONE_MS_MAX) throw new Error(`still waiting: ${what}`)
    await pause(world, LOOK_MS)
  }
}

/** Resolves when no program has this pid; one that has ended and was not yet collected counts as gone. */
export const untilGone = (pid: number): Promise<void> =>
  until(`program ${pid} to end`, () => beganOf(pid) === undefined)
