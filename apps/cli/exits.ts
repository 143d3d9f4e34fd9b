/** How a command ends, for scripts. Documented in docs/guides/cli.md. */
export const exits = {
  ok: 0,
  /** The API answered, and refused: a declined card, a wrong field, something that is not there. */
  refused: 1,
  /** The command was not written as it is meant. */
  usage: 2,
  /** Nobody answered, or who answered was too busy, after every try. What was asked for may have been done; a repeat with the same key finds out. */
  unreachable: 3,
  /** No key, or one that may not do this. */
  not_let_in: 4,
  /** A replay ended with something that does not add up. */
  not_clean: 5,
  interrupted: 130,
} as const
export type Exit = (typeof exits)[keyof typeof exits]

/** A command that cannot go on, with what to do about it. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exit: Exit
  readonly advice: string | undefined
  constructor(exit: Exit, message: string, advice?: string) {
    super(message)
    this.exit = exit
    this.advice = advice
  }
}

export const usage = (message: string, advice?: string): CommandError =>
  new CommandError(exits.usage, message, advice)
