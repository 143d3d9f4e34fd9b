import { CommanderError } from 'commander'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { CommandError, exits, explain, realMeans } from '../cli/main.ts'
import { florinProgram } from './florin_program.ts'

florinProgram(realMeans(), process.argv.slice(2))
  .parseAsync()
  .catch((error: unknown) => {
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? exits.ok : exits.usage)
    if (error instanceof CommandError) tellAndExit(error)
    console.error(error instanceof StartRefused ? `florin: ${error.message}` : error)
    process.exit(1)
  })

/** What was wrong with an option, which is told before a command begins. */
function tellAndExit(error: CommandError): never {
  const { exit, lines } = explain(error)
  for (const line of lines) console.error(`florin: ${line}`)
  process.exit(exit)
}
