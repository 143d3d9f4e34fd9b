-- Files of banks as they came: the bytes, their hash, and what became of them. A file that is seen twice is one file.
create table rails.bank_file (
  tenant_id   bigint not null,
  id          uuid not null,                    -- follows from the hash
  name        text not null check (length(name) between 1 and 255),
  sha256      bytea not null check (length(sha256) = 32),
  bytes       int8 not null check (bytes > 0),
  source      text not null check (source ~ '^[a-z_]{1,30}$'),
  state       text not null check (state in ('received', 'loaded', 'quarantined', 'refused')),
  format      text check (format ~ '^[a-z0-9_]{1,30}$'),
  title       text check (length(title) <= 500),
  refused     int4 not null default 0 check (refused >= 0),
  noted       int4 not null default 0 check (noted >= 0),
  faults      jsonb not null default '[]',      -- the first of them
  received_at timestamptz not null,             -- tenant's clock, as read_at
  read_at     timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, sha256),
  check ((state = 'received') = (read_at is null))
);
comment on table rails.bank_file is 'scale:tenant — files of banks, known by their hash';
create index bank_file_list on rails.bank_file (tenant_id, received_at, id);
grant select, insert, update (state, format, title, refused, noted, faults, read_at) on rails.bank_file to florin_app;

-- The bytes, in pieces; written before the file they belong to, which is there only when all of them are.
create table rails.bank_file_piece (
  tenant_id bigint not null,
  file_id   uuid not null,
  number    int4 not null check (number >= 1),
  content   bytea not null check (length(content) between 1 and 1048576),
  primary key (tenant_id, file_id, number)
);
comment on table rails.bank_file_piece is 'scale:tenant — append-only: bytes of bank files';
grant select, insert on rails.bank_file_piece to florin_app;
