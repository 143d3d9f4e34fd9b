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
`
/** Columns that came later than the table: a file of an older simulator gets them when it is opened. */
export const laterColumns = [
  { table: 'dispute', column: 'changed_at', definition: 'integer not null default 0' },
  { table: 'authorization', column: 'mcc', definition: "text not null default ''" },
  { table: 'card', column: 'day', definition: 'integer not null default 0' },
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
] as const
