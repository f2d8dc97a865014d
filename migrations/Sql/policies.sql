-- The runtime role reaches the new table as it reaches the others, one platform at a time.
grant select, insert, update, delete on backtests to hub_app;
alter table backtests enable row level security;
create policy platform_rows on backtests to hub_app
    using ((select current_setting('hub.platform', true)) in ('*', platform_id::text))
    with check ((select current_setting('hub.platform', true)) in ('*', platform_id::text));
