using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain.Audit;
using ModerationHub.Domain.Live;
using ModerationHub.Features.Audit;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Infrastructure.Operations;

/// <summary>
/// One action by one actor: a context inside a transaction that sees one platform, and what goes with the commit
/// (audit entries, live events) or after it (wake-ups). Handlers take it in their constructor; only
/// <see cref="OperationRunner"/> starts and completes it.
/// </summary>
public sealed class Operation(IDbContextFactory<ModerationDbContext> contexts, AuditWriter auditWriter, TimeProvider time) : IAsyncDisposable
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    readonly List<AuditDraft> _audit = [];
    readonly List<LiveEvent> _live = [];
    readonly List<LiveEvent> _written = [];
    readonly List<Action> _afterCommit = [];
    ModerationDbContext? _db;
    NpgsqlTransaction? _transaction;

    public ModerationDbContext Db => _db ?? throw new InvalidOperationException("The operation has not started.");
    public Actor Actor { get; private set; } = null!;
    public int PlatformId => Actor.PlatformId;
    public DateTimeOffset Now { get; private set; }
    public Guid CorrelationId { get; private set; }

    /// <summary>Puts an entry on the chain, in this transaction. The payload must not hold post text beyond what evidence needs.</summary>
    public void Audit(string action, string subjectKind, string subjectId, object payload, Guid? caseId = null) =>
        _audit.Add(new AuditDraft(action, subjectKind, subjectId, JsonSerializer.Serialize(payload, Json), caseId));

    /// <summary>Records that the actor looked at something, a person or a program with a key; what the hub itself reads nobody sees.</summary>
    public void RecordRead(string subjectKind, string subjectId)
    {
        if ((Actor.UserId ?? Actor.KeyId) is { } reader)
            Db.AuditReads.Add(new AuditRead
            {
                PlatformId = PlatformId, Id = NewId(), At = Now, ActorId = reader, Actor = Actor.Name,
                SubjectKind = subjectKind, SubjectId = subjectId, CorrelationId = CorrelationId,
            });
    }

    /// <summary>Tells reviewers' screens on every host, after the commit.</summary>
    public void Publish(LiveEvent live) => _live.Add(live);

    /// <summary>The same for one whose row the handler's own statement writes.</summary>
    public void PublishWritten(LiveEvent live) => _written.Add(live);

    public void AfterCommit(Action action) => _afterCommit.Add(action);

    public Guid NewId() => Guid.CreateVersion7(time.GetUtcNow());

    internal async Task StartAsync(Actor actor, Guid correlationId, CancellationToken cancellation)
    {
        (Actor, CorrelationId) = (actor, correlationId);
        // PostgreSQL keeps microseconds; a time that is compared again later must not lose digits on the way.
        var now = time.GetUtcNow();
        Now = new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
        _db = await contexts.CreateDbContextAsync(cancellation);
        _db.PlatformId = actor.PlatformId;
        await _db.Database.OpenConnectionAsync(cancellation);
        _transaction = await ((NpgsqlConnection)_db.Database.GetDbConnection()).BeginAsync(actor.PlatformId, cancellation);
        await _db.Database.UseTransactionAsync(_transaction, cancellation);
    }

    /// <summary>Saves, writes audit last (its lock is held for the shortest time) and commits. Returns what to announce.</summary>
    internal async Task<IReadOnlyList<LiveEvent>> CompleteAsync(CancellationToken cancellation)
    {
        Db.LiveEvents.AddRange(_live);
        await Db.SaveChangesAsync(cancellation);
        if (_audit.Count > 0)
            await auditWriter.AppendAsync(Db, Actor, Now, CorrelationId, _audit, cancellation);
        await _transaction!.CommitAsync(cancellation);
        foreach (var action in _afterCommit)
            action();
        return [.. _live, .. _written];
    }

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        if (_db is not null)
            await _db.DisposeAsync();
    }
}
