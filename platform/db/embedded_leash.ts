import { type ChildProcess, spawn } from 'node:child_process'
import type { PostgresUser } from './embedded_user.ts'

/**
 * Runs a command for as long as this program lives, and not longer. The shell's standard input is our pipe:
 * when we end, however that happens, it closes, `read` returns, and the command is told to stop. SIGTERM comes
 * first because the shell starts background commands deaf to SIGINT, so a command that has not set up its
 * signals yet would miss everything else. A subshell does the waiting: it survives signals to the group, and a
 * kill of the outer shell. At the end the rubbish directory is removed, when there is one.
 */
const LEASH = `
stop=$1 rubbish=$2; shift 2
exec 3<&0 </dev/null
"$@" 3<&- &
command=$!
(trap '' HUP INT TERM; read -r _ <&3; kill -TERM "$command"; kill -"$stop" "$command") 2>/dev/null &
watch=$!
exec 3<&-
trap '' HUP INT TERM
wait "$command"; code=$?
kill -KILL "$watch" 2>/dev/null
[ -z "$rubbish" ] || { cd / && rm -rf "$rubbish"; }
exit "$code"
`

export type Leashed = {
  readonly child: ChildProcess
  /** The command's exit code, or 128 + n when signal n ended it; undefined when the leash itself was killed. */
  readonly ended: Promise<number | undefined>
  /** Tells it to stop; `ended` says when it has. A repeat does nothing. */
  stop(): void
}

export type LeashOptions = {
  readonly user: PostgresUser | undefined
  /** Where the command works. The user need not be able to reach it. */
  readonly folder: string
  /** How the command is told to stop. */
  readonly stop_signal: 'TERM' | 'INT' | 'QUIT'
  readonly stderr: 'pipe' | number
  /** An open file that the command finds as `/dev/fd/4`. */
  readonly fd4?: number
  /** Removed with all it holds when the command has ended. */
  readonly rubbish?: string | undefined
}

export function leash(command: readonly string[], options: LeashOptions): Leashed {
  const { user, folder, stop_signal, stderr, fd4, rubbish = '' } = options
  const child = spawn('/bin/sh', ['-c', LEASH, 'sh', stop_signal, rubbish, ...command], {
    ...user,
    cwd: folder,
    // A group of its own: Ctrl-C in a terminal is for us, and we stop the database when its users are gone.
    detached: true,
    stdio: ['pipe', 'ignore', stderr, 'ignore', fd4 ?? 'ignore'],
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
  })
  child.stdin?.on('error', () => undefined)
  const ended = new Promise<number | undefined>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? undefined))
  })
  // Whoever waits for the end hears of a failure; that nobody waits is no failure of its own.
  ended.catch(() => undefined)
  return { child, ended, stop: () => child.stdin?.end() }
}
