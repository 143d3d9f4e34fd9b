import { type CodeOf, errors, type Failure } from '../../kernel/result.ts'

export const vaultErrors = errors({
  card_invalid: {
    status: 422,
    retry: 'new_key',
    text: 'The card cannot be used as given; `errors` names the fields, and never repeats what they held.',
  },
  token_not_found: { status: 404, retry: 'never', text: 'No card token has this id.' },
  purpose_not_found: { status: 404, retry: 'never', text: 'The tenant has no sealing key for this purpose.' },
  purpose_fixed: {
    status: 409,
    retry: 'never',
    text: 'Keys of this purpose are not rotated: what was hashed with them could not be found again.',
  },
  vault_unavailable: {
    status: 503,
    retry: 'same_key',
    text: 'The keys of the vault cannot be opened just now.',
  },
})
export type VaultFailure = Failure<CodeOf<typeof vaultErrors>>

/** What was sealed cannot be opened: its key was destroyed, or it was changed. Its text never holds what was sealed. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}
