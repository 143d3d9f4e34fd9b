import { type Static, Type as T } from 'typebox'
import { nullable, readTimeIf, timeInput } from '../../platform/http/fields.ts'
import { type Fault as BodyFault, type Failure, ok, type Result } from '../../kernel/result.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import { refuseFaults } from '../../platform/http/refuse_faults.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { sandboxErrors } from './errors.ts'
import { type Fault, faultKinds, type FaultKind, faultOperations, type StandingFault } from './fault.ts'
import type { Sandbox } from './index.ts'
import { FAULT_COUNT_MAX, FAULT_MS_MAX, FAULTS_MAX, LATENCY_MS_MAX } from './limits.ts'

const kinds = Object.keys(faultKinds) as FaultKind[]
const Kind = T.Enum(kinds, {
  description: Object.entries(faultKinds)
    .map(([kind, text]) => `\`${kind}\`: ${text}`)
    .join(' '),
})
const fields = {
  kind: Kind,
  acquirer: T.Optional(
    T.Enum(['northgate', 'tidewater', 'ironbridge', 'larkfield', 'larkfield_vop', 'larkfield_instant'], {
      description: 'Every one when absent.',
    }),
  ),
  operation: T.Optional(
    T.Enum([...faultOperations], { description: 'Every operation that moves money when absent.' }),
  ),
  count: T.Optional(
    T.Integer({ minimum: 1, maximum: FAULT_COUNT_MAX, description: 'How often; without end when absent.' }),
  ),
  percent: T.Optional(
    T.Integer({ minimum: 1, maximum: 100, description: 'Of a hundred operations; 100 when absent.' }),
  ),
  ms: T.Optional(T.Integer({ minimum: -FAULT_MS_MAX, maximum: FAULT_MS_MAX })),
  from_at: T.Optional(timeInput('By the sandbox’s clock.')),
  until_at: T.Optional(timeInput('By the sandbox’s clock.')),
}
const FaultInput = T.Object(fields, { $id: 'NewSandboxFault' })
const FaultReply = T.Object(
  {
    kind: Kind,
    acquirer: nullable(T.String()),
    operation: nullable(T.String()),
    count: nullable(T.Integer()),
    percent: T.Integer(),
    ms: nullable(T.Integer()),
    from_at: nullable(T.String()),
    until_at: nullable(T.String()),
    left: nullable(T.Integer({ description: 'How often it strikes yet; null: without end.' })),
    uses: T.Integer({ description: 'How often it has struck.' }),
  },
  { $id: 'SandboxFault' },
)
const Faults = T.Object({ data: T.Array(FaultReply) }, { $id: 'SandboxFaults' })
const { sandbox_only, simulator_unavailable } = sandboxErrors.table
const common = {
  tag: 'Sandbox',
  path: '/v1/sandbox/faults',
  reply: Faults,
  errors: { sandbox_only, simulator_unavailable },
  status: 200,
} as const

/** Every fault of the body at once: what needs `ms`, and windows that never open. */
function readFaults(given: readonly Static<typeof FaultInput>[]): Result<Fault[], Failure> {
  const wrong: BodyFault[] = []
  const faults = given.map((one, index): Fault => {
    const { kind, acquirer = null, operation = null, count = null, percent = 100, ms = null } = one
    const [from_at, until_at] = [readTimeIf(one.from_at) ?? null, readTimeIf(one.until_at) ?? null]
    const refuse = (field: string, detail: string) =>
      void wrong.push({ code: 'invalid', param: `faults.${index}.${field}`, detail })
    if (kind === 'latency' && (ms === null || ms < 1 || ms > LATENCY_MS_MAX))
      refuse('ms', `must be between 1 and ${LATENCY_MS_MAX}: how long the answer is held back`)
    else if (kind !== 'skewed_clock' && ms !== null && ms < 0) refuse('ms', 'must not be negative')
    if (from_at !== null && until_at !== null && until_at <= from_at)
      refuse('until_at', 'must lie after from_at')
    return { kind, acquirer, operation, count, percent, ms, from_at, until_at }
  })
  return wrong.length > 0 ? refuseFaults(wrong) : ok(faults)
}

const textOrNull = (at: Instant | null): string | null => (at === null ? null : instantText(at))
const shown = (found: readonly StandingFault[]) => ({
  body: {
    data: found.map((one) => ({
      ...one,
      from_at: textOrNull(one.from_at),
      until_at: textOrNull(one.until_at),
    })),
  },
})

const putRoute = (sandbox: Sandbox) =>
  route({
    ...common,
    kind: 'staged',
    idempotency: 'accepted',
    method: 'PUT',
    operation_id: 'putSandboxFaults',
    summary: 'Let things go wrong at the simulated acquirers; replaces what was set before.',
    scope: 'sandbox:write',
    body: T.Object({ faults: T.Array(FaultInput, { maxItems: FAULTS_MAX }) }),
    example: {
      faults: [{ kind: 'timeout_after_effect', acquirer: 'northgate', operation: 'authorize', count: 1 }],
    },
    async run(scope, { body }) {
      const faults = readFaults(body.faults)
      if (!faults.ok) return faults
      const put = await sandbox.putFaults(scope, faults.value)
      return put.ok ? ok(shown(put.value)) : put
    },
  })

const getRoute = (sandbox: Sandbox) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    operation_id: 'getSandboxFaults',
    summary: 'List the faults that stand, and how often each has struck.',
    scope: 'sandbox:read',
    async run(scope) {
      const found = await sandbox.listFaults(scope)
      return found.ok ? ok(shown(found.value)) : found
    },
  })

const deleteRoute = (sandbox: Sandbox) =>
  route({
    ...common,
    kind: 'staged',
    idempotency: 'accepted',
    method: 'DELETE',
    operation_id: 'deleteSandboxFaults',
    summary: 'Take all faults away.',
    scope: 'sandbox:write',
    async run(scope) {
      const put = await sandbox.putFaults(scope, [])
      return put.ok ? ok(shown(put.value)) : put
    },
  })

export const faultRoutes = (sandbox: Sandbox): Route[] => [
  putRoute(sandbox),
  getRoute(sandbox),
  deleteRoute(sandbox),
]
