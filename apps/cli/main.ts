import { Command } from 'commander'
import { customerCommands } from './commands_customers.ts'
import { eventCommands } from './commands_events.ts'
import { loginCommands } from './commands_login.ts'
import { paymentCommands } from './commands_payments.ts'
import { rawCommands } from './commands_raw.ts'
import { replayCommand } from './commands_replay.ts'
import { sandboxCommands } from './commands_sandbox.ts'
import type { Means } from './means.ts'

import { exits } from './exits.ts'

export { exits }
export { type Means, realMeans } from './means.ts'

/** The `florin` command without commands. A wrong call throws a CommanderError, after it was told. */
export const newProgram = (): Command =>
  new Command('florin')
    .description('Florin: payments over a double-entry ledger. Use its API, and operate it.')
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(--help says what it takes)')
    .addHelpText('after', endings)

const endings = `
Ends with ${exits.ok} when all went well, ${exits.refused} refused, ${exits.usage} not written as it is meant, ${exits.unreachable} nobody answered, ${exits.not_let_in} no key or one
that may not, ${exits.not_clean} a replay that does not add up, ${exits.interrupted} Ctrl-C. NO_COLOR turns colours off.`

/** Adds everything that a user of the API can do. They know Florin by its API alone. */
export function userCommands(program: Command, means: Means): void {
  program.commandsGroup('Payments:')
  paymentCommands(program, means)
  customerCommands(program, means)
  program.commandsGroup('Events and the sandbox:')
  eventCommands(program, means)
  sandboxCommands(program, means)
  replayCommand(program, means)
  program.commandsGroup('The API:')
  loginCommands(program, means)
  rawCommands(program, means)
}
