-- Directories of banks, as they were published: who has which code, and what a bank can be paid by.
create table rails.directory_edition (
  id          uuid not null primary key,
  name        text not null check (name ~ '^[a-z][a-z0-9_]{0,59}$'),
  sha256      bytea not null check (length(sha256) = 32),
  state       text not null check (state in ('loading', 'current', 'replaced')),
  rows        int4 not null default 0 check (rows >= 0),
  faults      int4 not null default 0 check (faults >= 0),
  imported_at timestamptz not null                       -- wall clock
);
comment on table rails.directory_edition is 'scale:ref — editions of bank directories, one of each name in use';
create unique index directory_edition_current on rails.directory_edition (name) where state = 'current';
grant select, insert, update (state, rows, faults), delete on rails.directory_edition to florin_app;

create table rails.directory_bank (
  edition_id   uuid not null references rails.directory_edition (id),
  line         int4 not null check (line >= 1),
  scheme       text not null check (scheme in ('us_aba', 'bank_code')),
  country      text not null check (country ~ '^[A-Z]{2}$'),
  code         text collate "C" not null check (length(code) between 1 and 30),
  bic          text check (length(bic) in (8, 11)),
  name         text not null check (length(name) <= 300),
  city         text check (length(city) <= 200),
  state        text check (length(state) <= 200),
  status       text not null check (status in ('active', 'superseded', 'inactive')),
  services     text[] not null,
  new_code     text,
  effective_on date,
  is_primary   boolean not null,
  primary key (edition_id, line, code)
);
comment on table rails.directory_bank is 'scale:ref — banks of each edition';
create index directory_bank_code on rails.directory_bank (code, country, scheme);
grant select, insert, delete on rails.directory_bank to florin_app;
