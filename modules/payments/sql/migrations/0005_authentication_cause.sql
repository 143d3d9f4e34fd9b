-- Rules of risk may say that a payment does not go on without its cardholder.
alter table payments.authentication drop constraint authentication_cause_check;
alter table payments.authentication add constraint authentication_cause_check
  check (cause in ('merchant', 'risk', 'risk_required', 'issuer')) not valid;
alter table payments.authentication validate constraint authentication_cause_check;
