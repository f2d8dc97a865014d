-- Platform tables that came after the first migration: the runtime role may use them, and each platform sees its own rows.
do $$
declare t text;
begin
    for t in
        select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'platform_id' and not a.attisdropped
        where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and not c.relrowsecurity
    loop
        execute format('grant select, insert, update, delete on %I to hub_app', t);
        execute format('alter table %I enable row level security', t);
        execute format('create policy platform_rows on %I to hub_app
            using ((select current_setting(''hub.platform'', true)) in (''*'', platform_id::text))
            with check ((select current_setting(''hub.platform'', true)) in (''*'', platform_id::text))', t);
    end loop;
end $$;
