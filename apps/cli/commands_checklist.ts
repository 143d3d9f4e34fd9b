import type { Command } from 'commander'
import { acting } from './acting.ts'
import { type Checked, questions, runChecklist } from './checklist.ts'
import { connect, connected, type ConnectOptions } from './connect.ts'
import { exits } from './exits.ts'
import type { Means } from './means.ts'
import { paint, show } from './show.ts'

const marks = { holds: '✓', missing: '✗', unseen: '?' } as const
const styles = { holds: 'green', missing: 'red', unseen: 'yellow' } as const

function linesOf(checked: readonly Checked[]): string[] {
  const rows = checked.flatMap(({ name, verdict, seen, advice }) => [
    `${paint(styles[verdict], marks[verdict])} ${name} (${seen})`,
    ...(verdict === 'holds' ? [] : [`    ${advice}`]),
  ])
  const missing = checked.filter(({ verdict }) => verdict === 'missing').length
  const end =
    missing === 0 ? 'Nothing that can be checked is missing.' : `${missing} of ${checked.length} are missing.`
  return [...rows, '', end, '', 'Only you know:', ...questions.map((question) => `  · ${question}`)]
}

/** What has to be true before real money moves: docs/start/checklist.md. */
export function checklistCommand(program: Command, means: Means): void {
  connected(program.command('checklist'))
    .description('what is missing before this tenant goes live')
    .action(
      acting(means, async (options: ConnectOptions) => {
        const client = await connect(means, options)
        const checked = await runChecklist(client, means.runtime.now() / 1_000)
        show(means, options, { checks: checked, questions }, () => linesOf(checked))
        if (checked.some(({ verdict }) => verdict === 'missing')) means.exit(exits.refused)
      }),
    )
}
