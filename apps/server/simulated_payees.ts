import { larkfieldVop } from '../../connectors/larkfield_vop/connector.ts'
import { present } from '../../kernel/assert.ts'
import type { PayeeParts, Rails } from '../../modules/rails/index.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Send } from '../../platform/outbound/wire.ts'
import { readClocks } from '../../platform/tenant_clock.ts'
import { isSimulated, simulatedAccounts } from './simulated_acquirers.ts'
import type { SimulatorChild } from './simulator_child.ts'

type Deps = {
  readonly db: Database
  /** Reaches the simulator's control interface. */
  readonly send: Send
  readonly simulator: SimulatorChild | undefined
  /** Called late: rails are made with this. */
  readonly rails: () => Rails
}

const PROVIDER = {
  connector: larkfieldVop.name,
  name: 'Larkfield (simulated)',
  url: 'http://vop.simulator.test',
  countries: [],
} as const
const CONTROL_MS_MAX = 5_000

/** Who can be asked about payees: what tenants configure, and in a sandbox the simulated provider by itself. */
export const payeeParts = (deps: Deps): PayeeParts => ({
  connectors: [larkfieldVop],
  async simulated(tenant_id) {
    if (deps.simulator === undefined) return []
    const clock = (await readClocks(deps.db, [tenant_id])).get(tenant_id)
    // Only a sandbox has a clock of its own.
    return clock === null || clock === undefined ? [] : [PROVIDER]
  },
  async prepare(scope, provider, secret) {
    const { simulator } = deps
    if (simulator === undefined || !isSimulated(provider)) return
    await registerSandbox(deps, scope)
    const { control } = await simulator.ports()
    const reply = await deps.send(
      { url: `http://127.0.0.1:${control}`, timeout_ms: CONTROL_MS_MAX },
      {
        transport: 'http',
        method: 'PUT',
        path: `/worlds/${encodeURIComponent(provider.client_id)}`,
        headers: { authorization: `Bearer ${simulator.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ vop_secret: secret }),
      },
    )
    if (reply.kind !== 'answered' || reply.answer.status !== 200)
      throw new Error(`the simulator did not take the provider: ${JSON.stringify(reply).slice(0, 200)}`)
  },
})

/** The simulator knows a sandbox once one of its acquirer accounts was made ready. */
export async function registerSandbox(
  { rails }: Pick<Deps, 'rails'>,
  scope: Parameters<Rails['prepare']>[0],
): Promise<void> {
  const [first] = await rails().ensureSandboxAccounts(scope, simulatedAccounts)
  const fault = await rails().prepare(scope, present(first, 'a simulated account').id)
  if (fault !== undefined) throw new Error(fault.why)
}
