import type { Command } from 'commander'
import { type Client, FlorinError, pause } from '../../../sdk/typescript/index.ts'
import { acting } from '../acting.ts'
import { chooseProfile, clientFor, connected, type ConnectOptions } from '../connect.ts'
import type { Means, Screen } from '../means.ts'
import { paint, show } from '../show.ts'

const REFRESH_MS = 2_000
const WIDTH = 80

type StatusOptions = ConnectOptions & { readonly once?: boolean }

/** How a tenant stands, on one screen. */
export function statusCommand(program: Command, means: Means): void {
  connected(program.command('status'))
    .description(
      'how the tenant stands, anew every 2 s until Ctrl-C: volumes, unknowns, what waits, what fails',
    )
    .option('--once', 'print it once; always so with --json, or where there is no terminal')
    .action(
      acting(means, async (options: StatusOptions) => {
        const { screen } = means
        const client = clientFor(means, await chooseProfile(means, options), { is_quiet: true })
        if (screen !== undefined && options.once !== true && options.json !== true)
          return watch(means, client, screen)
        const { collectOverview, overviewLines } = await parts()
        const overview = await collectOverview(means, client)
        show(means, options, overview, () => overviewLines(overview, means.columns ?? WIDTH))
      }),
    )
}

/** Loaded when it is asked for: other commands start without. */
const parts = async () => ({ ...(await import('./collect.ts')), ...(await import('./view.ts')) })

/** Draws over what was drawn before, on a screen of its own, and gives the old one back at the end. */
async function watch(means: Means, client: Client, screen: Screen): Promise<void> {
  const { collectOverview, overviewLines } = await parts()
  const signal = means.interrupted()
  let lines: readonly string[] = []
  const draw = (end: string): void => {
    screen.write(frame([...lines.slice(0, screen.rows() - 1), paint('dim', end)]))
  }
  screen.write(ENTER)
  const refresh = async (): Promise<void> => {
    lines = overviewLines(await collectOverview(means, client), screen.columns())
    draw('Ctrl-C ends')
  }
  // A server that restarts is waited for; before anything was seen, it is a refusal like any other.
  const outwait = (error: unknown): void => {
    if (!(error instanceof FlorinError) || lines.length === 0) throw error
    draw(error.message.slice(0, screen.columns() - 1))
  }
  try {
    while (!signal.aborted) {
      await refresh().catch(outwait)
      await pause(means.runtime, REFRESH_MS, signal)
    }
  } finally {
    screen.write(LEAVE)
  }
}

const ENTER = '\u001b[?1049h\u001b[?25l'
const LEAVE = '\u001b[?25h\u001b[?1049l'

/** One write, from the corner, each line wiped behind its end: nothing flickers. */
const frame = (lines: readonly string[]): string =>
  `\u001b[H${lines.map((line) => `${line}\u001b[K`).join('\r\n')}\u001b[J`
