import type { Command } from 'commander'
import { acting } from '../acting.ts'
import { connected, type ConnectOptions } from '../connect.ts'
import { exits } from '../exits.ts'
import type { Means } from '../means.ts'
import { paint, show } from '../show.ts'
import { showWaiting } from '../waiting.ts'
import type { Finding } from './finding.ts'

const marks = { well: '✓', note: '!', wrong: '✗' } as const
const styles = { well: 'green', note: 'yellow', wrong: 'red' } as const

function linesOf(findings: readonly Finding[]): string[] {
  const rows = findings.flatMap(({ area, verdict, seen, advice }) => [
    `${paint(styles[verdict], marks[verdict])} ${area}: ${seen}`,
    ...(advice === undefined ? [] : [`    → ${advice}`]),
  ])
  const faults = findings.filter(({ verdict }) => verdict === 'wrong').length
  return [
    ...rows,
    '',
    faults === 0 ? 'Nothing is wrong.' : `${faults} ${faults === 1 ? 'thing is' : 'things are'} wrong.`,
  ]
}

/**
 * Looks at an installation from both sides. `lookAtMachine` is what only the machine itself can tell: it is composed in
 * by who knows the server.
 */
export function doctorCommand(program: Command, means: Means, lookAtMachine: () => Promise<Finding[]>): void {
  connected(program.command('doctor'))
    .description(
      'what is wrong with this installation, and what to do: the machine, the database, the API, the key',
    )
    .option('--api-only', 'look at the API alone, when the server runs elsewhere')
    .action(
      acting(means, async (options: ConnectOptions & { readonly apiOnly?: boolean }) => {
        const { lookAtApi } = await import('./api_checks.ts')
        const bar = showWaiting(means, () => 'looking', options.json === true)
        const machine = options.apiOnly === true ? [] : await lookAtMachine()
        const findings = [...machine, ...(await lookAtApi(means, options))]
        bar.end()
        show(means, options, { findings }, () => linesOf(findings))
        if (findings.some(({ verdict }) => verdict === 'wrong')) means.exit(exits.refused)
      }),
    )
}
