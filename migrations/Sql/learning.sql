-- Models are kept: which one spoke in an old case must stay known.
grant select, insert, update on text_models to hub_app;
grant select, insert, update, delete on text_examples, text_training_requests to hub_app;

do $$
declare t text;
begin
    foreach t in array array['text_models', 'text_examples', 'text_training_requests'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy platform_rows on %I to hub_app
            using ((select current_setting(''hub.platform'', true)) in (''*'', platform_id::text))
            with check ((select current_setting(''hub.platform'', true)) in (''*'', platform_id::text))', t);
    end loop;
end $$;
