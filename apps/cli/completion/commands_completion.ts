import { Argument, type Command } from 'commander'
import { acting } from '../acting.ts'
import { configFile, type Means } from '../means.ts'
import { readProfiles } from '../profiles.ts'
import { candidates } from './candidates.ts'
import { scripts, type Shell, shells } from './scripts.ts'

/** `source <(florin completion bash)`: the shell then asks for nouns, verbs, flags, their values, and profiles. */
export function completionCommand(program: Command, means: Means): void {
  const completion = program
    .command('completion')
    .description('what a shell needs to complete commands: source <(florin completion bash)')
    .addArgument(new Argument('<shell>').choices(shells))
    .action(acting(means, (shell: Shell) => means.out(scripts[shell].trimEnd())))
  completion
    .command('reply', { hidden: true })
    .argument('[words...]')
    .action(
      acting(means, async (words: string[]) => {
        const { profiles } = await readProfiles(configFile(means.env))
        for (const one of candidates(program, words, Object.keys(profiles))) means.out(one)
      }),
    )
}
