import { type Rails, type SimulatedBank, sandboxMerchantNumber } from '../../modules/rails/index.ts'
import type { Send } from '../../platform/outbound/wire.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { registerSandbox } from './simulated_payees.ts'
import type { SimulatorChild } from './simulator_child.ts'

type Deps = {
  /** Reaches the simulator's control interface. */
  readonly send: Send
  readonly simulator: SimulatorChild | undefined
  /** Called late: rails are made with this. */
  readonly rails: () => Rails
}
/** As the control interface tells it. */
type BankView = {
  readonly sftp: { readonly user: string; readonly host_keys: readonly string[] }
  readonly accounts: SimulatedBank['accounts']
}

const CONTROL_MS_MAX = 5_000

/** The simulated bank of a sandbox, wherever it listens at the moment; undefined where no simulator runs. */
export const simulatedBank =
  (deps: Deps) =>
  async (scope: OpenScope): Promise<SimulatedBank | undefined> => {
    const { simulator, send } = deps
    if (simulator === undefined) return undefined
    await registerSandbox(deps, scope)
    const { control, larkfield_sftp: port } = await simulator.ports()
    const reply = await send(
      { url: `http://127.0.0.1:${control}`, timeout_ms: CONTROL_MS_MAX },
      {
        transport: 'http',
        method: 'GET',
        path: `/worlds/${sandboxMerchantNumber(scope.tenant_id)}/bank`,
        headers: { authorization: `Bearer ${simulator.token}` },
        body: '',
      },
    )
    if (reply.kind !== 'answered' || reply.answer.status !== 200)
      throw new Error(`the simulator does not tell of its bank: ${JSON.stringify(reply).slice(0, 200)}`)
    const { sftp, accounts } = JSON.parse(reply.answer.body) as BankView
    return { host: '127.0.0.1', port, ...sftp, accounts }
  }
