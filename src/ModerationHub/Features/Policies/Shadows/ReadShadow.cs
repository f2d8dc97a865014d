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

    const string Counts = $$"""
        select language, crossed_at is not null as crossed, live_crossed_at is not null as live, upheld, count(*)::int as accounts
        from (
            select s.language, s.crossed_at, s.live_crossed_at, (
                select {{ActedOn.Sql}} from decisions d where d.platform_id = s.platform_id and d.account_id = s.account_id and d.state = 'final'
                    and d.decided_at >= least(s.crossed_at, s.live_crossed_at) order by d.decided_at desc, d.id desc limit 1) as upheld
            from shadow_accounts s where s.platform_id = {0} and s.shadow_id = {1} and (s.crossed_at is not null or s.live_crossed_at is not null)) judged
        group by 1, 2, 3, 4
        """;

    const string Listed = $$"""
        select s.account_id, c.handle, s.language, s.risk, s.live_risk, coalesce(s.crossed_at, s.live_crossed_at) as at, (
            select {{ActedOn.Sql}} from decisions d where d.platform_id = s.platform_id and d.account_id = s.account_id and d.state = 'final'
                and d.decided_at >= coalesce(s.crossed_at, s.live_crossed_at) order by d.decided_at desc, d.id desc limit 1) as upheld
        from shadow_accounts s left join accounts c on c.platform_id = s.platform_id and c.id = s.account_id
        where s.platform_id = {0} and s.shadow_id = {1}
            and case when {2} then s.crossed_at is not null and s.live_crossed_at is null else s.crossed_at is null and s.live_crossed_at is not null end
        order by case when {2} then s.risk else s.live_risk end desc, s.account_id limit {3}
        """;

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
        var counts = await op.Db.Database.SqlQueryRaw<Count>(Counts, op.PlatformId, shadow).ToListAsync(cancellation);
        return [.. counts.GroupBy(c => c.Language).Select(l => new ShadowLanguage(l.Key, Sum(l, true, true), Sum(l, true, false), Sum(l, false, true)))
            .OrderByDescending(l => l.Added.All + l.Lost.All).ThenByDescending(l => l.Agreed.All).ThenBy(l => l.Language, StringComparer.Ordinal)];

        static HumanVerdicts Sum(IEnumerable<Count> counts, bool crossed, bool live)
        {
            var those = counts.Where(c => c.Crossed == crossed && c.Live == live).ToList();
            return new(Of(true), Of(false), Of(null));
            int Of(bool? upheld) => those.Where(c => c.Upheld == upheld).Sum(c => c.Accounts);
        }
    }

    async Task<IReadOnlyList<ShadowCrossing>> ListedAsync(Guid shadow, bool added, CancellationToken cancellation) =>
        await op.Db.Database.SqlQueryRaw<ShadowCrossing>(Listed, op.PlatformId, shadow, added, MostListed).ToListAsync(cancellation);

    public sealed record Count(string Language, bool Crossed, bool Live, bool? Upheld, int Accounts);
}
