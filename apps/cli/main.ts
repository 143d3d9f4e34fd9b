import { Command } from 'commander'
import { checklistCommand } from './commands_checklist.ts'
import { eventTailCommand } from './commands_events_tail.ts'
import { eventCommands } from './commands_events.ts'
import { logCommands } from './commands_logs.ts'
import { loginCommands } from './commands_login.ts'
import { mcpCommand } from './commands_mcp.ts'
import { bankFileCommands } from './commands_bank_files.ts'
import { rawCommands } from './commands_raw.ts'
import { replayCommand } from './commands_replay.ts'
import { sandboxCommands } from './commands_sandbox.ts'
import type { Means } from './means.ts'
import { operationCommands } from './operations/commands_operations.ts'
import { statusCommand } from './status/commands_status.ts'
import { completionCommand } from './completion/commands_completion.ts'
import { exits } from './exits.ts'

export { tell } from './acting.ts'
export { CommandError, exits } from './exits.ts'
export { certificateFinding } from './doctor/certificate.ts'
export { doctorCommand } from './doctor/commands_doctor.ts'
export { type Finding, note, well, wrong } from './doctor/finding.ts'
export { didYouMean } from './nearest.ts'
export { type Means, realMeans } from './means.ts'
export { nounIn } from './operations/noun.ts'
export { asksForJson, runProgram } from './run_program.ts'

const VERSION = '0.1.0'

/** The `florin` command without commands. A wrong call throws a CommanderError, and nothing is told of it yet. */
export const newProgram = (): Command =>
  new Command('florin')
    .description('Florin: payments over a double-entry ledger. Use its API, and operate it.')
    .version(VERSION)
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError()
    // `runProgram` tells it, in the form that was asked for.
    .configureOutput({ outputError: () => undefined })
    .addHelpText('after', endings)

const endings = `
Ends with ${exits.ok} when all went well, ${exits.refused} refused, ${exits.usage} not written as it is meant, ${exits.unreachable} nobody answered, ${exits.not_let_in} no key or one
that may not, ${exits.not_clean} a replay that does not add up, ${exits.interrupted} Ctrl-C. NO_COLOR turns colours off.`

/**
 * Adds everything that a user of the API can do. They know Florin by its API alone. `words` are what was typed: of the
 * API's nouns only those among them get their verbs.
 */
export function userCommands(program: Command, means: Means, words: readonly string[]): void {
  program.commandsGroup('Events and the sandbox:')
  statusCommand(program, means)
  logCommands(program, means)
  eventCommands(program, means)
  sandboxCommands(program, means)
  replayCommand(program, means)
  program.commandsGroup('Connection and checks:')
  loginCommands(program, means)
  checklistCommand(program, means)
  mcpCommand(program, means)
  completionCommand(program, means)
  rawCommands(program, means)
  program.commandsGroup('The API, by noun and verb:')
  if (asksForNouns(program, words)) operationCommands(program, means, words)
  bankFileCommands(program, means)
  eventTailCommand(program, means)
}

/** A command of its own needs to know nothing of the API's nouns, and starts without reading what they are. */
function asksForNouns(program: Command, words: readonly string[]): boolean {
  const [first = ''] = words
  if (first === '--version' || first === '-V') return false
  return first === 'completion' || program.commands.every((one) => one.name() !== first)
}
