import { Type as T } from 'typebox'
import { facts } from '../../platform/outbox/fact.ts'

const rotation = { purpose: T.String(), epoch: T.Integer() }

export const vaultFacts = facts({
  'vault.token_created': {
    text: 'A card was put into the vault.',
    body: T.Object({ id: T.String(), scheme: T.String(), last4: T.String() }),
  },
  'vault.rotation_started': {
    text: 'A new sealing key is used from now on; what was sealed before is being sealed again.',
    body: T.Object({ ...rotation, rows_total: T.Integer() }),
  },
  'vault.rotation_finished': {
    text: 'Everything is sealed under the new sealing key, and the ones before are destroyed.',
    body: T.Object(rotation),
  },
  'vault.keys_shredded': {
    text: 'The sealing keys of the tenant were destroyed: what was sealed with them is unreadable for ever.',
    body: T.Object({ keys: T.Integer() }),
  },
})
