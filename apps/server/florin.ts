import { type Command, CommanderError } from 'commander'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { exits, newProgram, realMeans, userCommands } from '../cli/main.ts'
import { operatorCommands } from './operator_commands.ts'

/**
 * The one `florin` command. What users of the API do stands in `apps/cli`, which knows Florin by its API alone; what
 * operators do works on the database itself, so it also works when the server does not.
 */
const program: Command = newProgram()
userCommands(program, realMeans())
operatorCommands(program)

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? exits.ok : exits.usage)
  console.error(error instanceof StartRefused ? `florin: ${error.message}` : error)
  process.exit(1)
})
