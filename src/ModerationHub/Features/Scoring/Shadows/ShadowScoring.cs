using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Features.Scoring.Shadows;

/// <summary>
/// Scores a batch under the versions that run in shadow, beside live scoring and inside its transaction, and keeps what came of it.
/// Nothing that goes wrong here touches live scoring.
/// </summary>
public sealed partial class ShadowScoring(IReadOnlyList<ShadowPolicy> shadows, int platformId, DateTimeOffset now, ILogger logger)
{
    /// <summary>A change of risk that is worth a row.</summary>
    const double Noticeable = 0.01;

    const string Known = """
        select shadow_id, account_id, language, use, risk, live_risk, crossed_at, live_crossed_at from shadow_accounts
        where platform_id = $1 and shadow_id = any ($2) and account_id = any ($3)
        """;

    const string Upsert = """
        insert into shadow_accounts (platform_id, shadow_id, account_id, language, use, risk, live_risk, crossed_at, live_crossed_at)
        select $1, r.* from unnest($2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::real[], $7::real[], $8::timestamptz[], $9::timestamptz[]) as r
        on conflict (platform_id, shadow_id, account_id) do update set language = excluded.language, use = excluded.use, risk = excluded.risk, live_risk = excluded.live_risk,
            crossed_at = excluded.crossed_at, live_crossed_at = excluded.live_crossed_at
        """;

    readonly PolicyShadow[] _judges = [.. shadows.Select(s => new PolicyShadow(s.Policy, s.Plan.LiveTerms, s.Plan.DraftTerms, s.Plan.AddedTerms, s.Plan.AddedRules))];
    readonly Dictionary<(Guid Shadow, string Account), Row> _known = [];
    readonly List<Row> _changed = [];
    readonly Dictionary<AccountWork, Taken> _taken = [];

    sealed record Row(Guid Shadow, string Account, string Language, byte[]? Use, float Risk, float LiveRisk, DateTimeOffset? CrossedAt, DateTimeOffset? LiveCrossedAt);

    /// <summary>What live scoring changes, as it was before, and what each shadow remembers meanwhile.</summary>
    sealed record Taken(PolicyUse?[] Before, PostInput[] Posts, ShadowUse?[] Uses)
    {
        public bool[] LeftOut { get; } = new bool[Uses.Length];
    }

    /// <returns>Null when no version runs in shadow.</returns>
    public static async Task<ShadowScoring?> BeginAsync(PlatformContext context, ScoringBatch batch, NpgsqlTransaction transaction, DateTimeOffset now, ILogger logger, CancellationToken cancellation)
    {
        if (context.Shadows.Count == 0 || batch.Accounts.Count == 0)
            return null;
        var scoring = new ShadowScoring(context.Shadows, context.PlatformId, now, logger);
        await scoring.ReadAsync(batch, transaction, cancellation);
        return scoring;
    }

    async Task ReadAsync(ScoringBatch batch, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Known, transaction.Connection, transaction)
        {
            Parameters = { Param.Of(platformId), Param.Of(shadows.Select(s => s.Id)), Param.Of(batch.Accounts.Select(a => a.Id)) },
        };
        await command.PrepareAsync(cancellation);
        await using var r = await command.ExecuteReaderAsync(cancellation);
        while (await r.ReadAsync(cancellation))
            _known[(r.GetGuid(0), r.GetString(1))] = new Row(r.GetGuid(0), r.GetString(1), r.GetString(2), r.IsDBNull(3) ? null : r.GetFieldValue<byte[]>(3), r.GetFloat(4), r.GetFloat(5), Time(6), Time(7));

