-- What the vault's own role does to keys and cards stands in the same trail.
grant usage on schema audit to florin_vault;
grant select, insert, update on audit.head to florin_vault;
grant insert on audit.event to florin_vault;
