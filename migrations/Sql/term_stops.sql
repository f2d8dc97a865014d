do $$
declare t text;
begin
    foreach t in array array['term_hits', 'term_stops'] loop
        execute format('grant select, insert, update, delete on %I to hub_app', t);
        execute format('alter table %I enable row level security', t);
        execute format('create policy platform_rows on %I to hub_app
            using ((select current_setting(''hub.platform'', true)) in (''*'', platform_id::text))
            with check ((select current_setting(''hub.platform'', true)) in (''*'', platform_id::text))', t);
    end loop;
end $$;

-- Every batch updates a row here: short rows, updated in place.
alter table term_hits set (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);
