using ModerationHub.Features.Scoring;
using Npgsql;

namespace ModerationHub.Features.Intake.Posts;

/// <summary>
/// Posts come in: stubs for unknown accounts, the posts, and the work for scoring, in one transaction.
/// (id, created_at) is the key and both never change; the same id at another time is another post, because
/// uniqueness across partitions would cost a second key table.
/// </summary>
public sealed class TakePosts(IntakeTransaction transaction, Backlog backlog, ScoringSignal scoring, TimeProvider time)
{
    static readonly TimeSpan RecentTime = TimeSpan.FromDays(1);

    public async Task<Taken> HandleAsync(int platformId, IReadOnlyList<PostRow> rows, CancellationToken cancellation)
    {
        var posts = Settle(rows);
        if (posts.Count == 0)
            return default;
        var now = time.GetUtcNow();
        var inserted = await transaction.RunAsync(platformId, async (connection, token) =>
        {
            var fresh = await InsertAsync(connection, platformId, posts, now, token);
            await Chunks.AddPostsAsync(connection, platformId, fresh, now, token);
            await NoteArrivalsAsync(connection, platformId, fresh, now, token);
            return fresh.Count;
        }, cancellation);
        if (inserted > 0)
        {
            backlog.Grew(platformId, inserted);
            scoring.Wake();
        }
        return new(inserted, rows.Count - inserted);
    }

    /// <summary>Each key once, the last row winning, in key order: two requests with the same posts then wait for each other in one direction.</summary>
    static List<PostRow> Settle(IReadOnlyList<PostRow> rows)
    {
        var places = new int[rows.Count];
        for (var i = 0; i < places.Length; i++)
            places[i] = i;
        Array.Sort(places, (a, b) => Compare(rows[a], rows[b]) is var byKey && byKey != 0 ? byKey : a.CompareTo(b));
        List<PostRow> settled = new(rows.Count);
        foreach (var place in places)
        {
            if (settled.Count > 0 && Compare(settled[^1], rows[place]) == 0)
                settled[^1] = rows[place];
            else
                settled.Add(rows[place]);
        }
        return settled;
    }

    static int Compare(PostRow a, PostRow b) =>
        a.CreatedAt.CompareTo(b.CreatedAt) is var byTime && byTime != 0 ? byTime : string.CompareOrdinal(a.Id, b.Id);

    /// <returns>Those that were not there before.</returns>
    static async Task<List<PostRow>> InsertAsync(NpgsqlConnection connection, int platformId, List<PostRow> posts, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Stubs.Command(platformId, Stubs.Sorted(posts.Select(p => p.AccountId)), now.UtcDateTime),
                Insert(platformId, posts),
            },
        };
        await batch.PrepareAsync(cancellation);
        HashSet<(DateTime, string)> fresh = new(posts.Count);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            fresh.Add((reader.GetDateTime(0), reader.GetString(1)));
        return fresh.Count == posts.Count ? posts : posts.FindAll(p => fresh.Contains((p.CreatedAt, p.Id)));
    }

    /// <summary>
    /// Old posts are kept from their arrival on: when the last of a week arrived is noted, at most once a day, so that requests
    /// do not wait for each other. What comes as it is written, which is nearly all, costs nothing here.
    /// </summary>
    static async Task NoteArrivalsAsync(NpgsqlConnection connection, int platformId, List<PostRow> posts, DateTimeOffset now, CancellationToken cancellation)
    {
        var recent = now.UtcDateTime - RecentTime;
        var weeks = posts.Where(p => p.CreatedAt < recent).Select(p => Monday(p.CreatedAt)).Distinct().Order().ToArray();
        if (weeks.Length == 0)
            return;
        await using var command = new NpgsqlCommand("""
            insert into post_arrivals as a (platform_id, week, last_at) select $1, w.week, $3 from unnest($2::date[]) as w(week)
            where not exists (select from post_arrivals k where k.platform_id = $1 and k.week = w.week and k.last_at > $3 - interval '1 day')
            order by w.week
            on conflict (platform_id, week) do update set last_at = greatest(a.last_at, excluded.last_at)
            """, connection)
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = platformId }, new NpgsqlParameter<DateOnly[]> { TypedValue = weeks }, new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime } },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    static DateOnly Monday(DateTime at)
    {
        var day = DateOnly.FromDateTime(at);
        return day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
    }

    /// <remarks>`unnest` beside one another, not as a table: rows then flow into the insert, where a table of them would be stored first.</remarks>
    static NpgsqlBatchCommand Insert(int platformId, List<PostRow> posts) => new("""
        insert into posts (platform_id, created_at, id, account_id, text, language, client, in_reply_to, quote_of, repost_of,
            edited_at, mentions, hashtags, urls, media)
        select $1, unnest($2::timestamptz[]), unnest($3::text[]), unnest($4::text[]), unnest($5::text[]), unnest($6::text[]), unnest($7::text[]),
            unnest($8::text[]), unnest($9::text[]), unnest($10::text[]), unnest($11::timestamptz[]),
            unnest($12::text[])::text[], unnest($13::text[])::text[], unnest($14::text[])::text[], unnest($15::text[])::jsonb
        on conflict do nothing
        returning created_at, id
        """)
    {
        Parameters =
        {
            new NpgsqlParameter<int> { TypedValue = platformId },
            Columns.Of(posts, p => (DateTime?)p.CreatedAt),
            Columns.Of(posts, p => p.Id),
            Columns.Of(posts, p => p.AccountId),
            Columns.Of(posts, p => p.Text ?? ""),
            Columns.Of(posts, p => p.Language),
            Columns.Of(posts, p => p.Client),
            Columns.Of(posts, p => p.InReplyTo),
            Columns.Of(posts, p => p.QuoteOf),
            Columns.Of(posts, p => p.RepostOf),
            Columns.Of(posts, p => p.EditedAt),
            Columns.Of(posts, p => Columns.Literal(p.Mentions ?? [])),
            Columns.Of(posts, p => Columns.Literal(p.Hashtags ?? [])),
            Columns.Of(posts, p => Columns.Literal(p.Urls ?? [])),
            Columns.Of(posts, p => p.MediaJson()),
        },
    };
}
