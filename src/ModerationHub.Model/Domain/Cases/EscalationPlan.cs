namespace ModerationHub.Domain.Cases;

public static class EscalationRules
{
    public static readonly Rule NoAlarm = new("no_alarm", "No alarm of this case waits for an answer.");
    public static readonly Rule AlreadyAcknowledged = new("alarm_already_acknowledged", "Somebody has already answered this alarm.");
    public static readonly Rule ReasonRequired = new("escalation_reason_required", "Say why the case is escalated.");
}

/// <summary>What is kept of a sealed case for the body that the law names, whatever retention and erasure say.</summary>
public static class PreservationRules
{
    public const int MaxReference = 200;
    public const int DefaultDays = 90;
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3_653);
    public static readonly Rule NotSealed = new("case_not_sealed", "Only a case in the sealed lane is preserved for an external report.");
    public static readonly Rule Time = new("preservation_time_out_of_range", "Preservation ends after today and within ten years.");
    public static readonly Rule ReferenceTooLong = new("external_reference_too_long", "A reference has at most 200 characters.");
}

/// <summary>Where an escalation goes: every one has a destination, an owner, a deadline and a way back.</summary>
public static class EscalationPlan
{
    public const string Superseded = "superseded";
    public const string Decided = "decided";
    public const string HandedBack = "handed_back";

    /// <summary>Time in which somebody must answer an alarm before it climbs.</summary>
    public static readonly TimeSpan ThreatStep = TimeSpan.FromMinutes(5);

    public static QueueKind Destination(EscalationKind kind) => kind switch
    {
        EscalationKind.Lead => QueueKind.Lead,
        EscalationKind.Specialist => QueueKind.Specialist,
        EscalationKind.ThreatToLife => QueueKind.Threat,
        _ => QueueKind.Sealed,
    };

    /// <summary>How far an alarm has climbed: <see cref="Escalation.Level"/>. From the third level on everybody who decides cases sees it and may answer.</summary>
    public const int OnCall = 0;
    public const int Leads = 1;
    public const int Everybody = 2;

    public static string ThreatOwner(int level) => level switch { OnCall => "on_call", Leads => "leads", _ => "everybody" };

    /// <param name="raised">Which case goes where, why, by whom and when.</param>
    /// <param name="open">The escalation that the case is already under; it is closed, and its way back goes on.</param>
    public static Escalation Raise(EscalationRaised raised, Case @case, Queue destination, Escalation? open)
    {
        if (Words.AreMissing(raised.Reason))
            throw new RuleBrokenException(EscalationRules.ReasonRequired);
        var isSealed = raised.Kind == EscalationKind.SealedLane || @case.Lane == CaseLane.Sealed;
        // Sealing a case must not silence an alarm that nobody has answered.
        var alarm = raised.Kind == EscalationKind.ThreatToLife || open is { AlarmSounds: true };
        if (destination.Kind != Destination(isSealed ? EscalationKind.SealedLane : alarm ? EscalationKind.ThreatToLife : raised.Kind))
            throw new RuleBrokenException(CaseRules.NoDestination);
        open?.Close(Superseded, raised.At);
        var kind = alarm ? EscalationKind.ThreatToLife : raised.Kind;
        return new Escalation
        {
            PlatformId = @case.PlatformId, Id = raised.Id, CaseId = @case.Id, Kind = kind, Sealed = isSealed, QueueId = destination.Id,
            Owner = OwnerOf(kind, destination), DeadlineAt = raised.At + TimeFor(kind),
            OriginQueueId = open?.OriginQueueId ?? @case.QueueId, OriginDeadlineAt = open is null ? @case.DeadlineAt : open.OriginDeadlineAt,
            Reason = raised.Reason.Trim(), RaisedBy = raised.By, RaisedAt = raised.At,
        };
    }

    static string OwnerOf(EscalationKind kind, Queue destination) => kind switch
    {
        EscalationKind.ThreatToLife => ThreatOwner(0),
        EscalationKind.SealedLane => "trained_reviewers",
        EscalationKind.Lead => "leads",
        _ => destination.Id,
    };

    public static TimeSpan TimeFor(EscalationKind kind) => kind switch
    {
        EscalationKind.ThreatToLife => ThreatStep,
        EscalationKind.SealedLane => TimeSpan.FromHours(1),
        EscalationKind.Lead => TimeSpan.FromHours(8),
        _ => TimeSpan.FromHours(24),
    };
}

public sealed record EscalationRaised(Guid Id, EscalationKind Kind, string Reason, Guid By, DateTimeOffset At);
