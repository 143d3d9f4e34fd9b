/** The whole card world in one file. Keys begin with the world, so that one is reset by its prefix. */
export const schema = `
create table if not exists world (
  merchant_number text primary key,
  settings text not null,
  played_until integer not null
) without rowid;
create table if not exists operation (
  world text not null, acquirer text not null, reference text not null, kind text not null,
  fingerprint text not null, authorization text not null,
  amount integer not null, currency text not null,
  state text not null, outcome text not null, at integer not null, known_at integer not null,
  primary key (world, acquirer, reference)
) without rowid;
create table if not exists authorization (
  world text not null, acquirer text not null, id text not null,
  operation_reference text not null, reference text not null,
  card text not null, special text not null, scheme text not null, country text not null, funding text not null,
  mcc text not null default '',
  currency text not null,
  approved integer not null check (approved >= 0),
  captured integer not null default 0 check (captured between 0 and approved),
  released integer not null default 0 check (released between 0 and approved),
  refunded integer not null default 0 check (refunded between 0 and captured),
  captures integer not null default 0, increments integer not null default 0,
  is_estimate integer not null, is_merchant_initiated integer not null,
  is_closed integer not null default 0,
  at integer not null, expires_at integer not null,
  primary key (world, acquirer, id),
  check (captured + released <= approved)
) without rowid;
create index if not exists authorization_open on authorization (world, expires_at) where is_closed = 0;
create table if not exists card (
  world text not null, card text not null, currency text not null, used integer not null,
  day integer not null default 0,
  primary key (world, card, currency)
) without rowid;
create table if not exists usage (
  world text not null, acquirer text not null, subject text not null, window_at integer not null, uses integer not null,
  primary key (world, acquirer, subject, window_at)
) without rowid;
create table if not exists movement (
  world text not null, acquirer text not null, settles_on text not null, currency text not null, id text not null,
  kind text not null, authorization text not null, operation_reference text not null,
  gross integer not null, interchange integer not null, scheme_fee integer not null, acquirer_fee integer not null,
  case_reference text, at integer not null,
  primary key (world, acquirer, settles_on, currency, id)
) without rowid;
create table if not exists dispute (
  world text not null, case_reference text not null, acquirer text not null, authorization text not null,
  operation_reference text not null, scheme text not null, reason text not null,
  amount integer not null, currency text not null,
  stage text not null, status text not null, opened_at integer not null, respond_by integer not null,
  evidence text, changed_at integer not null default 0,
  primary key (world, case_reference)
) without rowid;
create table if not exists due (
  id integer primary key, world text not null, at integer not null, kind text not null, body text not null,
  tries integer not null default 0, retry_at integer not null default 0
);
create index if not exists due_next on due (world, at, id);
create table if not exists fault (
  world text not null, id text not null, body text not null, uses_left integer, uses integer not null,
  primary key (world, id)
) without rowid;
create table if not exists three_ds (
  world text not null, id text not null, body text not null, status text not null, expires_at integer not null,
  primary key (world, id)
) without rowid;
create table if not exists bank_account (
  world text not null, currency text not null, opening integer not null, opened_at integer not null,
  primary key (world, currency)
) without rowid;
create table if not exists bank_movement (
  world text not null, currency text not null, seq integer not null,
  booked_on text not null, value_on text not null, booked_at integer not null,
  amount integer not null check (amount <> 0), code text not null, text text not null, refs text not null,
  primary key (world, currency, seq)
) without rowid;
create index if not exists bank_movement_day on bank_movement (world, currency, booked_on, amount);
create table if not exists bank_file_seen (
  world text not null, stored_as text not null, sha256 text not null, name text not null, at integer not null,
  bytes integer not null, format text not null, verdict text not null,
  primary key (world, stored_as)
) without rowid;
create index if not exists bank_file_seen_content on bank_file_seen (world, sha256);
create table if not exists bank_outbound (
  world text not null, seq integer not null, name text not null, content text not null,
  put_at integer not null, ready_at integer not null, half_until integer, state integer not null,
  primary key (world, seq), unique (world, name)
) without rowid;
create index if not exists bank_outbound_waiting on bank_outbound (world, ready_at) where state < 2;
create table if not exists bank_ach_answer (
  world text not null, id integer not null, comes_at integer not null, kind text not null, code text not null,
  is_in_time integer not null, is_copy integer not null, item text not null,
  trace_number text, sent_on text,
  primary key (world, id)
) without rowid;
create index if not exists bank_ach_answer_next on bank_ach_answer (world, comes_at) where sent_on is null;
create index if not exists bank_ach_answer_trace on bank_ach_answer (world, trace_number) where trace_number is not null;
create table if not exists bank_sepa_payment (
  world text not null, id integer not null, scheme text not null, file_name text not null,
  message_id text not null, message_name text not null, payment_id text not null, instruction_id text,
  end_to_end_id text not null, amount integer not null, name text not null, iban text not null, mandate_id text,
  executes_on text not null, executed_on text, rejected_code text,
  returns_at integer, return_code text, returned_on text,
  primary key (world, id)
) without rowid;
create index if not exists bank_sepa_payment_group on bank_sepa_payment (world, message_id, payment_id, executes_on);
create index if not exists bank_sepa_payment_name on bank_sepa_payment (world, end_to_end_id);
create index if not exists bank_sepa_payment_back on bank_sepa_payment (world, returns_at) where returned_on is null;
create table if not exists instant_payment (
  world text not null, rail text not null, message_id text not null, end_to_end_id text not null, reference text not null,
  amount integer not null, currency text not null, account_number text not null,
  status text not null, reason text, queries integer not null, at integer not null,
  primary key (world, rail, message_id)
) without rowid;
create index if not exists instant_payment_end_to_end on instant_payment (world, rail, end_to_end_id);
create table if not exists instant_recall (
  world text not null, message_id text not null, rail text not null, about text not null, end_to_end_id text not null,
  amount integer not null, currency text not null, status text not null, code text,
  primary key (world, message_id)
) without rowid;
create table if not exists instant_request (
  world text not null, message_id text not null, rail text not null, end_to_end_id text not null,
  amount integer not null, currency text not null, debtor_account text not null, account_number text not null,
  state text not null, queries integer not null,
  primary key (world, message_id)
) without rowid;
create table if not exists instant_incoming (
  world text not null, message_id text not null, amount integer not null, status text not null, at integer not null,
  primary key (world, message_id)
) without rowid;
`
/** Columns that came later than the table: a file of an older simulator gets them when it is opened. */
export const laterColumns = [
  { table: 'dispute', column: 'changed_at', definition: 'integer not null default 0' },
  { table: 'authorization', column: 'mcc', definition: "text not null default ''" },
  { table: 'card', column: 'day', definition: 'integer not null default 0' },
  { table: 'instant_payment', column: 'returned_at', definition: 'integer' },
  { table: 'instant_incoming', column: 'rail', definition: "text not null default ''" },
  { table: 'instant_incoming', column: 'end_to_end_id', definition: "text not null default ''" },
  { table: 'instant_incoming', column: 'reference', definition: "text not null default ''" },
] as const
/** Every table that a reset empties. */
export const worldTables = [
  'operation',
  'authorization',
  'card',
  'usage',
  'movement',
  'dispute',
  'due',
  'fault',
  'three_ds',
  'bank_account',
  'bank_movement',
  'bank_file_seen',
  'bank_outbound',
  'bank_ach_answer',
  'instant_payment',
  'instant_recall',
  'instant_request',
  'instant_incoming',
  'bank_sepa_payment',
] as const
