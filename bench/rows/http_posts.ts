import { newUuid } from '../../kernel/id.ts'
import type { World } from '../../kernel/world.ts'
import { type CpuMeter, pidMeter, withCpu } from '../cpu.ts'
import type { LoadPlan } from '../load/plan.ts'
import { runLoad } from '../load/run_load.ts'
import type { HttpServer } from '../setup/florin_server.ts'
import type { Subject, SubjectName } from '../subject.ts'

const paths = { transfer: '/v1/ledger/transfers', payment: '/v1/payments' } as const
const WARMUP_S = 0.3

export type HttpLoad = Pick<LoadPlan, 'connections' | 'transfers' | 'hot' | 'kind' | 'merchants'>

/** Load on a running server. Operations are transfers; latencies are those of requests. */
export function httpSubject(deps: {
  name: SubjectName
  server: HttpServer
  load: HttpLoad
  world: World
  postgres: CpuMeter
  accounts: { readonly file: string; readonly from: number }
}): Subject {
  const { name, server, load, world } = deps
  return {
    name,
    run: (seconds) =>
      withCpu({ node: pidMeter(server.pid), postgres: deps.postgres }, async () => {
        const outcome = await runLoad({
          ...load,
          port: server.port,
          path: paths[load.kind],
          authorization: server.authorization,
          warmup_s: WARMUP_S,
          seconds,
          accounts_file: deps.accounts.file,
          accounts_from: deps.accounts.from,
          run: newUuid(world).slice(-12),
        })
        return {
          operations: outcome.answered * load.transfers,
          measured: {
            per_s: outcome.per_s * load.transfers,
            p50_ms: outcome.p50_ms,
            p99_ms: outcome.p99_ms,
            load_us: outcome.cpu_us / load.transfers,
          },
        }
      }),
    close: () => Promise.resolve(),
  }
}
