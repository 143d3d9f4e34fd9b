import { newProgram, realMeans, userCommands } from '../../main.ts'

/** The users' part of the command line as a program of its own, so that a test can kill it. */
const program = newProgram()
userCommands(program, realMeans(), [])
await program.parseAsync()
