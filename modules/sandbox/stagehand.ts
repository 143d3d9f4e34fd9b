import type { Id } from '../../kernel/id.ts'
import type { Method, Stage } from '../../platform/http/route.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Asked, Called, Calls } from './calls.ts'
import type { Fault } from './fault.ts'
import type { SandboxDeps } from './index.ts'
import type { Pull, SimulatorControl } from './simulator_control.ts'

/** A step towards an event was refused; ends the trigger. Never leaves `trigger.ts`. */
export class TriggerRefused extends Error {
  override readonly name = 'TriggerRefused'
  readonly code: 'trigger_failed' | 'simulator_unavailable'
  constructor(code: TriggerRefused['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** What triggers are played with. */
export type Stagehand = {
  readonly scope: OpenScope
  /** Calls our own API; throws TriggerRefused when it refuses, but for the codes that are expected. */
  call(name: `${Method} /v1/${string}`, asked?: Asked, expected?: readonly string[]): Promise<Called>
  /** A word that is the trigger's own, and the same in a repeat. */
  readonly word: string
  pull(pull: Pull): Promise<{ readonly case_reference: string | null }>
  /** Lets a fault strike besides those that stand already. */
  addFault(fault: Partial<Fault> & Pick<Fault, 'kind'>): Promise<void>
  /** The connector of a simulated account. */
  connectorOf(account: string): Promise<string>
}

export function createStage(
  { simulator }: SandboxDeps,
  scope: OpenScope,
  calls: Calls,
  { claim }: Stage,
): Stagehand {
  const world = async <T>(fn: (control: SimulatorControl) => Promise<T>): Promise<T> => {
    if (simulator === undefined)
      throw new TriggerRefused('simulator_unavailable', 'No simulator runs beside this server.')
    return fn(simulator)
  }
  return {
    scope,
    word: claim.key_hash.toString('hex').slice(0, 16),
    async call(name, asked, expected = []) {
      const answer = await calls.call(name, asked)
      if (answer.ok) return answer.value
      const { code, text, detail } = answer.error
      if (expected.includes(code)) return {}
      throw new TriggerRefused('trigger_failed', `${name}: ${code}. ${detail ?? text}`)
    },
    async pull(pull) {
      const done = await world((control) => control.pull(scope, pull))
      if (done === undefined)
        throw new TriggerRefused(
          'trigger_failed',
          `The acquirer has nothing to which ${pull.kind} can happen.`,
        )
      return done
    },
    addFault: (fault) =>
      world(async (control) => {
        const standing = (await control.listFaults(scope)).map(({ left, uses: _uses, ...one }) => ({
          ...one,
          count: left,
        }))
        const waiting = standing.filter(({ count }) => count !== 0)
        await control.putFaults(scope, [...waiting, { ...everywhere, ...fault }])
      }),
    connectorOf: (account) =>
      world(async (control) => {
        const name = await control.connectorOf(scope, account as Id<'aca'>)
        if (name !== undefined) return name
        throw new TriggerRefused('trigger_failed', 'The payment did not go to a simulated acquirer.')
      }),
  }
}

const everywhere = {
  acquirer: null,
  operation: null,
  count: 1,
  percent: 100,
  ms: null,
  from_at: null,
  until_at: null,
} as const
