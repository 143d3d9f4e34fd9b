-- Tells whether a start has the pepper that keys were made with. A pepper cannot be found from its mark.
create table risk.pepper_mark (
  is_only    boolean not null primary key check (is_only),
  mark       bytea not null check (octet_length(mark) = 16),
  created_at timestamptz not null
);
comment on table risk.pepper_mark is 'scale:local — by what the pepper of the hashed keys is told';
grant select, insert on risk.pepper_mark to florin_app;
