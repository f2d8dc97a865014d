using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Policies.Backtests;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies.Shadows;

/// <param name="Agreed">Accounts that crossed both thresholds.</param>
/// <param name="Added">Those that crossed the shadow's alone, by what people decided afterwards.</param>
/// <param name="Lost">Those that crossed the live version's alone.</param>
public sealed record ShadowLanguage(string Language, HumanVerdicts Agreed, HumanVerdicts Added, HumanVerdicts Lost);

/// <param name="Language">Primary tag; "und" where neither post nor account says.</param>
/// <param name="Upheld">What people decided about it since it crossed; null when nobody did.</param>
public sealed record ShadowCrossing(string AccountId, string? Handle, string Language, float Risk, float LiveRisk, DateTimeOffset At, bool? Upheld);

/// <summary>A version's last shadow and what it saw.</summary>
/// <param name="Added">Some of the candidates that the version would add, highest risk first.</param>
/// <param name="Lost">Some of those that it would not have.</param>
public sealed record ShadowView(Guid Id, ShadowState State, string StartedBy, DateTimeOffset StartedAt, DateTimeOffset EndsAt, DateTimeOffset? StoppedAt, string? StoppedBy,
    IReadOnlyList<ShadowLanguage> Languages, IReadOnlyList<ShadowCrossing> Added, IReadOnlyList<ShadowCrossing> Lost);

/// <summary>What a version that runs in shadow, or last ran, has seen.</summary>
public sealed class ReadShadow(Operation op)
{
    public const int MostListed = 100;

    public sealed record Command(string PolicyKey, int Version);

    public async Task<ShadowView?> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadPolicies);
        var shadow = await op.Db.Shadows.AsNoTracking().Where(s => s.PolicyKey == command.PolicyKey && s.Version == command.Version).OrderByDescending(s => s.Id).FirstOrDefaultAsync(cancellation);
        if (shadow is null)
            return null;
        var version = await op.Db.PolicyVersions.AsNoTracking().SingleAsync(v => v.PolicyKey == command.PolicyKey && v.Version == command.Version, cancellation);
        // A minute may pass until the sweep writes down what is so already.
        var state = shadow.State != ShadowState.Running ? shadow.State
            : !version.IsOpen ? ShadowState.Closed : version.ChangedAt != shadow.VersionChangedAt ? ShadowState.Changed : shadow.EndsAt <= op.Now ? ShadowState.Ended : ShadowState.Running;
        return new ShadowView(shadow.Id, state, shadow.StartedBy, shadow.StartedAt, shadow.EndsAt, shadow.StoppedAt, shadow.StoppedBy,
            await LanguagesAsync(shadow.Id, cancellation), await ListedAsync(shadow.Id, added: true, cancellation), await ListedAsync(shadow.Id, added: false, cancellation));
    }

    async Task<IReadOnlyList<ShadowLanguage>> LanguagesAsync(Guid shadow, CancellationToken cancellation)
    {
        var counts = await op.Db.Database.SqlQuery<Count>($"""
            select language, crossed_at is not null as crossed, live_crossed_at is not null as live, upheld, count(*)::int as accounts
            from (
                select a.language, a.crossed_at, a.live_crossed_at, (
                    select exists (select from decision_actions x where x.platform_id = d.platform_id and x.decision_id = d.id and x.kind not in ('no_action', 'restore'))
                    from decisions d where d.platform_id = a.platform_id and d.account_id = a.account_id and d.state = 'final'
                        and d.decided_at >= least(a.crossed_at, a.live_crossed_at) order by d.decided_at desc, d.id desc limit 1) as upheld
                from shadow_accounts a where a.platform_id = {op.PlatformId} and a.shadow_id = {shadow} and (a.crossed_at is not null or a.live_crossed_at is not null)) judged
            group by 1, 2, 3, 4
            """).ToListAsync(cancellation);
        return [.. counts.GroupBy(c => c.Language).Select(l => new ShadowLanguage(l.Key, Sum(l, true, true), Sum(l, true, false), Sum(l, false, true)))
            .OrderByDescending(l => l.Added.All + l.Lost.All).ThenByDescending(l => l.Agreed.All).ThenBy(l => l.Language, StringComparer.Ordinal)];

        static HumanVerdicts Sum(IEnumerable<Count> counts, bool crossed, bool live)
        {
            var those = counts.Where(c => c.Crossed == crossed && c.Live == live).ToList();
            return new(Of(true), Of(false), Of(null));
            int Of(bool? upheld) => those.Where(c => c.Upheld == upheld).Sum(c => c.Accounts);
        }
    }

    async Task<IReadOnlyList<ShadowCrossing>> ListedAsync(Guid shadow, bool added, CancellationToken cancellation) => await op.Db.Database.SqlQuery<ShadowCrossing>($"""
        select a.account_id, c.handle, a.language, a.risk, a.live_risk, coalesce(a.crossed_at, a.live_crossed_at) as at, (
            select exists (select from decision_actions x where x.platform_id = d.platform_id and x.decision_id = d.id and x.kind not in ('no_action', 'restore'))
            from decisions d where d.platform_id = a.platform_id and d.account_id = a.account_id and d.state = 'final'
                and d.decided_at >= coalesce(a.crossed_at, a.live_crossed_at) order by d.decided_at desc, d.id desc limit 1) as upheld
        from shadow_accounts a left join accounts c on c.platform_id = a.platform_id and c.id = a.account_id
        where a.platform_id = {op.PlatformId} and a.shadow_id = {shadow}
            and case when {added} then a.crossed_at is not null and a.live_crossed_at is null else a.crossed_at is null and a.live_crossed_at is not null end
        order by case when {added} then a.risk else a.live_risk end desc, a.account_id limit {MostListed}
        """).ToListAsync(cancellation);

    public sealed record Count(string Language, bool Crossed, bool Live, bool? Upheld, int Accounts);
}
