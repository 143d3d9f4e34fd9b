import type { Audit, Keeper } from '../../modules/audit/index.ts'
import type { ProofCheck } from '../../modules/ledger/index.ts'

const EXAMPLES_MAX = 5

/** What the audit trail adds to a proof of the books: the ledger may not know the trail, which lives on its own floor. */
export const auditCheck = (audit: Audit, keeper: Keeper): ProofCheck => ({
  name: 'audit_trail_verifies',
  statement:
    'Every event of the audit trail fits its hash and number, every block its events, signature and the kept checkpoint.',
  async run({ tenant_id }) {
    const found = await audit.verify(tenant_id, { checkpoint: await keeper.last(tenant_id) })
    return {
      checked: BigInt(found.events + found.blocks),
      violations: BigInt(found.faults.length),
      examples: found.faults.slice(0, EXAMPLES_MAX).map((fault) => ({ ...fault })),
    }
  },
})
