namespace ModerationHub.Features.Policies;

/// <summary>What counts as a consequence when people's decisions are compared with what a version finds.</summary>
static class ActedOn
{
    /// <summary>SQL: whether the decision `d` had one.</summary>
    public const string Sql = "exists (select from decision_actions a where a.platform_id = d.platform_id and a.decision_id = d.id and a.kind not in ('no_action', 'restore'))";
}
