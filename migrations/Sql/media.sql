-- As in security.sql, for the tables that came later.
grant select, insert, update, delete on known_images, media_heads, bank_hashes, bank_hash_opinions to hub_app;

do $$
declare t text;
begin
    foreach t in array array['known_images', 'media_heads', 'bank_hashes', 'bank_hash_opinions'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy platform_rows on %I to hub_app
            using ((select current_setting(''hub.platform'', true)) in (''*'', platform_id::text))
            with check ((select current_setting(''hub.platform'', true)) in (''*'', platform_id::text))', t);
    end loop;
end $$;

alter table media_heads set (fillfactor = 50);
