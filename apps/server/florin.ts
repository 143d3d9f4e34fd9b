import { StartRefused } from '../../platform/db/start_refused.ts'
import { asksForJson, CommandError, exits, realMeans, runProgram, tell } from '../cli/main.ts'
import { florinProgram } from './florin_program.ts'

const means = realMeans()
const words = process.argv.slice(2)
runProgram(florinProgram(means, words), means, words).catch((error: unknown) => {
  if (error instanceof StartRefused)
    tell(means, new CommandError(exits.refused, error.message), { is_json: asksForJson(words) })
  else console.error(error)
  // What an operator's command had opened would keep the program.
  process.exit(exits.refused)
})
