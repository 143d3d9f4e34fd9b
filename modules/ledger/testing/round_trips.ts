import type { Database, Db } from '../../../platform/db/database.ts'

/** How often the database was asked: statements of a batcher's connection, and inside transactions. */
export type RoundTrips = { lane: number; transactions: number; statements: number }

/** The same database, counting. Begin and commit of a transaction are not counted as statements. */
export function countRoundTrips(db: Database): { db: Database; seen: RoundTrips; reset(): void } {
  const seen: RoundTrips = { lane: 0, transactions: 0, statements: 0 }
  const counting = (tx: Db): Db =>
    tx.withPlugin({
      transformQuery(args) {
        seen.statements += 1
        return args.node
      },
      transformResult: async (args) => args.result,
    })
  return {
    seen,
    reset: () => void Object.assign(seen, { lane: 0, transactions: 0, statements: 0 }),
    db: {
      ...db,
      withTenant(tenant_id, fn) {
        seen.transactions += 1
        return db.withTenant(tenant_id, (tx) => fn(counting(tx)))
      },
      lane(name) {
        const lane = db.lane(name)
        return {
          ...lane,
          run(statement, values) {
            seen.lane += 1
            return lane.run(statement, values)
          },
        }
      },
    },
  }
}
