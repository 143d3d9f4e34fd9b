-- Where cardholders of an acquirer account are authenticated. None: no 3-D Secure is to be had there.
alter table rails.acquirer_account
  add column three_ds_url text check (three_ds_url ~ '^https?://' and length(three_ds_url) <= 500);
