using ModerationHub.Domain.Live;
using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <summary>Stores a scored batch and raises its candidates, all at once or, after a row refused, account by account.</summary>
public sealed class BatchWriting(NpgsqlTransaction transaction, ScoringBatch batch, PlatformContext context, RaiseCandidates candidates, DateTimeOffset now)
{
    const string Savepoint = "account";

    readonly ScoreWriter _scores = new(transaction, batch.Lease.PlatformId, context, now);

    public List<LiveEvent> Events { get; } = [];
    public List<RaisedCase> Raised { get; } = [];

    /// <summary>Accounts whose rows were refused.</summary>
    public HashSet<string> Failed { get; } = new(StringComparer.Ordinal);

    public async Task WriteAsync(AccountScoring scoring, Guid stamp, CancellationToken cancellation)
    {
        await _scores.WriteAsync(batch.Lease, scoring.Scored, scoring.Failures, stamp, cancellation);
        await RaiseAsync(scoring.Scored, cancellation);
    }

    public async Task WriteOneByOneAsync(AccountScoring scoring, Guid stamp, CancellationToken cancellation)
    {
        foreach (var account in scoring.Scored)
        {
            await transaction.SaveAsync(Savepoint, cancellation);
            try
            {
                await _scores.WriteAsync(batch.Lease, [account], [], null, cancellation);
                await RaiseAsync([account], cancellation);
                await transaction.ReleaseAsync(Savepoint, cancellation);
            }
            catch (PostgresException e) when (SetAside.IsAboutRows(e))
            {
                await transaction.RollbackAsync(Savepoint, cancellation);
                Failed.Add(account.Work.Id);
                scoring.SetAsideAll(account.Work, e);
            }
        }
        await _scores.WriteAsync(batch.Lease, [], scoring.Failures, stamp, cancellation);
    }

    async Task RaiseAsync(IReadOnlyList<ScoredAccount> accounts, CancellationToken cancellation)
    {
        var outcome = await candidates.HandleAsync(transaction, context, accounts, now, cancellation);
        Events.AddRange(outcome.Events);
        Raised.AddRange(outcome.Raised);
    }
}
