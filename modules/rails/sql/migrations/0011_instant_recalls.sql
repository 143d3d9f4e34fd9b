-- A recall of an instant payment has a message id: it goes out over the gateway, and in no file.
alter table rails.recall add column message_id text collate "C" check (length(message_id) between 1 and 35);
alter table rails.recall add constraint file_or_gateway check (file_id is null or message_id is null);
-- A payment that came over a gateway is told as such: what is asked back names it.
alter table rails.bank_notice add column receipt_id uuid;
alter table rails.bank_notice add constraint bank_notice_receipt_fkey
  foreign key (tenant_id, receipt_id) references rails.instant_receipt (tenant_id, id);

-- What waits for a file: recalls that go over a gateway do not.
drop index rails.recall_unsent;
create index recall_unsent on rails.recall (tenant_id, connection_id, id) where file_id is null and message_id is null;
create unique index recall_message on rails.recall (tenant_id, connection_id, message_id) where message_id is not null;

-- How the camt.056 of a recall travels over a gateway. Written with the recall, before anything leaves.
create table rails.recall_sending (
  tenant_id       bigint not null,
  recall_id       uuid not null,
  payment_message text collate "C" not null check (length(payment_message) between 1 and 35), -- the pacs.008 that is asked back
  reference       text collate "C" not null check (length(reference) between 1 and 36),       -- as the rail calls the payment
  state           int2 not null default 0,       -- 0 ready, 1 sent, 2 asking, 3 delivered, 4 review, 5 failed, 6 dropped
  came_from       int2,
  event           int2,                          -- 1 send, 2 spare, 3 ask, 4 deliver, 5 give_up, 6 fail, 7 drop
  sends           int2 not null default 0 check (sends between 0 and 3),
  misses          int4 not null default 0 check (misses >= 0),
  queries         int4 not null default 0 check (queries >= 0),
  first_sent_at   timestamptz,
  last_sent_at    timestamptz,
  last_query_at   timestamptz,
  due_at          timestamptz,
  created_at      timestamptz not null,          -- tenant's clock, as every time here
  updated_at      timestamptz not null,
  primary key (tenant_id, recall_id),
  foreign key (tenant_id, recall_id) references rails.recall (tenant_id, id),
  constraint sent_says_when check ((sends = 0) = (first_sent_at is null) and (sends = 0) = (last_sent_at is null)),
  -- The declared transitions of recall_sending.machine.ts.
  constraint declared_transition check (
    (came_from is null and event is null and state = 0) or (came_from is not null and event is not null
      and (came_from, event, state) in ((0, 1, 1), (0, 6, 5), (0, 7, 6), (1, 2, 0), (1, 3, 2), (1, 4, 3), (1, 6, 5), (2, 4, 3),
        (2, 5, 4), (4, 4, 3))))
);
comment on table rails.recall_sending is 'scale:tenant — how recalls travel over gateways for instant payments';
grant select, insert, update (state, came_from, event, sends, misses, queries, first_sent_at, last_sent_at, last_query_at, due_at,
  updated_at) on rails.recall_sending to florin_app;
