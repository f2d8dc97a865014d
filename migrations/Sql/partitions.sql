-- Posts and their signals: range partitions on created_at, one key that is also the idempotency key, two indexes on
-- posts. No foreign key points here, so that retention can drop a partition whole.
create table posts (
    platform_id int not null,
    created_at timestamptz not null,
    id text not null,
    account_id text not null,
    text text not null,
    language text,
    client text,
    in_reply_to text,
    quote_of text,
    repost_of text,
    edited_at timestamptz,
    mentions text[] not null,
    hashtags text[] not null,
    urls text[] not null,
    media jsonb,
    constraint pk_posts primary key (platform_id, created_at, id)
) partition by range (created_at);

create index ix_posts_account on posts (platform_id, account_id, created_at);

create table post_signals (
    platform_id int not null,
    post_created_at timestamptz not null,
    post_id text not null,
    detector text not null,
    policy_key text not null,
    account_id text not null,
    strength real not null,
    confidence real not null,
    evidence text not null,
    spans int[] not null,
    constraint pk_post_signals primary key (platform_id, post_created_at, post_id, detector, policy_key)
) partition by range (post_created_at);

create index ix_post_signals_account on post_signals (platform_id, account_id, post_created_at);

-- Makes the partitions that cover [from_day, to_day): by year until the year before last, then by week.
-- Called by the migration and by a job ahead of time, never by a request. Security definer: the runtime role owns nothing.
create function ensure_partitions(from_day date, to_day date) returns int
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
            execute format('create table %I partition of posts for values from (%L) to (%L)
                with (autovacuum_vacuum_insert_scale_factor = 0.1)', 'posts_' || suffix, cursor_day::text || ' 00:00:00+00', next_day::text || ' 00:00:00+00');
            execute format('create table %I partition of post_signals for values from (%L) to (%L)',
                'post_signals_' || suffix, cursor_day::text || ' 00:00:00+00', next_day::text || ' 00:00:00+00');
            made := made + 1;
        end if;
        cursor_day := next_day;
    end loop;
    return made;
end $$;

-- Partitions with their ranges, for the retention job.
create view post_partitions as
select c.relname::text as name,
       (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''([^'']+)''\)'))[1]::timestamptz as starts_at,
       (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz as ends_at
from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = 'public.posts'::regclass;

-- Drops one partition of posts and its signals. Refuses while a platform that keeps its posts still has rows in it.
create function drop_partition(partition_name text, now_at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    part record;
    kept boolean;
begin
    select * into part from post_partitions where name = partition_name;
    if not found then
        return false;
    end if;
    execute format('select exists (select 1 from platforms p where (p.post_retention_days is null
        or $1 > $2 - make_interval(days => p.post_retention_days))
        and exists (select 1 from %I x where x.platform_id = p.id))', partition_name) into kept using part.ends_at, now_at;
    if kept then
        return false;
    end if;
    execute format('drop table %I', replace(partition_name, 'posts_', 'post_signals_'));
    execute format('drop table %I', partition_name);
    return true;
end $$;
