import { type Id, parseId, type Prefix } from '../../kernel/id.ts'
import type { Failure, Result } from '../../kernel/result.ts'

/** How a route finds the one thing that its path names: what is no id of that kind names nothing, so `missing` is answered. */
export const namedBy =
  <P extends Prefix>(prefix: P, missing: () => Result<never, Failure>) =>
  async <R>(text: string, fn: (id: Id<P>) => Promise<Result<R, Failure>>): Promise<Result<R, Failure>> => {
    const id = parseId(prefix, text)
    return id === undefined ? missing() : fn(id)
  }
