import type { World } from '../../kernel/world.ts'
import type { Rails } from '../../modules/rails/index.ts'
import { createSandbox, type Sandbox, type SandboxDeps, type TimeWork } from '../../modules/sandbox/index.ts'
import type { Send } from '../../platform/outbound/wire.ts'
import { eventCatalogue } from './event_catalogue.ts'
import type { SimulatorChild } from './simulator_child.ts'
import { createSimulatorControl } from './simulator_control.ts'

/** The sandbox module, and the word to it who does the work that time makes due. */
export type SandboxParts = { readonly sandbox: Sandbox; workWith(work: TimeWork): void }

/** Of a server without workers: others do it, and find it by looking. */
const noWork: TimeWork = {
  kinds: [],
  polls: [],
  listeners: [],
  hear: async () => undefined,
  serve: async () => 0,
  wakeListeners: () => undefined,
  wakeMove: () => undefined,
}

export function openSandbox(
  deps: Omit<SandboxDeps, 'simulator' | 'work' | 'catalogue'> & {
    readonly world: World
    readonly rails: Rails
    readonly send: Send
    readonly simulator: SimulatorChild | undefined
  },
): SandboxParts {
  const { rails, send, simulator } = deps
  let work = noWork
  const sandbox = createSandbox({
    ...deps,
    simulator: simulator && createSimulatorControl({ rails, send, simulator }),
    work: () => work,
    catalogue: eventCatalogue,
  })
  return {
    sandbox,
    workWith(found) {
      work = found
    },
  }
}
