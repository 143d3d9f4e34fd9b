-- What only a sandbox does.
create schema sandbox;
grant usage on schema sandbox to florin_app;

-- A move of the clock that is lived through in order. The clock itself says how far it has come; while this is open it stands
-- at one moment after the other.
create table sandbox.advance (
  tenant_id   bigint not null,
  id          uuid not null,               -- from the key it was asked under
  from_at     timestamptz not null,        -- by the tenant's clock, as the next two
  target_at   timestamptz not null,
  told_at     timestamptz not null,        -- up to here the move was told as facts
  resumes     boolean not null,            -- the clock ran before, and runs on when it has arrived
  steps       int4 not null default 0 check (steps >= 0),
  undelivered int4 not null default 0 check (undelivered >= 0), -- callbacks of the simulator that nobody took
  state       text not null check (state in ('advancing', 'arrived')),
  fault       text check (length(fault) <= 500),  -- why the last try stopped; it is tried again
  asked_at    timestamptz not null,        -- wall clock, as the next
  arrived_at  timestamptz,
  primary key (tenant_id, id),
  constraint goes_forward check (from_at <= told_at and told_at <= target_at),
  constraint arrived_when check ((state = 'arrived') = (arrived_at is not null))
);
comment on table sandbox.advance is 'scale:tenant — moves of sandboxes'' clocks and how far they have come';
create unique index advance_open on sandbox.advance (tenant_id) where state = 'advancing';
grant select, insert, update (told_at, steps, undelivered, state, fault, arrived_at) on sandbox.advance to florin_app;
