-- The text of most events stands in the feed already, under the same number: it is kept once more only where it is made of it.
alter table webhooks.event alter column data drop not null;
