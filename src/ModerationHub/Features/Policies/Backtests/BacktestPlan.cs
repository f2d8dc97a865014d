using ModerationHub.Data;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;
using ModerationHub.Domain;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Scoring;
using Npgsql;

namespace ModerationHub.Features.Policies.Backtests;

/// <summary>The two versions of a backtest, compiled, and what sets them apart.</summary>
public sealed class BacktestPlan
{
    const string Versions = """
        select v.version, v.threshold, v.target_minutes, v.risk_parameters::text, coalesce(v.severity, p.severity), case when $4::int is null then v.state = 'live' else v.version = $4 end, v.rules::text
        from policy_versions v join policies p on p.platform_id = v.platform_id and p.key = v.policy_key
        where v.platform_id = $1 and v.policy_key = $2 and (v.version = $3 or case when $4::int is null then v.state = 'live' else v.version = $4 end)
        order by v.version = $3
        """;

    const string Terms = """
        select v.version = $3, t.id, b.name, t.kind, t.text, t.weight, t.threat_to_life
        from policy_versions v
        join banks b on b.platform_id = v.platform_id and b.id = any (v.bank_ids)
        join bank_terms t on t.platform_id = b.platform_id and t.bank_id = b.id
        where v.platform_id = $1 and v.policy_key = $2 and (v.version = $3 or case when $4::int is null then v.state = 'live' else v.version = $4 end) and b.kind <> 'urls'
            and not exists (select from term_stops s where s.platform_id = $1 and s.term_id = t.id and s.state <> 'resumed')
        order by t.bank_id, t.id
        """;

    static readonly HashSet<Guid> NoStops = [];

    /// <summary>The threshold of what nobody crosses, not even by a threat to life.</summary>
    const double Never = 1;

    public required LivePolicy Live { get; init; }
    public required LivePolicy Draft { get; init; }
    public required TermMatcher LiveTerms { get; init; }
    public required TermMatcher DraftTerms { get; init; }

    /// <summary>What only the draft matches; null when every text it looks for is looked for already.</summary>
    public required TermMatcher? AddedTerms { get; init; }

    /// <summary>The draft's rules that accounts remember nothing of yet: new ones and those with other conditions. Null when there are none.</summary>
    public required RuleSet? AddedRules { get; init; }

    /// <summary>Ids of the draft's terms that the live version has too and that weigh more in the draft.</summary>
    public required IReadOnlySet<string> RaisedTerms { get; init; }

    /// <summary>Whether any term came, went or weighs differently: otherwise what is stored of accounts stands.</summary>
    public required bool TermsDiffer { get; init; }

    /// <summary>Whether every stored post has to be read.</summary>
    public bool ReadsAll => AddedTerms is not null || AddedRules is not null;

    /// <summary>Whether every stored post has to be counted, so that there is a whole to compare with.</summary>
    public bool CountsAll => ReadsAll || RaisedTerms.Count > 0;

