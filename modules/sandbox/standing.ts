import { type Instant, virtualWorld, type World } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'

/** The scope at a moment at which the sandbox's clock stands. `wall` is the wall's world. */
export const standing = (scope: OpenScope, wall: World, at: Instant): OpenScope => ({
  ...scope,
  world: virtualWorld(wall, () => ({ frozen_at: at, offset_us: 0 })),
})
