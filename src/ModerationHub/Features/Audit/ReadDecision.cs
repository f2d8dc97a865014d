using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Webhooks;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Enforcement;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Audit;

/// <summary>A decision with all that it rested on and all that became of it.</summary>
public sealed record DecisionFile
{
    public required DecisionDocument Decision { get; init; }
    public required Guid DecidedById { get; init; }
    public string? Note { get; init; }
    public ContextCheck? ContextCheck { get; init; }
    public required string PolicyName { get; init; }
    public required string PolicyText { get; init; }

    /// <summary>The posts relied on, as they were.</summary>
    public required IReadOnlyList<PostEvidence> Exhibits { get; init; }

    public ProfileEvidence? Profile { get; init; }
    public required IReadOnlyList<ExplanationPart> Explanation { get; init; }
    public LearnedFrom? Weights { get; init; }
    public required IReadOnlyList<EnforcementLine> Enforcement { get; init; }

    /// <summary>Since when it alarms, being in force and not applied.</summary>
    public DateTimeOffset? NotAppliedAt { get; init; }

    /// <summary>The news of it were given up: the platform may never have heard of it.</summary>
    public bool Undelivered { get; init; }

    public required IReadOnlyList<AuditTrail> Trail { get; init; }

    /// <summary>Whether the reader may overturn it now.</summary>
    public required bool MayOverturn { get; init; }
}

public sealed record EnforcementLine(ActionKind Kind, string? Target, EnforcementState State, DateTimeOffset? At, string? Detail);

public sealed record AuditTrail(long Seq, DateTimeOffset At, string Actor, string Action, string Hash, JsonNode? Payload);

public sealed class ReadDecision(Operation op)
{
    static readonly TimeSpan OneReading = TimeSpan.FromMinutes(1);

    public sealed record Command(Guid DecisionId);

    public async Task<DecisionFile> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadAudit);
        var decision = await op.Db.Decisions.AsNoTracking().Include(d => d.Actions).SingleOrDefaultAsync(d => d.Id == command.DecisionId, cancellation)
            ?? throw new RuleBrokenException(DecisionRules.Unknown);
        var @case = await op.Db.Cases.AsNoTracking().SingleAsync(c => c.Id == decision.CaseId, cancellation);
        if (@case.Lane == CaseLane.Sealed)
            op.Actor.Demand(Permission.ReadSealedLane);
        if (!await JustReadAsync(decision.Id.ToString(), cancellation))
            op.RecordRead("decision", decision.Id.ToString());
        var policy = await op.Db.Policies.AsNoTracking().SingleAsync(p => p.Key == decision.PolicyKey, cancellation);
        var version = await op.Db.PolicyVersions.AsNoTracking().SingleAsync(v => v.PolicyKey == decision.PolicyKey && v.Version == decision.PolicyVersion, cancellation);
        var keys = decision.Exhibits.Select(EvidenceKey.Post).Append(EvidenceKey.Profile).ToList();
        var evidence = await op.Db.CaseEvidence.AsNoTracking().Where(e => e.CaseId == decision.CaseId && keys.Contains(e.Key)).ToListAsync(cancellation);
        return new DecisionFile
        {
            Decision = DecisionDocument.Of(decision, policy, version), DecidedById = decision.DecidedBy, Note = decision.Note,
            ContextCheck = decision.ContextCheck is { } check ? Parse<ContextCheck>(check) : null, PolicyName = policy.Name, PolicyText = version.Text,
            Exhibits = [.. evidence.Where(e => e.Kind == EvidenceKind.Post).OrderByDescending(e => e.Weight).Select(e => Parse<PostEvidence>(e.Payload))],
            Profile = evidence.Find(e => e.Kind == EvidenceKind.Profile) is { } profile ? Parse<ProfileEvidence>(profile.Payload) : null,
            Explanation = Parse<ExplanationPart[]>(@case.Explanation), Weights = await LearnedFrom.OfAsync(op, @case, cancellation),
            Enforcement = [.. decision.Actions.OrderBy(a => a.Ordinal).Select(a => new EnforcementLine(a.Kind, a.Target, a.Enforcement, a.EnforcementAt, a.EnforcementDetail))],
            NotAppliedAt = decision.State == DecisionState.Final ? decision.NotAppliedAt : null,
            Undelivered = await op.Db.WebhookDeliveries.AnyAsync(w => w.DecisionId == decision.Id && w.State == DeliveryState.Dead, cancellation),
            Trail = await TrailAsync(decision, cancellation),
            MayOverturn = op.Actor.Can(Permission.OverturnDecision) && decision is { State: DecisionState.Final, Reverses: null } && decision.DecidedBy != op.Actor.UserId,
        };
    }

    /// <summary>Going up and down the list opens the same decision again and again; within a minute that is one reading.</summary>
    Task<bool> JustReadAsync(string id, CancellationToken cancellation)
    {
        var (reader, since) = (op.Actor.UserId, op.Now - OneReading);
        return op.Db.AuditReads.AnyAsync(r => r.SubjectKind == "decision" && r.SubjectId == id && r.ActorId == reader && r.At > since, cancellation);
    }

    async Task<List<AuditTrail>> TrailAsync(Decision decision, CancellationToken cancellation)
    {
        string[] subjects = [decision.Id.ToString(), (decision.Reverses ?? decision.Id).ToString()];
        var entries = await op.Db.AuditEntries.AsNoTracking().Include(e => e.Payload)
            .Where(e => e.SubjectKind == "decision" && subjects.Contains(e.SubjectId)).OrderBy(e => e.Seq).ToListAsync(cancellation);
        return [.. entries.Select(e => new AuditTrail(e.Seq, e.At, e.Actor, e.Action, Convert.ToHexStringLower(e.Hash),
            e.Payload is { } payload ? JsonNode.Parse(payload.Json) : null))];
    }

    static T Parse<T>(string json) => JsonSerializer.Deserialize<T>(json, Operation.Json)!;
}
