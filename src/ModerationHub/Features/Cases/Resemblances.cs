using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using ModerationHub.Detection.Lineage;
using ModerationHub.Domain.Accounts;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Cases;

/// <summary>A suspended account that the case's account may continue. A person judges; it adds nothing to the risk.</summary>
/// <param name="CaseId">Its last case; null when it has none that may be shown.</param>
/// <param name="LogOdds">That the two are one person's.</param>
/// <param name="HandleLikeness">0–1.</param>
/// <param name="NameLikeness">0–1, of the names shown.</param>
/// <param name="DescriptionLikeness">0–1.</param>
/// <param name="SharedFollowers">How many of the account's first followers followed the suspended one.</param>
public sealed record Resemblance(string AccountId, string? Handle, Guid? CaseId, double LogOdds, double HandleLikeness, double NameLikeness, double DescriptionLikeness, int SharedFollowers);

/// <summary>Looks for suspended accounts that an account resembles: the nearest by handle and by name shown, from indexes, and those that its first followers followed.</summary>
public sealed class Resemblances(Operation op, UsualNames usual)
{
    /// <summary>Of the suspended accounts, by each way to them.</summary>
    const int MostLookedAt = 20;

    const int MostTold = 3;

    /// <summary>Followers by whom it is found; whoever came first says most.</summary>
    const int MostFollowers = 64;

    // Each way is bounded, whatever the number of accounts: an index gives the nearest first.
    static readonly string Near = $"""
        with near as (
            (select id from accounts where platform_id = $1 and state = 'suspended' and $3::text is not null order by handle <-> $3 limit {MostLookedAt})
            union (select id from accounts where platform_id = $1 and state = 'suspended' and $4::text is not null order by display_name <-> $4 limit {MostLookedAt})
            union (select a.id from (
                    select g.followed_id, count(*) as followers from unnest($5::text[]) as f(id)
                    cross join lateral (select followed_id from follows where platform_id = $1 and follower_id = f.id limit 200) g
                    group by g.followed_id having count(*) >= 3 order by 2 desc, 1 limit 200) s
                join accounts a on a.platform_id = $1 and a.id = s.followed_id and a.state = 'suspended' limit {MostLookedAt}))
        select a.id, a.handle, a.display_name, a.bio, s.last_post_at,
            array(select g.follower_id from follows g where g.platform_id = $1 and g.follower_id = any ($5) and g.followed_id = a.id),
            (select c.id from cases c where c.platform_id = $1 and c.account_id = a.id and c.lane <> 'sealed' order by c.opened_at desc limit 1)
        from near n join accounts a on a.platform_id = $1 and a.id = n.id
        left join account_scores s on s.platform_id = $1 and s.account_id = a.id
        where a.id <> $2
        """;

    public async Task<IReadOnlyList<Resemblance>> OfAsync(Account account, CancellationToken cancellation)
    {
        var followers = await op.Db.Follows.AsNoTracking().Where(f => f.FollowedId == account.Id).Take(1_000)
            .OrderBy(f => f.At ?? DateTimeOffset.MaxValue).ThenBy(f => f.FollowerId).Take(MostFollowers).Select(f => f.FollowerId).ToListAsync(cancellation);
        List<(LineageAccount Account, Guid? Case)> near = [];
        await using (var command = new NpgsqlCommand(Near, (NpgsqlConnection)op.Db.Database.GetDbConnection(), (NpgsqlTransaction)op.Db.Database.CurrentTransaction!.GetDbTransaction())
        {
            Parameters = { Param.Of(op.PlatformId), Param.Of(account.Id), Param.Text(Named(account.Handle)), Param.Text(Named(account.DisplayName)), Param.Of((IEnumerable<string>)followers) },
        })
        await using (var r = await command.ExecuteReaderAsync(cancellation))
            while (await r.ReadAsync(cancellation))
                near.Add((Known(r.GetString(0), Text(r, 1), Text(r, 2), Text(r, 3), r.GetFieldValue<string[]>(5)) with { LastPost = r.IsDBNull(4) ? null : r.GetFieldValue<DateTimeOffset>(4) },
                    r.IsDBNull(6) ? null : r.GetGuid(6)));
        if (near.Count == 0)
            return [];
        var index = new LineageIndex(near.ConvertAll(n => n.Account), await usual.OfAsync(op, cancellation));
        var cases = near.ToDictionary(n => n.Account.Id, n => (n.Account.Handle, n.Case), StringComparer.Ordinal);
        var later = Known(account.Id, account.Handle, account.DisplayName, account.Bio, followers) with { FirstPost = account.CreatedAt };
        return [.. index.Rank(later).Where(link => link.LogOdds >= LineageIndex.Telling).Take(MostTold)
            .Select(link => new Resemblance(link.Id, cases[link.Id].Handle, cases[link.Id].Case, link.LogOdds, link.Handle, link.Name, link.Words, link.Followers))];
    }

    internal static LineageAccount Known(string id, string? handle, string? name, string? bio, IReadOnlyList<string> followers) =>
        new(id, handle, name) { Texts = string.IsNullOrWhiteSpace(bio) ? [] : [bio], Followers = followers };

    static string? Named(string? name) => string.IsNullOrWhiteSpace(name) ? null : name;

    static string? Text(NpgsqlDataReader r, int column) => r.IsDBNull(column) ? null : r.GetString(column);
}

/// <summary>How common parts of names and descriptions are on a platform, by some of its accounts; asked anew each hour.</summary>
public sealed class UsualNames(TimeProvider time)
{
    const int Accounts = 1_000;
    static readonly TimeSpan Trusted = TimeSpan.FromHours(1);

    readonly ConcurrentDictionary<int, (LineageIndex Index, long ReadAt)> _platforms = new();

    public async Task<LineageIndex> OfAsync(Operation op, CancellationToken cancellation)
    {
        if (_platforms.TryGetValue(op.PlatformId, out var known) && time.GetElapsedTime(known.ReadAt) < Trusted)
            return known.Index;
        var some = await op.Db.Accounts.AsNoTracking().Where(a => a.Handle != null).OrderBy(a => a.Id).Take(Accounts).Select(a => new { a.Id, a.Handle, a.DisplayName, a.Bio }).ToListAsync(cancellation);
        var index = new LineageIndex(some.ConvertAll(a => Resemblances.Known(a.Id, a.Handle, a.DisplayName, a.Bio, [])));
        _platforms[op.PlatformId] = (index, time.GetTimestamp());
        return index;
    }
}
