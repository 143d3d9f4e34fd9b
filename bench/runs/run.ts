import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ownOf } from '../../kernel/own.ts'
import { dayOf, type World } from '../../kernel/world.ts'
import { root } from '../../platform/db/rooms.ts'
import { readCommit, readMachine } from '../machine.ts'
import { renderDebits, runDebits } from './debits.ts'
import { LIST_MS_MAX, renderLists, runLists } from './lists.ts'
import { renderReconcile, runReconcile } from './reconcile.ts'

const NAIVE_LINES = 20_000
const usage = `npm run bench -- --run debits|reconcile|lists [options]
  --debits n       entries of the run of direct debits (100000)
  --returned n     of them that come back, by every code in turn (3000)
  --lines n        lines of a statement against as many transfers (1000000)
  --rows n         of each table that a list reads (1000000)
  --out folder     where the page goes (bench/results)`

/** True when the arguments ask for a run of its own, and not for rows. */
export const isRun = (args: readonly string[]): boolean => args.includes('--run')

/** What came of a run: its page, and whether everything was as it should be. */
export type RunPage = { readonly title: string; readonly text: string; readonly is_right: boolean }
type Say = (text: string) => void
type Asked = {
  readonly debits: number
  readonly returned: number
  readonly lines: number
  readonly rows: number
}

const runs: Readonly<Record<string, (world: World, asked: Asked, say: Say) => Promise<RunPage>>> = {
  debits: async (world, asked, say) => renderDebits(await runDebits(world, asked, say), asked),
  async reconcile(world, { lines }, say) {
    const measured = await runReconcile(world, { lines, naive_lines: NAIVE_LINES }, say)
    return {
      title: `A statement matched with the ledger (\`npm run bench -- --run reconcile --lines ${lines}\`)`,
      text: renderReconcile(measured),
      is_right: measured.unmatched === 0n && measured.difference === 0n,
    }
  },
  async lists(world, { rows }, say) {
    const measured = await runLists(world, { rows }, say)
    return {
      title: `Lists of many rows (\`npm run bench -- --run lists --rows ${rows}\`)`,
      text: renderLists(measured),
      is_right: measured.lists.every(({ worst }) => worst.ms <= LIST_MS_MAX),
    }
  },
}

/** One flow at full size, from end to end, measured once. */
export async function run(world: World, args: readonly string[], say: Say): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      run: { type: 'string', default: '' },
      debits: { type: 'string', default: '100000' },
      returned: { type: 'string', default: '3000' },
      lines: { type: 'string', default: '1000000' },
      rows: { type: 'string', default: '1000000' },
      out: { type: 'string', default: 'bench/results' },
    },
  })
  const asked = {
    debits: Number(values.debits),
    returned: Number(values.returned),
    lines: Number(values.lines),
    rows: Number(values.rows),
  }
  const play = ownOf(runs, values.run)
  if (
    play === undefined ||
    !(asked.debits >= asked.returned && asked.returned >= 1 && asked.lines >= 1 && asked.rows >= 1)
  )
    throw new Error(usage)
  const machine = readMachine()
  const at = world.now()
  const commit = readCommit(root)
  const { title, text, is_right } = await play(world, asked, say)
  await mkdir(values.out, { recursive: true })
  const page = join(values.out, `${dayOf(at)}-${commit.replace('+', '-dirty')}-${values.run}.md`)
  const about = `${machine.cpu}, ${machine.cores} cores, ${machine.memory_gb} GB, ${machine.system}; load before the run ${machine.load_before}. Everything that takes part shares the machine.`
  await writeFile(page, `# ${title}, ${dayOf(at)}, commit ${commit}\n\n${about}\n\n${text}`)
  say(`written to ${page}`)
  if (!is_right) process.exitCode = 1
}
