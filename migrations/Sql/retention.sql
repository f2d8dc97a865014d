-- Drops one partition of posts and its signals. Refuses while it holds posts that their platform keeps, posts that arrived
-- within the platform's time, or posts of an account that is preserved.
create or replace function drop_partition(partition_name text, now_at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    part record;
    kept boolean;
begin
    select * into part from post_partitions where name = partition_name;
    if not found then
        return false;
    end if;
    execute format('select exists (select 1 from platforms p where not post_time_is_over(p.id, p.post_retention_days, $1, $2, $3)
            and exists (select 1 from %1$I x where x.platform_id = p.id))
        or exists (select 1 from escalations e join cases c on c.platform_id = e.platform_id and c.id = e.case_id
            join %1$I x on x.platform_id = c.platform_id and x.account_id = c.account_id where e.preserved_until > $3)',
        partition_name) into kept using part.starts_at, part.ends_at, now_at;
    if kept then
        return false;
    end if;
    execute format('drop table %I', replace(partition_name, 'posts_', 'post_signals_'));
    execute format('drop table %I', partition_name);
    return true;
end $$;

-- Whether a platform's posts of a partition may leave: its days are over since they were written and since the last of them arrived.
create function post_time_is_over(platform int, days int, starts_at timestamptz, ends_at timestamptz, now_at timestamptz) returns boolean
language sql stable set search_path = public, pg_temp as $$
    select days is not null and ends_at <= now_at - make_interval(days => days)
        and not exists (select from post_arrivals a where a.platform_id = platform and a.last_at > now_at - make_interval(days => days)
            and a.week < (ends_at at time zone 'utc')::date and a.week + 7 > (starts_at at time zone 'utc')::date)
$$;
