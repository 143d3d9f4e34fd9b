import type { Database } from '../db/database.ts'
import type { OpenScope } from '../scope.ts'
import type { Fact } from './fact.ts'
import { appendFacts } from './outbox.ts'

/** Tells one fact for each body, in a transaction of their own. */
export const tellFacts = (db: Database, scope: OpenScope, bodies: readonly Fact['body'][]): Promise<void> =>
  db.withTenant(scope.tenant_id, (tx) =>
    appendFacts(
      tx,
      scope,
      bodies.map((body) => ({ type: 'test.told', object_id: null, body })),
    ),
  )
