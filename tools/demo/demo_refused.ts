/** The demo cannot run as it was asked to; the message says why, in one sentence. */
export class DemoRefused extends Error {
  override readonly name = 'DemoRefused'
}
