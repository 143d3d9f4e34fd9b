import { StartRefused } from '../../platform/db/start_refused.ts'
import { realMeans, runProgram } from '../cli/main.ts'
import { florinProgram } from './florin_program.ts'

const means = realMeans()
const words = process.argv.slice(2)
runProgram(florinProgram(means, words), means, words).catch((error: unknown) => {
  console.error(error instanceof StartRefused ? `florin: ${error.message}` : error)
  process.exit(1)
})
