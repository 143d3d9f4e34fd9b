/** A reason not to go on, told to the user as one sentence. */
export class Refusal extends Error {
  constructor(sentence, exit_code = 1) {
    super(sentence)
    this.exit_code = exit_code
  }
}

/** Speaks on standard error, so that a program's own output can be piped. */
export function say(sentence) {
  process.stderr.write(`florin: ${sentence}\n`)
}
