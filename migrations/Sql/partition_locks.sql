-- Makes the partitions that cover [from_day, to_day): by year until the year before last, then by week. Each is made beside
-- posts and attached: made as a partition it would wait for whoever reads posts, and everybody else would wait behind it.
create or replace function ensure_partitions(from_day date, to_day date) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    weekly_from constant date := date '2026-01-05';
    cursor_day date;
    next_day date;
    suffix text;
    made int := 0;
begin
    cursor_day := case when from_day < weekly_from then make_date(extract(year from from_day)::int, 1, 1)
                       else weekly_from + ((from_day - weekly_from) / 7) * 7 end;
    while cursor_day < to_day loop
        if cursor_day < weekly_from then
            next_day := least(make_date(extract(year from cursor_day)::int + 1, 1, 1), weekly_from);
            if cursor_day >= date '2026-01-01' then next_day := weekly_from; end if;
        else
            next_day := cursor_day + 7;
        end if;
        suffix := to_char(cursor_day, 'YYYYMMDD');
        if to_regclass('public.posts_' || suffix) is null then
            execute format('create table %I (like posts including all) with (autovacuum_vacuum_insert_scale_factor = 0.1)', 'posts_' || suffix);
            execute format('alter table posts attach partition %I for values from (%L) to (%L)',
                'posts_' || suffix, cursor_day::text || ' 00:00:00+00', next_day::text || ' 00:00:00+00');
            execute format('create table %I (like post_signals including all)', 'post_signals_' || suffix);
            execute format('alter table post_signals attach partition %I for values from (%L) to (%L)',
                'post_signals_' || suffix, cursor_day::text || ' 00:00:00+00', next_day::text || ' 00:00:00+00');
            made := made + 1;
        end if;
        cursor_day := next_day;
    end loop;
    return made;
end $$;

-- Whether a partition holds posts that their platform keeps, posts that arrived within the platform's time, or posts of an account that is preserved.
create or replace function partition_is_kept(partition_name text, starts_at timestamptz, ends_at timestamptz, now_at timestamptz) returns boolean
language plpgsql stable set search_path = public, pg_temp as $$
declare
    kept boolean;
begin
    execute format('select exists (select 1 from platforms p where not post_time_is_over(p.id, p.post_retention_days, $1, $2, $3)
            and exists (select 1 from %1$I x where x.platform_id = p.id))
        or exists (select 1 from escalations e join cases c on c.platform_id = e.platform_id and c.id = e.case_id
            join %1$I x on x.platform_id = c.platform_id and x.account_id = c.account_id where e.preserved_until > $3)',
        partition_name) into kept using starts_at, ends_at, now_at;
    return kept;
end $$;
revoke execute on function partition_is_kept from public;

-- Drops one partition of posts and its signals, unless something in it is kept. Asked again once nothing can arrive any more:
-- what came between the question and the lock stays.
create or replace function drop_partition(partition_name text, now_at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    part record;
begin
    select * into part from post_partitions where name = partition_name;
    if not found or partition_is_kept(partition_name, part.starts_at, part.ends_at, now_at) then
        return false;
    end if;
    lock table only posts, only post_signals in access exclusive mode;
    if partition_is_kept(partition_name, part.starts_at, part.ends_at, now_at) then
        return false;
    end if;
    execute format('drop table %I', replace(partition_name, 'posts_', 'post_signals_'));
    execute format('drop table %I', partition_name);
    return true;
end $$;
