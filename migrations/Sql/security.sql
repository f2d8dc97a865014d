-- The role that the host runs as. It owns nothing; audit only grows under it.
do $$ begin
    if not exists (select from pg_roles where rolname = 'hub_app') then
        create role hub_app;
    end if;
end $$;

-- Whoever migrates may also act as the runtime role (one connection string for both).
do $$ begin
    if not pg_has_role(current_user, 'hub_app', 'member') then
        execute format('grant hub_app to %I', current_user);
    end if;
end $$;

grant usage on schema public to hub_app;
grant select, insert, update, delete on all tables in schema public to hub_app;
grant usage, select on all sequences in schema public to hub_app;
revoke update, delete, truncate on audit_entries, audit_payloads, audit_reads, audit_read_seals from hub_app;
revoke delete, truncate on audit_heads from hub_app;
revoke insert, update, delete, truncate on migrations_history from hub_app;
revoke all on function ensure_partitions(date, date) from public;
revoke all on function drop_partition(text, timestamptz) from public;
grant execute on function ensure_partitions(date, date) to hub_app;
grant execute on function drop_partition(text, timestamptz) to hub_app;

-- Even a role that could is stopped: the owner has to take the trigger away first, and that shows.
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception 'audit is append-only' using errcode = 'insufficient_privilege';
end $$;

create trigger tr_audit_entries_append_only before update or delete on audit_entries for each row execute function refuse_audit_change();
create trigger tr_audit_entries_no_truncate before truncate on audit_entries execute function refuse_audit_change();
create trigger tr_audit_payloads_append_only before update on audit_payloads for each row execute function refuse_audit_change();
create trigger tr_audit_payloads_no_truncate before truncate on audit_payloads execute function refuse_audit_change();
create trigger tr_audit_reads_append_only before update or delete on audit_reads for each row execute function refuse_audit_change();
create trigger tr_audit_reads_no_truncate before truncate on audit_reads execute function refuse_audit_change();

-- Each platform's rows are seen only by a transaction that names the platform (or '*', for the host's own jobs).
-- The setting is local to the transaction: a pooled connection carries nothing over.
do $$
declare t text;
begin
    for t in
        select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'platform_id' and not a.attisdropped
        where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy platform_rows on %I to hub_app
            using ((select current_setting(''hub.platform'', true)) in (''*'', platform_id::text))
            with check ((select current_setting(''hub.platform'', true)) in (''*'', platform_id::text))', t);
    end loop;
end $$;

-- Hot tables whose dead rows sit at the head of an index.
alter table cases set (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.01);
alter table post_chunks set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
alter table account_scores set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
alter table webhook_deliveries set (autovacuum_vacuum_scale_factor = 0.02);
alter table scoring_shards set (fillfactor = 50);
alter table live_events set (autovacuum_vacuum_scale_factor = 0.05);

-- Who reads live_events follows transactions, not clocks: rows of transactions at or after the reader's last snapshot
-- can't be missed, however late they commit.
alter table live_events add column tx xid8 not null default pg_current_xact_id();
create index ix_live_events_tx on live_events (tx);
