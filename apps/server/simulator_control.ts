import type { Id } from '../../kernel/id.ts'
import { type Instant, instantText, parseInstant } from '../../kernel/world.ts'
import { type Rails, sandboxAccountId, sandboxMerchantNumber } from '../../modules/rails/index.ts'
import type { Fault, Pull, SimulatorControl, StandingFault } from '../../modules/sandbox/index.ts'
import type { Send } from '../../platform/outbound/wire.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import { simulatedAccounts } from './simulated_acquirers.ts'
import type { SimulatorChild } from './simulator_child.ts'

type Deps = { readonly rails: Rails; readonly send: Send; readonly simulator: SimulatorChild }
type Json = Readonly<Record<string, unknown>>
type Said = { readonly status: number; readonly body: Json }

/** A move of a clock plays for as long as callbacks take. */
const CALL_MS_MAX = 120_000
const NOT_POSSIBLE: readonly number[] = [404, 409]

/** Steers the simulator beside this server over its control interface. See docs/guides/sandbox.md. */
export function createSimulatorControl(deps: Deps): SimulatorControl {
  const { rails } = deps
  const equipped = new Set<TenantId>()
  /** The simulator knows a sandbox once its accounts were made and made ready. */
  const equip = async (scope: OpenScope): Promise<void> => {
    if (equipped.has(scope.tenant_id)) return
    await rails.ensureSandboxAccounts(scope, simulatedAccounts)
    for (const { connector } of simulatedAccounts) {
      const fault = await rails.prepare(scope, sandboxAccountId(scope.tenant_id, connector))
      if (fault !== undefined) throw new Error(fault.why)
    }
    equipped.add(scope.tenant_id)
  }
  const ask = async (scope: OpenScope, method: Method, action: string, body?: object): Promise<Said> => {
    await equip(scope)
    return callControl(deps, method, `/worlds/${sandboxMerchantNumber(scope.tenant_id)}${action}`, body)
  }
  const must = async (...asked: Parameters<typeof ask>): Promise<Json> => {
    const { status, body } = await ask(...asked)
    if (status !== 200) throw new Error(`the simulator answered ${status}: ${JSON.stringify(body)}`)
    return body
  }
  return {
    async setClock(scope, { frozen_at, offset_us }) {
      const clock = { frozen_at: frozen_at === null ? null : instantText(frozen_at), offset_us }
      await must(scope, 'PUT', '', { clock })
    },
    async advance(scope, to) {
      const { undelivered, is_complete } = await must(scope, 'POST', '/clock', { to: instantText(to) })
      return { undelivered: Number(undelivered), is_complete: is_complete === true }
    },
    async nextDue(scope) {
      const { next_due_at } = await must(scope, 'GET', '/next-due')
      return typeof next_due_at === 'string' ? (parseInstant(next_due_at) ?? null) : null
    },
    listFaults: async (scope) => standing(await must(scope, 'GET', '/faults')),
    putFaults: async (scope, faults) =>
      standing(await must(scope, 'PUT', '/faults', { faults: faults.map(toldFault) })),
    pull: (scope, pull) => pullTrigger(ask, scope, pull),
    books: (scope) => must(scope, 'GET', '/books'),
    reset: async (scope) => void (await must(scope, 'POST', '/reset')),
    async connectorOf({ tenant_id }, account: Id<'aca'>) {
      return simulatedAccounts.find(({ connector }) => sandboxAccountId(tenant_id, connector) === account)
        ?.connector
    },
  }
}

type Method = 'GET' | 'PUT' | 'POST'

async function callControl(
  { send, simulator }: Deps,
  method: Method,
  path: string,
  body?: object,
): Promise<Said> {
  const { control } = await simulator.ports()
  const reply = await send(
    { url: `http://127.0.0.1:${control}`, timeout_ms: CALL_MS_MAX },
    {
      transport: 'http',
      method,
      path,
      headers: { authorization: `Bearer ${simulator.token}`, 'content-type': 'application/json' },
      body: body === undefined ? '' : JSON.stringify(body),
    },
  )
  if (reply.kind !== 'answered') throw new Error(`the simulator does not answer: ${reply.why}`)
  return { status: reply.answer.status, body: JSON.parse(reply.answer.body) as Json }
}

async function pullTrigger(
  ask: (scope: OpenScope, method: Method, action: string, body?: object) => Promise<Said>,
  scope: OpenScope,
  pull: Pull,
) {
  const { connector, ...rest } = { connector: undefined, ...pull }
  const told = connector === undefined ? rest : { ...rest, acquirer: connector }
  const { status, body } = await ask(scope, 'POST', '/triggers', told)
  if (NOT_POSSIBLE.includes(status)) return undefined
  if (status !== 200) throw new Error(`the simulator answered ${status}: ${JSON.stringify(body)}`)
  const [happened] = (body['happened'] ?? []) as Json[]
  const case_reference = happened?.['case_reference']
  return { case_reference: typeof case_reference === 'string' ? case_reference : null }
}

const textOrNull = (at: Instant | null): string | null => (at === null ? null : instantText(at))
const toldFault = ({ percent, from_at, until_at, ...fault }: Fault, index: number) => ({
  ...fault,
  id: `fault_${index}`,
  share: percent / 100,
  from_at: textOrNull(from_at),
  until_at: textOrNull(until_at),
})

type KnownFault = Omit<StandingFault, 'percent'> & { readonly share: number }
const standing = (body: Json): StandingFault[] =>
  (body['faults'] as KnownFault[]).map(
    ({ kind, acquirer, operation, count, share, ms, from_at, until_at, left, uses }) => ({
      kind,
      acquirer,
      operation,
      count,
      percent: Math.round(share * 100),
      ms,
      from_at,
      until_at,
      left,
      uses,
    }),
  )
