import type { Command } from 'commander'
import { realWorld } from '../../kernel/world.ts'
import { doctorCommand, type Means, newProgram, userCommands } from '../cli/main.ts'
import { operatorCommands } from './operator_commands.ts'
import { treeCommands } from './tree_commands.ts'

/**
 * The one `florin` command. What users of the API do stands in `apps/cli`, which knows Florin by its API alone; what
 * operators do works on the database itself, so it also works when the server does not. `words` are what was typed.
 */
export function florinProgram(means: Means, words: readonly string[]): Command {
  const program = newProgram()
  userCommands(program, means, words)
  doctorCommand(program, means, async () => {
    const { lookAtMachine } = await import('./doctor/machine.ts')
    return lookAtMachine({ env: process.env, world: realWorld() })
  })
  operatorCommands(program)
  treeCommands(program)
  return program
}
