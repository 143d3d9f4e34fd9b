-- The whole public state of an account as facts tell it (facts.ts), with the version it had then; amounts as digits.
create or replace function ledger.account_json(p_account ledger.account, p_object text, p_version int8)
returns jsonb language sql immutable parallel safe as $$
  select jsonb_build_object(
    'id', p_object,
    'currency', p_account.currency,
    'normal_side', p_account.normal_side,
    'path', p_account.path,
    'name', p_account.name,
    'state', (array['open', 'frozen_debits', 'frozen', 'closed'])[p_account.state + 1],
    'floor', p_account.floor::text,
    'ceiling', p_account.ceiling::text,
    'overdraft', p_account.overdraft::text,
    'metadata', p_account.metadata,
    'version', p_version::text)
$$;
comment on function ledger.account_json is 'scale:local — an account as facts tell it';

create or replace function ledger.monitor_json(p_monitor ledger.monitor)
returns jsonb language sql immutable parallel safe as $$
  select jsonb_build_object(
    'id', ledger.public_id('mon', p_monitor.id),
    'account_id', ledger.public_id('acc', p_monitor.account_id),
    'field', p_monitor.field,
    'operator', p_monitor.operator,
    'threshold', p_monitor.threshold::text,
    'hysteresis', p_monitor.hysteresis::text,
    'is_triggered', p_monitor.is_triggered,
    'metadata', p_monitor.metadata)
$$;
comment on function ledger.monitor_json is 'scale:local — a balance monitor as facts tell it';
