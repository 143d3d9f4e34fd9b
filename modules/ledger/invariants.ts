/**
 * What is true of every tenant's books at every moment, in words. Each is recomputed from the records by one of the
 * SQL functions `ledger.prove_*`, which name it; an invariant without its check, or a check without its words, is a
 * bug. Source: reliability.md F6.
 */
export const invariants = {
  debits_equal_credits: 'In every currency, all that was ever debited equals all that was ever credited.',
  pending_debits_equal_credits:
    'In every currency, what is pending on debit sides equals what is pending on credit sides.',
  one_currency_per_transfer: 'A posted transfer and both of its accounts have one currency.',
  balances_belong_to_accounts:
    'Every account has one balance row, with its currency, side, state and limits.',
  versions_have_no_gaps: 'The entries of an account have the versions 1 to the account’s own, each once.',
  entries_follow_from_each_other:
    'Each entry leaves the balances that the one before left, changed by what it moved, held or gave back.',
  entries_name_the_one_before:
    'Each entry names the transfer of the entry before it, and the account that of its last one.',
  times_never_go_back: 'No entry of an account was recorded earlier than the one before it.',
  balance_is_sum_of_entries: 'The four counters of an account are the sums over its entries.',
  balance_is_last_entry: 'The balances of an account are those its last entry left.',
  balance_is_dated_by_last_entry:
    'The time of a balance is that of the account’s last entry, or of its opening when there is none.',
  limits_held_at_every_version:
    'No entry left its account beyond the limits in force at that version; holds drew no overdraft.',
  limits_are_as_told: 'Limits and state of an account are those its last fact in the feed told.',
  pending_is_sum_of_open_holds: 'What is pending on an account is what remains of its open holds.',
  holds_keep_what_is_left: 'What remains of a hold is its amount less what was posted and given back.',
  only_declared_transitions:
    'A hold came to its state by a declared transition, and the transfers that made it are there.',
  holds_end_in_time:
    'Nothing was posted from a hold, and none voided, once its time was over; none expired before.',
  accounts_change_as_declared:
    'An account came to its state by declared transitions, each beginning where the one before ended.',
  accounts_are_as_told:
    'Path, name, currency, side, limits, metadata and times of an account are those its facts told.',
  monitors_are_as_told:
    'A monitor is what its facts told, triggered when its balance is beyond, and known to its account.',
  periods_are_as_told: 'Every closing of the books was told by a fact, and every such fact has its closing.',
  reversals_stay_within_their_originals:
    'A reversal moves back what was posted, between the same accounts, and all of them no more than that.',
  redated_entries_are_complete:
    'Entries dated to another day than they were recorded on are listed as such, and no others.',
  feed_has_no_gaps: 'The feed counts from 1 to its head without gaps.',
  feed_covers_every_transfer_once:
    'Every recorded transfer, refused ones included, is told by exactly one fact.',
  every_transfer_has_a_caller:
    'Of every transfer the fact that told it says whose it is: the request, and who sent it.',
  closed_periods_stay_closed: 'Nothing was recorded into a period after its closing was told.',
  book_is_closed_as_told: 'The books are closed through the latest day that a fact told.',
  consumers_are_within_the_feed:
    'No consumer’s place lies beyond the feed; `examples` say how far behind each is, also when all is well.',
} as const
export type InvariantName = keyof typeof invariants