    /// <param name="version">The version that takes the draft's place.</param>
    /// <param name="against">The one that takes the live one's; null takes whichever is live.</param>
    public static async Task<BacktestPlan> ReadAsync(int platformId, string policyKey, int version, int? against, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var asked = (platformId, policyKey, version, against);
        List<FormattableString> faults = [];
        List<(LivePolicy Policy, bool Live)> versions = [];
        await foreach (var r in RowsAsync(Versions, asked, transaction, cancellation))
            if (LivePolicies.Read(new PolicyVersion
            {
                PlatformId = platformId, PolicyKey = policyKey, Version = r.GetInt32(0), Text = "", Threshold = r.GetDouble(1), TargetMinutes = r.GetInt32(2),
                AllowedActions = [], RiskParameters = r.IsDBNull(3) ? null : r.GetString(3), Rules = r.IsDBNull(6) ? null : r.GetString(6),
            }, (Severity)r.GetInt16(4), faults) is { } policy)
                versions.Add((policy, r.GetBoolean(5)));
        if (versions.Count == 0 || versions[^1].Policy.Version != version || (against is not null && !versions.Exists(v => v.Live)))
            throw new RuleBrokenException(PolicyRules.Unknown);
        // Of a policy that nothing is live of yet: beside one that looks for nothing.
        if (!versions.Exists(v => v.Live))
            versions.Insert(0, (Nothing(versions[^1].Policy), true));
        List<StoredTerm> live = [], draft = [];
        await foreach (var r in RowsAsync(Terms, asked, transaction, cancellation))
        {
            var term = new StoredTerm(policyKey, r.GetGuid(1), r.GetString(2), SnakeCase.Parse<TermKind>(r.GetString(3)), r.GetString(4), r.GetDouble(5), r.GetBoolean(6));
            (r.GetBoolean(0) ? draft : live).Add(term);
        }
        var known = live.GroupBy(Spelling).ToDictionary(same => same.Key, same => same.Max(t => t.Weight));
        StoredTerm[] added = [.. draft.Where(t => !known.ContainsKey(Spelling(t)))];
        var (before, after) = (versions.Find(v => v.Live).Policy, versions[^1].Policy);
        var remembered = LivePolicies.CompileRules([before], NoStops).Rules.Select(r => r.Key).ToHashSet();
        PolicyRule[] fresh = [.. LivePolicies.CompileRules([after], NoStops).Rules.Where(r => !remembered.Contains(r.Key)).Select(r => r.Rule)];
        return new BacktestPlan
        {
            Live = before, Draft = after, AddedRules = fresh.Length > 0 ? LivePolicies.CompileRules([after with { Rules = fresh }], NoStops) : null, LiveTerms = LivePolicies.Compile(live, faults), DraftTerms = LivePolicies.Compile(draft, faults),
            AddedTerms = added.Length > 0 ? LivePolicies.Compile(added, faults) : null,
            RaisedTerms = draft.Where(t => known.TryGetValue(Spelling(t), out var weight) && t.Weight > weight).Select(t => t.Id.ToString()).ToHashSet(StringComparer.Ordinal),
            TermsDiffer = !live.Select(Said).ToHashSet().SetEquals(draft.Select(Said)),
        };

        static (TermKind, string) Spelling(StoredTerm term) => (term.Kind, term.Text);
        static (TermKind, string, double, bool) Said(StoredTerm term) => (term.Kind, term.Text, term.Weight, term.ThreatToLife);
    }

    static LivePolicy Nothing(LivePolicy draft) => draft with
    {
        Version = 0, Rules = [], Scoring = draft.Scoring with { Parameters = draft.Scoring.Parameters with { Threshold = Never } },
    };

    /// <summary>Accounts below it are out of the draft's reach, unless their posts say what only its terms match.</summary>
    public double LeastRisk => Live.Threshold == Never || Draft.Severity != Live.Severity || Reaches(Draft.Scoring.Parameters, Live.Scoring.Parameters) || Draft.Scoring.ConductAlone != Live.Scoring.ConductAlone ? 0 : Quiet;

    /// <summary>Circumstances and reports alone stay below it with the release's prior: whoever has less has no evidence of anything.</summary>
    const double Quiet = 0.05;

    // What weighed nothing may have left a risk of nothing.
    static bool Reaches(RiskParameters draft, RiskParameters live) => draft.Prior > live.Prior || draft.Weights.Any(w => w.Value > live.Weights.GetValueOrDefault(w.Key));

    /// <summary>The platform's scoring with this policy alone, in one of its two versions; links, media, text models, windows and what decisions taught about weights are the live ones.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="draft">Which version.</param>
    /// <param name="rules">In place of the version's rules.</param>
    public ScoringContext ContextOf(PlatformContext platform, bool draft, RuleSet? rules = null) => platform.With(draft ? Draft : Live,
        draft ? DraftTerms : LiveTerms, rules ?? LivePolicies.CompileRules([draft ? Draft : Live], platform.Stopped));

    static async IAsyncEnumerable<NpgsqlDataReader> RowsAsync(string sql, (int PlatformId, string PolicyKey, int Version, int? Against) asked, NpgsqlTransaction transaction,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction)
        {
            Parameters = { Param.Of(asked.PlatformId), Param.Of(asked.PolicyKey), Param.Of(asked.Version), Param.Int(asked.Against) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            yield return reader;
    }
}
