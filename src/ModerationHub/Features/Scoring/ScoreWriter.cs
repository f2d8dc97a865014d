using ModerationHub.Domain.Accounts;
using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <summary>Writes what scoring found: signals of posts, scores of accounts, rows set aside. Arrays and unnest: one statement each, whatever the number.</summary>
public sealed class ScoreWriter(NpgsqlTransaction transaction, int platformId, PlatformContext context, DateTimeOffset now)
{
    const string Signals = """
        insert into post_signals (platform_id, post_created_at, post_id, detector, policy_key, account_id, strength, confidence, evidence, spans)
        select $1, s.at, s.post, s.detector, s.policy, s.account, s.strength, s.confidence, s.evidence, s.spans::int[]
        from unnest($2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::real[], $8::real[], $9::text[], $10::text[])
            as s(at, post, detector, policy, account, strength, confidence, evidence, spans)
        on conflict do nothing
        """;

    const string Scores = """
        insert into account_scores as a (platform_id, account_id, bucket, features, risk, policy_key, policy_version, explanation,
            scored_posts, evidence_count, last_post_at, updated_at, risk_version, text_model, other_risks)
        select $1, s.account, s.bucket, s.features, s.risk, s.policy, s.version, s.explanation, s.posts, s.evidence, s.last_at, $11, s.learned, s.model, s.others
        from unnest($2::text[], $3::smallint[], $4::bytea[], $5::real[], $6::text[], $7::int[], $8::jsonb[], $9::bigint[], $10::bigint[], $12::timestamptz[], $13::int[], $14::text[], $15::jsonb[])
            as s(account, bucket, features, risk, policy, version, explanation, posts, evidence, last_at, learned, model, others)
        on conflict (platform_id, account_id) do update set features = excluded.features, risk = excluded.risk,
            policy_key = excluded.policy_key, policy_version = excluded.policy_version, explanation = excluded.explanation,
            scored_posts = excluded.scored_posts, evidence_count = excluded.evidence_count,
            last_post_at = excluded.last_post_at, updated_at = excluded.updated_at, risk_version = excluded.risk_version,
            text_model = excluded.text_model, other_risks = excluded.other_risks
        """;

    const string Failures = """
        insert into scoring_failures (platform_id, id, account_id, post_id, post_created_at, error, at, recount)
        select $1, f.id, f.account, f.post, f.at, f.error, $2, f.recount
        from unnest($3::uuid[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::boolean[]) as f(id, account, post, at, error, recount)
        """;

    /// <param name="stamp">Left in the shard's row when given: the memory that goes with this batch carries it too.</param>
    public async Task WriteAsync(ShardLease lease, IReadOnlyList<ScoredAccount> accounts, IReadOnlyList<SetAside> failures, Guid? stamp, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        if (accounts.Any(a => a.Result.PostSignals.Count > 0))
            batch.BatchCommands.Add(SignalsOf(accounts));
        if (accounts.Count > 0)
            batch.BatchCommands.Add(ScoresOf(accounts));
        if (accounts.Any(a => a.Work.Posts.Count > 0))
            batch.BatchCommands.Add(TermCounts.Count(platformId, lease.Shard, now, accounts));
        if (failures.Count > 0)
            batch.BatchCommands.Add(FailuresOf(failures));
        if (stamp is { } left)
            batch.BatchCommands.Add(new("update scoring_shards set last_worker = $3 where platform_id = $1 and shard = $2")
            {
                Parameters = { Param.Of(platformId), Param.Of(lease.Shard), Param.Of(left) },
            });
        if (batch.BatchCommands.Count == 0)
            return;
        await batch.PrepareAsync(cancellation);
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    NpgsqlBatchCommand SignalsOf(IReadOnlyList<ScoredAccount> accounts)
    {
        var found = accounts.SelectMany(a =>
        {
            var times = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
            foreach (var post in a.Work.Shown)
                times[post.Id] = post.CreatedAt;
            return a.Result.PostSignals.Where(s => times.ContainsKey(s.PostId)).Select(s => (Account: a.Work.Id, At: times[s.PostId], Signal: s));
        }).ToArray();
        return new NpgsqlBatchCommand(Signals)
        {
            Parameters =
            {
                Param.Of(platformId), Param.Of(found.Select(f => f.At.UtcDateTime)), Param.Of(found.Select(f => f.Signal.PostId)),
                Param.Of(found.Select(f => f.Signal.Detector)), Param.Of(found.Select(f => f.Signal.Policy)), Param.Of(found.Select(f => f.Account)),
                Param.Of(found.Select(f => (float)f.Signal.Strength)), Param.Of(found.Select(f => (float)f.Signal.Confidence)),
                Param.Of(found.Select(f => f.Signal.Evidence)), Param.Of(found.Select(f => Spans(f.Signal))),
            },
        };
    }

    NpgsqlBatchCommand ScoresOf(IReadOnlyList<ScoredAccount> accounts) => new(Scores)
    {
        Parameters =
        {
            Param.Of(platformId), Param.Of(accounts.Select(a => a.Work.Id)), Param.Of(accounts.Select(a => AccountBucket.Of(a.Work.Id))),
            Param.Of(accounts.Select(a => a.Memory.Features.ToUtf8())), Param.Of(accounts.Select(a => (float)(a.Main?.Risk ?? 0))),
            Param.Of(accounts.Select(a => a.Main?.Policy)), Param.Of(accounts.Select(a => Policy(a)?.Version)),
            Param.Json(accounts.Select(a => a.Main is { } m ? Explanation.ForAccount(m) : null)),
            Param.Of(accounts.Select(a => a.Memory.ScoredPosts)), Param.Of(accounts.Select(a => a.Memory.EvidenceCount)), Param.Of(now.UtcDateTime),
            Param.Of(accounts.Select(a => a.Memory.LastPostAt?.UtcDateTime)), Param.Of(accounts.Select(a => Policy(a)?.Learned?.Version)),
            Param.Of(accounts.Select(a => Policy(a)?.TextModel)), Param.Json(accounts.Select(a => Explanation.ForOthers(a, context.Policies))),
        },
    };

    LivePolicy? Policy(ScoredAccount account) => account.Main is { } main ? context.Policies[main.Policy] : null;

    NpgsqlBatchCommand FailuresOf(IReadOnlyList<SetAside> failures) => new(Failures)
    {
        Parameters =
        {
            Param.Of(platformId), Param.Of(now.UtcDateTime), Param.Of(failures.Select(_ => Guid.CreateVersion7(now))), Param.Of(failures.Select(f => f.AccountId)),
            Param.Of(failures.Select(f => f.PostId)), Param.Of(failures.Select(f => f.PostCreatedAt?.UtcDateTime)), Param.Of(failures.Select(f => f.Error)),
            Param.Of(failures.Select(f => f.Recount)),
        },
    };

    // PostgreSQL's arrays of arrays must be even; spans are not, so each row's travel as text.
    static string Spans(Detection.Signals.PostSignal signal) =>
        "{" + string.Join(',', signal.Highlights.Select(h => $"{h.Start},{h.Length}")) + "}";
}
