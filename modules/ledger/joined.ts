import type { World } from '../../kernel/world.ts'
import { flatten } from './batch.ts'
import { exactCall, exactValues, fastCall, fastValues } from './store_posting.ts'
import type { PostCommand } from './transfer.ts'

/**
 * Posting as a part of another module's statement, in its transaction: `select … from own.step(…) s cross join lateral
 * <call>`. `tenant` and `at` are SQL of that statement, `from` is the number of the first parameter that is free. The
 * fast path raises FL100, and changes nothing, when any transfer may be refused; the exact one answers a number each in `results` (results.ts).
 * The head of the feed is locked when the call returns: what else is told comes after it.
 */
export const joinedPosting = {
  fastCall,
  exactCall,
  /** Undefined when the batch must take the exact path. */
  fastValues: (world: World, commands: readonly PostCommand[]): unknown[] | undefined =>
    fastValues(world, flatten(commands))?.values,
  exactValues: (world: World, commands: readonly PostCommand[]): unknown[] =>
    exactValues(world, flatten(commands)),
} as const
