import { present } from '../kernel/assert.ts'
import type { World } from '../kernel/world.ts'

/** Every choice of a simulation, drawn from its world, so that a seed replays to the last bit. */
export function createDice(world: World) {
  const below = (limit: number): number => {
    const [a = 0, b = 0, c = 0] = world.random(3)
    return ((a << 16) | (b << 8) | c) % limit
  }
  return {
    below,
    chance: (percent: number): boolean => below(100) < percent,
    pick: <T>(items: readonly T[]): T => present(items[below(items.length)], 'a choice'),
    /** The items in a drawn order. */
    shuffle<T>(items: readonly T[]): T[] {
      const left = [...items]
      return items.map(() => left.splice(below(left.length), 1)[0] as T)
    },
  }
}
export type Dice = ReturnType<typeof createDice>
