import { Type as T } from 'typebox'
import { Amount, idField, Metadata, nullable, Timestamp } from '../../../platform/http/fields.ts'
import { Finality } from '../../rails/index.ts'
import { directions } from './transfer.ts'
import { transferGrantStates } from './transfer_grant.machine.ts'
import { transferStates } from './transfer.machine.ts'

export const TransferReply = T.Object(
  {
    id: idField('itf'),
    direction: T.Enum([...directions], { description: 'Out of this tenant, or into it.' }),
    tenant: T.String({ description: 'The other side.' }),
    account: idField('acc'),
    other_account: idField('acc'),
    amount: Amount,
    description: nullable(T.String()),
    metadata: Metadata,
    state: T.Enum([...transferStates]),
    because: nullable(T.String()),
    finality: Finality,
    created_by: T.String(),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'TenantTransfer', additionalProperties: false },
)
export const TransferGrantReply = T.Object(
  {
    id: idField('itg'),
    from_tenant: T.String({ description: 'Who may send.' }),
    account: nullable(idField('acc')),
    state: T.Enum([...transferGrantStates]),
    created_by: T.String(),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'TransferGrant', additionalProperties: false },
)
export const TransferProofReply = T.Object(
  {
    from_tenant: T.String(),
    to_tenant: T.String(),
    currency: T.String(),
    due_to: T.String({ description: 'What the sender’s books say it owes, in minor units.' }),
    due_from: T.String({ description: 'What the receiver’s books say it is owed.' }),
    in_flight: T.String({ description: 'Of transfers that are not over.' }),
    is_balanced: T.Boolean(),
  },
  { $id: 'TenantTransferProof', additionalProperties: false },
)
