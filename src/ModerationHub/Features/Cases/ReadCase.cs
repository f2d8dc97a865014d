using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Cases;

/// <summary>The whole case for whoever may see it. That it was read goes on the record, with the decisions that it led to.</summary>
public sealed class ReadCase(Operation op, CaseStory story, AccountDecisions decisions, PostFates fates, ReportStandings standings, AccountApps apps, Resemblances resemblances)
{
    const int MaxPosts = 200;
    const int MaxReports = 200;
    const string StandingDetector = "standing";

    /// <param name="Preload">Loaded ahead for the page, not shown yet: claiming it records the reading.</param>
    public sealed record Command(Guid CaseId, bool Preload = false);

    public async Task<CaseFile> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadCases);
        var @case = await op.Db.Cases.AsNoTracking().SingleOrDefaultAsync(c => c.Id == command.CaseId, cancellation);
        // To a key a sealed case does not exist.
        if (@case is null || (@case.Lane == CaseLane.Sealed && op.Actor.UserId is null))
            throw new RuleBrokenException(CaseRules.Unknown);
        await story.DemandSightAsync(@case.Id, @case.Lane, @case.QueueId, cancellation);
        if (!command.Preload)
            op.RecordRead("case", @case.Id.ToString());

        var account = await op.Db.Accounts.AsNoTracking().SingleAsync(a => a.Id == @case.AccountId, cancellation);
        var evidence = (await Weightiest(EvidenceKind.Post, MaxPosts).Concat(Weightiest(EvidenceKind.Report, MaxReports)).Concat(Weightiest(EvidenceKind.Profile, 1)).ToListAsync(cancellation))
            .OrderByDescending(e => e.Weight).ThenByDescending(e => e.At).ToList();
        var lines = await decisions.OfAsync(@case.AccountId, cancellation);
        return new CaseFile
        {
            Id = @case.Id, State = @case.State, Lane = @case.Lane, QueueId = @case.QueueId, Band = @case.Band, Rank = @case.Rank, Risk = @case.Risk,
            Language = @case.Language, OpenedAt = @case.OpenedAt, DeadlineAt = @case.DeadlineAt, ChangedAt = @case.ChangedAt,
            TimesReopened = @case.TimesReopened, EvidenceCount = @case.EvidenceCount,
            QueueName = await op.Db.Queues.Where(q => q.Id == @case.QueueId).Select(q => q.Name).SingleAsync(cancellation),
            Claim = @case.ClaimedBy is { } holder ? new(await PseudonymAsync(holder, cancellation), holder == op.Actor.UserId, @case.ClaimedUntil!.Value) : null,
            Priority = @case.Priority == "{}" ? null : Parse<CasePriority>(@case.Priority),
            Account = ProfileEvidence.Of(account), AccountStateUntil = account.StateUntil,
            ProfileThen = evidence.Find(e => e.Kind == EvidenceKind.Profile) is { } profile ? Parse<ProfileEvidence>(profile.Payload) : null,
            // Who is on the list of known voices never leaves the hub.
            Explanation = [.. Parse<ExplanationPart[]>(@case.Explanation).Where(part => op.Actor.UserId is not null || part.Detector != StandingDetector)],
            Resembles = await resemblances.OfAsync(account, cancellation),
            Weights = await LearnedFrom.OfAsync(op, @case, cancellation),
            Posts = await fates.AddAsync(account.Id, [.. evidence.Where(e => e.Kind == EvidenceKind.Post).Select(e => Parse<PostEvidence>(e.Payload))], cancellation),
            Reports = await standings.AddAsync([.. evidence.Where(e => e.Kind == EvidenceKind.Report).Select(e => Parse<ReportEvidence>(e.Payload))], cancellation),
            Policy = await PolicyAsync(@case, cancellation), Policies = await ChoicesAsync(cancellation),
            Timeline = await op.Db.CaseEvents.AsNoTracking().Where(e => e.CaseId == @case.Id).OrderBy(e => e.At).ThenBy(e => e.Id)
                .Select(e => new TimelineEntry(e.At, e.Kind, e.Actor, e.Detail)).ToListAsync(cancellation),
            Decisions = lines,
            Strikes = lines.Sum(line => line.Strikes), Apps = await apps.OfAsync(@case.AccountId, cancellation),
            Escalation = await EscalationAsync(@case.Id, cancellation),
            Preservation = @case.Lane == CaseLane.Sealed && op.Actor.Can(Permission.ReadSealedLane) ? await PreservationAsync(@case.Id, cancellation) : null,
            Draft = await DraftAsync(@case.Id, cancellation),
        };

        IQueryable<CaseEvidence> Weightiest(EvidenceKind kind, int most) => op.Db.CaseEvidence.AsNoTracking().Where(e => e.CaseId == @case.Id && e.Kind == kind)
            .OrderByDescending(e => e.Weight).ThenByDescending(e => e.At).ThenBy(e => e.Key).Take(most);
    }

    async Task<CasePolicy> PolicyAsync(Case @case, CancellationToken cancellation) =>
        await (from p in op.Db.Policies
               join v in op.Db.PolicyVersions on p.Key equals v.PolicyKey
               where p.Key == @case.PolicyKey && v.Version == @case.PolicyVersion
               select new CasePolicy(p.Key, p.Name, p.Severity, v.Version, v.Text, v.Examples, v.EdgeCases, v.EnoughExhibits, v.AllowedActions, v.Threshold, v.TargetMinutes))
            .SingleAsync(cancellation);

    Task<List<PolicyChoice>> ChoicesAsync(CancellationToken cancellation) =>
        (from p in op.Db.Policies
         join v in op.Db.PolicyVersions on p.Key equals v.PolicyKey
         where v.State == PolicyVersionState.Live
         orderby p.Position, p.Key
         select new PolicyChoice(p.Key, p.Name, p.Severity, v.Version, v.Text, v.AllowedActions, v.EnoughExhibits)).ToListAsync(cancellation);

    Task<CaseEscalation?> EscalationAsync(Guid caseId, CancellationToken cancellation) => op.Db.Escalations.AsNoTracking()
        .Where(e => e.CaseId == caseId && e.ClosedAt == null)
        .Select(e => new CaseEscalation(e.Id, e.Kind, e.Sealed, e.QueueId, e.Owner, e.DeadlineAt, e.OriginQueueId, e.Reason,
            op.Db.Users.Where(u => u.Id == e.RaisedBy).Select(u => u.Pseudonym).FirstOrDefault(), e.RaisedAt, e.Level,
            op.Db.Users.Where(u => u.Id == e.AcknowledgedBy).Select(u => u.Pseudonym).FirstOrDefault(), e.AcknowledgedAt, e.ExternalReference))
        .SingleOrDefaultAsync(cancellation);

    Task<CasePreservation?> PreservationAsync(Guid caseId, CancellationToken cancellation) => op.Db.Escalations.AsNoTracking()
        .Where(e => e.CaseId == caseId && e.Sealed).OrderByDescending(e => e.PreservedUntil != null).ThenByDescending(e => e.RaisedAt).ThenByDescending(e => e.Id)
        .Select(e => new CasePreservation(e.ExternalReference, e.PreservedUntil)).FirstOrDefaultAsync(cancellation);

    async Task<DecisionForm?> DraftAsync(Guid caseId, CancellationToken cancellation) => op.Actor.UserId is { } user
        && await op.Db.DecisionDrafts.AsNoTracking().SingleOrDefaultAsync(d => d.CaseId == caseId && d.UserId == user, cancellation) is { } draft
        ? Parse<DecisionForm>(draft.Payload) : null;

    Task<string?> PseudonymAsync(Guid user, CancellationToken cancellation) =>
        op.Db.Users.Where(u => u.Id == user).Select(u => u.Pseudonym).SingleOrDefaultAsync(cancellation);

    static T Parse<T>(string json) => JsonSerializer.Deserialize<T>(json, Operation.Json)!;
}
