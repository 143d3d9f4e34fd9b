import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { StartRefused } from '../../platform/db/start_refused.ts'

const programs = [
  ['bench', 'bench/main.ts', 'measure this machine and this Florin; all arguments are the benchmark’s'],
  ['sim', 'sim/main.ts', 'run the seeded simulation with its faults; all arguments are the simulation’s'],
] as const

/** Programs that stand in the source tree beside the server, and not in every installation. */
export function treeCommands(program: Command): void {
  program.commandsGroup('Prove an installation (from a source tree):')
  for (const [name, file, what] of programs)
    program
      .command(name)
      .description(what)
      .argument('[arguments...]')
      .allowUnknownOption()
      .passThroughOptions()
      .addHelpText('after', `\nIts arguments are those of \`npm run ${name}\`: the README lists them.`)
      .action((given: string[]) => runInTree(name, file, given))
}

/** Runs it until it ends, and ends as it did. Errors: StartRefused where the tree is not there. */
export async function runInTree(
  name: string,
  file: string,
  given: readonly string[],
  root = fileURLToPath(new URL('../../', import.meta.url)),
): Promise<void> {
  const program = `${root}${file}`
  if (!existsSync(program))
    throw new StartRefused(
      `florin ${name} needs Florin’s source tree, and ${program} is not there; clone the repository and run it there.`,
    )
  // A terminal sends Ctrl-C to both; the program decides when it ends.
  const stay = (): void => undefined
  process.on('SIGINT', stay)
  const child = spawn(process.execPath, [program, ...given], { cwd: root, stdio: 'inherit' })
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? 1))
  })
  process.off('SIGINT', stay)
}
