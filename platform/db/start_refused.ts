/** The program cannot start, and the message is the one sentence that says why and what to do. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused'
}
