namespace ModerationHub.Domain.Cases;

/// <summary>What can happen to a case; <see cref="CaseEvent.Kind"/> holds it in snake_case.</summary>
public enum CaseEventKind
{
    Opened, RiskChanged, EvidenceAdded, Claimed, ClaimLapsed, Released, PassedOn, Escalated, HandedBack, DeadlineCrossed, AlarmAcknowledged, AlarmClimbed,
    Decided, DecisionFinal, DecisionUndone, DecisionOverturned, AppealUpheld, AppealOverturned, Reopened, Preserved,
}
