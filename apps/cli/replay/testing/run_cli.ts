import { newProgram, realMeans, runProgram, userCommands } from '../../main.ts'

/** The users' part of the command line as a program of its own, so that a test can kill it. */
const means = realMeans()
const words = process.argv.slice(2)
const program = newProgram()
userCommands(program, means, words)
await runProgram(program, means, words)
