import { larkfieldInstant } from '../../connectors/larkfield_instant/connector.ts'
import { type InstantParts, type Rails, sandboxMerchantNumber } from '../../modules/rails/index.ts'
import type { Send } from '../../platform/outbound/wire.ts'
import { isSimulated } from './simulated_acquirers.ts'
import { registerSandbox } from './simulated_payees.ts'
import type { SimulatorChild } from './simulator_child.ts'

type Deps = {
  /** Reaches the simulator's control interface. */
  readonly send: Send
  readonly simulator: SimulatorChild | undefined
  /** Called late: rails are made with this. */
  readonly rails: () => Rails
  readonly public_url: string
}
const CONTROL_MS_MAX = 5_000

/** Who speaks over instant rails; the simulated gateway learns of a sandbox before its first message. */
export const instantParts = (deps: Deps): InstantParts => ({
  connectors: [larkfieldInstant],
  callbackUrl: (address) => `${deps.public_url}/v1/instant-messages/${address}`,
  simulatedClient: ({ tenant_id }, url) =>
    isSimulated({ url }) ? sandboxMerchantNumber(tenant_id) : undefined,
  async prepare(scope, { url, client, currency, token, callback_url, callback_secret }) {
    const { simulator, send } = deps
    if (simulator === undefined || !isSimulated({ url })) return
    await registerSandbox(deps, scope)
    const { control } = await simulator.ports()
    const reply = await send(
      { url: `http://127.0.0.1:${control}`, timeout_ms: CONTROL_MS_MAX },
      {
        transport: 'http',
        method: 'PUT',
        path: `/worlds/${encodeURIComponent(client)}`,
        headers: { authorization: `Bearer ${simulator.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ instant: { [currency]: { token, callback_url, callback_secret } } }),
      },
    )
    if (reply.kind !== 'answered' || reply.answer.status !== 200)
      throw new Error(`the simulator did not take the gateway: ${JSON.stringify(reply).slice(0, 200)}`)
  },
})