        DateTimeOffset? Time(int column) => r.IsDBNull(column) ? null : r.GetFieldValue<DateTimeOffset>(column);
    }

    /// <summary>Takes what it needs before live scoring reads the account's new posts.</summary>
    /// <returns>What looks at each of them while live scoring is at it; null when no shadow has rules of its own.</returns>
    public Action<ObservedPost, Assessment>? Take(AccountWork work, AccountFeatures features, PostInput[] posts)
    {
        if (posts.Length == 0)
            return null;
        var taken = _taken[work] = new(Array.ConvertAll(_judges, judge => judge.Before(features)), posts, new ShadowUse?[_judges.Length]);
        for (var i = 0; i < _judges.Length; i++)
            Guarded(i, work, taken, i => taken.Uses[i] = Remembered(i, work.Id));
        return shadows.Any(s => s.Plan.AddedRules is not null) ? (post, account) =>
        {
            for (var i = 0; i < _judges.Length; i++)
                Guarded(i, work, taken, i => taken.Uses[i] = _judges[i].Watch(taken.Uses[i], post, account, shadows[i].Context));
        } : null;
    }

    /// <summary>Judges what live scoring is done with.</summary>
    public void Judge(IEnumerable<ScoredAccount> scored)
    {
        foreach (var account in scored.Where(a => !a.Work.IsSuspendedForGood))
            for (var i = 0; i < _judges.Length; i++)
                Guarded(i, account.Work, _taken.GetValueOrDefault(account.Work), i => Judge(i, account.Work, account.Memory.Features, account.Result));
    }

    void Guarded(int i, AccountWork work, Taken? taken, Action<int> act)
    {
        if (taken?.LeftOut[i] == true)
            return;
        try
        {
            act(i);
        }
#pragma warning disable CA1031 // The account is left out of the shadow, whatever the fault is; live scoring goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (taken is not null)
                taken.LeftOut[i] = true;
            Log.LeftOut(logger, platformId, work.Id, SetAside.Of(work.Id, null, e).Error);
        }
    }

    ShadowUse? Remembered(int i, string account) => _known.GetValueOrDefault((shadows[i].Id, account))?.Use is { } bytes ? ShadowUse.FromUtf8(bytes) : null;

    void Judge(int i, AccountWork work, AccountFeatures features, ScoreResult result)
    {
        var (shadow, judge) = (shadows[i], _judges[i]);
        if (result.Risks.FirstOrDefault(r => r.Policy == shadow.Policy) is not { } live)
            return;
        var known = _known.GetValueOrDefault((shadow.Id, work.Id));
        var taken = _taken.GetValueOrDefault(work);
        var use = taken is null ? Remembered(i, work.Id) : taken.Uses[i];
        if (shadow.Plan.TermsDiffer && taken is not null)
            use = judge.Note(use, taken.Before[i], features, taken.Posts, id => result.PostSignals.Any(s => s.PostId == id && s.Detector == "terms" && s.Policy == shadow.Policy));
        var risk = use is null && !shadow.ConductDiffers && !(shadow.RulesDiffer && features.Rules is { Uses.Count: > 0 })
            ? RiskModel.Explain(shadow.Policy, result.Signals, shadow.Parameters)
            : judge.Judge(use, work.Profile, features, work.Reports, shadow.Context, now);
        var bytes = use?.ToUtf8();
        var (crossedAt, liveCrossedAt) = (known?.CrossedAt ?? (risk.Crosses ? now : null), known?.LiveCrossedAt ?? (live.Crosses ? now : null));
        if (bytes.AsSpan().SequenceEqual(known?.Use) && crossedAt == known?.CrossedAt && liveCrossedAt == known?.LiveCrossedAt
            && (known is null || Math.Max(Math.Abs(risk.Risk - known.Risk), Math.Abs(live.Risk - known.LiveRisk)) < Noticeable))
            return;
        _changed.Add(new Row(shadow.Id, work.Id, known?.Language ?? LanguageOf(work), bytes, (float)risk.Risk, (float)live.Risk, crossedAt, liveCrossedAt));
    }

    /// <summary>Behind a savepoint: rows that can't be written cost the shadow a batch, not live scoring.</summary>
    /// <param name="transaction">The batch's.</param>
    /// <param name="failed">Accounts whose own rows were refused: live scoring knows nothing of these posts either.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task WriteAsync(NpgsqlTransaction transaction, IReadOnlySet<string> failed, CancellationToken cancellation)
    {
        const string Savepoint = "shadow";
        _changed.RemoveAll(row => failed.Contains(row.Account));
        if (_changed.Count == 0)
            return;
        await transaction.SaveAsync(Savepoint, cancellation);
        try
        {
            await using var command = new NpgsqlCommand(Upsert, transaction.Connection, transaction)
            {
                Parameters =
                {
                    Param.Of(platformId), Param.Of(_changed.Select(r => r.Shadow)), Param.Of(_changed.Select(r => r.Account)), Param.Of(_changed.Select(r => r.Language)),
                    Param.Of(_changed.Select(r => r.Use)), Param.Of(_changed.Select(r => r.Risk)), Param.Of(_changed.Select(r => r.LiveRisk)),
                    Param.Of(_changed.Select(r => r.CrossedAt?.UtcDateTime)), Param.Of(_changed.Select(r => r.LiveCrossedAt?.UtcDateTime)),
                },
            };
            await command.ExecuteNonQueryAsync(cancellation);
            await transaction.ReleaseAsync(Savepoint, cancellation);
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState.StartsWith("23", StringComparison.Ordinal))
        {
            await transaction.RollbackAsync(Savepoint, cancellation);
            Log.NotKept(logger, platformId, e.Told());
        }
    }

    static string LanguageOf(AccountWork work) => work.Shown.Select(p => QueueRouting.Primary(p.Language)).OfType<string>()
        .GroupBy(l => l, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()?.Key
        ?? QueueRouting.Primary(work.Language) ?? "und";

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Platform {Platform}: account {Account} was left out of a shadow: {Error}")]
        public static partial void LeftOut(ILogger logger, int platform, string account, string error);

        [LoggerMessage(LogLevel.Warning, "Platform {Platform}: a batch's shadow was not kept: {Error}")]
        public static partial void NotKept(ILogger logger, int platform, string error);
    }
}
