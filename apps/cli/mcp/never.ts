const keys = 'it answers or changes keys, which an assistant has no business to see or to take away'
const secrets = 'it takes or answers a secret, and a conversation is no place for one'
const agreement = 'others than the asker have to agree, and an assistant is nobody who can'
const file = 'it answers a file of any size; use the command line'

/**
 * Operations that are no tools, whatever the key may do, and why. A spec reads the API's document for bodies and answers
 * with secrets, so that a new one cannot be forgotten here.
 */
export const never: Readonly<Record<string, string>> = {
  'api-keys create': keys,
  'api-keys revoke': keys,
  'api-keys rotate': keys,
  'sandboxes create': keys,
  'vault rotations create': 'keys of the vault are the operators’',
  'tokens create': 'card numbers go to the vault alone',
  'acquirer-accounts create': secrets,
  'bank-connections create': secrets,
  'bank-connections instant-gateway': secrets,
  'bank-connections update': secrets,
  'payee-providers create': secrets,
  'webhook-endpoints create': secrets,
  'webhook-endpoints rotate-secret': secrets,
  'approvals approve': agreement,
  'approvals deny': agreement,
  'approval-policy propose': agreement,
  'outgoing-files content': 'it answers a bank’s file, account numbers included',
  'ledger export': file,
  'reconciliation accounts export': file,
  'events stream': 'it never ends; `events list` goes on from a cursor',
}
