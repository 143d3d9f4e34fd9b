/** A value that must not be printed. Whatever writes it down, a log, JSON or an inspector, gets `[secret]`. */
export type Secret = {
  /** The one way to the plaintext: easy to find in a review. */
  reveal(): string
  toString(): string
  toJSON(): string
}

const MASK = '[secret]'
const masked = (): string => MASK
// Node's name for the method that `console.log` and `util.inspect` ask; named here because the kernel imports nothing.
const inspect = Symbol.for('nodejs.util.inspect.custom')

/** Wraps `text`. The plaintext lives in a closure, so no walk over the object's properties finds it. */
export const secret = (text: string): Secret =>
  Object.freeze({ reveal: () => text, toString: masked, toJSON: masked, [inspect]: masked })
