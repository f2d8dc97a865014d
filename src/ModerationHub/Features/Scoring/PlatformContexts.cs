using System.Collections.Concurrent;
using ModerationHub.Data;
using ModerationHub.Detection.Media;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Learning.Onnx;
using ModerationHub.Features.Media;
using ModerationHub.Features.Scoring.Shadows;
using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <summary>The platforms' contexts, compiled once and again when what is live has changed; whether it has is asked every few seconds.</summary>
public sealed partial class PlatformContexts(TimeProvider time, MediaMemory media, OnnxModels onnx, LanguageTeller languages, ILogger<PlatformContexts> logger)
{
    static readonly TimeSpan Trusted = TimeSpan.FromSeconds(3);

    /// <summary>Different texts that are remembered across accounts, 140 MB of them at most: half an hour of a hundred new ones a second.</summary>
    const int RecentTexts = 200_000;

    /// <summary>After so long every host scores with what a commit made live.</summary>
    public static readonly TimeSpan Settled = Trusted + TimeSpan.FromSeconds(2);

    readonly ConcurrentDictionary<int, Known> _platforms = new();

    public IEnumerable<PlatformContext> All => _platforms.Values.Select(k => k.Context).OfType<PlatformContext>();

    /// <summary>The platform's context, read in the caller's transaction when it is not known or may be stale.</summary>
    public async Task<PlatformContext> OfAsync(int platformId, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var known = _platforms.GetOrAdd(platformId, _ => new Known());
        if (known.Fresh(time) is { } fresh)
            return fresh;
        await known.Gate.WaitAsync(cancellation);
        try
        {
            if (known.Fresh(time) is { } justRead)
                return justRead;
            var now = time.GetUtcNow();
            var fingerprint = await FingerprintAsync(platformId, now, transaction, cancellation);
            var banks = await media.ReadBanksAsync(platformId, transaction.Connection!, cancellation);
            if (known.Context?.Fingerprint != fingerprint)
            {
                var context = await ReadAsync(platformId, fingerprint, known.Context, banks.Banks, transaction, cancellation);
                known.Context = await ShadowPolicy.AddAsync(context, transaction, now, cancellation);
                Log.Loaded(logger, platformId, known.Context.Policies.Count, known.Context.Scoring.Terms.Terms.Count, known.Context.Faults.Count);
            }
            known.Sightings = await Sightings.LearnAsync(transaction, platformId, known.Context.Scoring, known.Sightings, now, cancellation);
            known.CheckedAt = time.GetTimestamp();
            return known.Context;
        }
        finally
        {
            known.Gate.Release();
        }
    }

    // Versions and queues are few; of the banks of versions their sizes and newest terms tell a change, of those of teams that their rows were written.
    static async Task<string> FingerprintAsync(int platformId, DateTimeOffset now, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"""
            select coalesce((select string_agg(v.policy_key || ':' || v.version || ':' || p.severity || ':' || md5(v::text), ',' order by v.policy_key)
                             from policy_versions v join policies p on p.platform_id = v.platform_id and p.key = v.policy_key
                             where v.platform_id = $1 and v.state = 'live'), '')
                || '|' || coalesce((select string_agg(b.bank_id || ':' || b.terms || ':' || b.newest, ',' order by b.bank_id)
                             from (select bank_id, count(*) as terms, max(id::text) as newest from bank_terms where platform_id = $1
                                   and bank_id in (select unnest(bank_ids) from policy_versions where platform_id = $1 and state = 'live') group by bank_id) b), '')
                || '|' || coalesce((select string_agg(s.term_id::text, ',' order by s.term_id) from term_stops s where s.platform_id = $1 and s.state <> 'resumed'), '')
                || '|' || coalesce((select string_agg(md5(q::text), ',' order by q.id) from queues q where q.platform_id = $1), '')
                || '|' || coalesce((select string_agg(md5(b::text) || ':' || b.xmin::text, ',' order by b.id) from banks b where b.platform_id = $1 and b.kind <> 'terms'), '')
                || '|' || coalesce((select string_agg(m.policy_key || ':' || m.version, ',' order by m.policy_key) from text_models m
                             where m.platform_id = $1 and m.state = 'champion'), '')
                || '|' || coalesce((select string_agg(r.policy_key || ':' || r.version, ',' order by r.policy_key) from risk_versions r
                             where r.platform_id = $1 and r.state = 'in_force'), '')
                || '|' || coalesce((select string_agg(s.id::text, ',' order by s.id) from {ShadowPolicy.Running}), '')
            """, transaction.Connection, transaction) { Parameters = { new NpgsqlParameter<int> { TypedValue = platformId }, Param.Of(now.UtcDateTime) } };
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }

    async Task<PlatformContext> ReadAsync(int platformId, string fingerprint, PlatformContext? before, KnownMedia knownMedia,
        NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new("""
                    select v.policy_key, v.version, v.threshold, v.target_minutes, v.risk_parameters::text, p.severity, v.rules::text
                    from policy_versions v join policies p on p.platform_id = v.platform_id and p.key = v.policy_key
                    where v.platform_id = $1 and v.state = 'live' order by p.position, v.policy_key
                    """) { Parameters = { new NpgsqlParameter<int> { TypedValue = platformId } } },
                new("""
                    select v.policy_key, t.id, b.name, t.kind, t.text, t.weight, t.threat_to_life
                    from policy_versions v
                    join banks b on b.platform_id = v.platform_id and b.id = any (v.bank_ids)
                    join bank_terms t on t.platform_id = b.platform_id and t.bank_id = b.id
                    where v.platform_id = $1 and v.state = 'live' and b.kind <> 'urls'
                        and not exists (select from term_stops s where s.platform_id = $1 and s.term_id = t.id and s.state <> 'resumed')
                    order by v.policy_key, t.bank_id, t.id
                    """) { Parameters = { new NpgsqlParameter<int> { TypedValue = platformId } } },
                new("select id, name, kind, policy_key, languages, position from queues where platform_id = $1 and closed_at is null order by position, id")
                    { Parameters = { new NpgsqlParameter<int> { TypedValue = platformId } } },
                new("""
                    select b.id, b.name, array_agg(v.policy_key order by v.policy_key)
                    from banks b join policy_versions v on v.platform_id = b.platform_id and (b.id = any (v.bank_ids) or b.policy_key = v.policy_key)
                    where b.platform_id = $1 and b.kind = 'hashes' and v.state = 'live' group by b.id, b.name
                    """) { Parameters = { new NpgsqlParameter<int> { TypedValue = platformId } } },
                new("""
                    select v.policy_key, t.id, b.name, t.text, t.weight
                    from policy_versions v
                    join banks b on b.platform_id = v.platform_id and (b.id = any (v.bank_ids) or b.policy_key = v.policy_key)
                    join bank_terms t on t.platform_id = b.platform_id and t.bank_id = b.id
                    where v.platform_id = $1 and v.state = 'live' and b.kind = 'urls'
                        and not exists (select from term_stops s where s.platform_id = $1 and s.term_id = t.id and s.state <> 'resumed')
                    order by v.policy_key, t.bank_id, t.id
                    """) { Parameters = { new NpgsqlParameter<int> { TypedValue = platformId } } },
                TextModels.Query(platformId, before?.Scoring.TextModels ?? []),
                LearnedRisk.Query(platformId),
                new("select distinct term_id from term_stops where platform_id = $1 and state <> 'resumed'") { Parameters = { new NpgsqlParameter<int> { TypedValue = platformId } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        List<FormattableString> faults = [];
        List<LivePolicy> policies = [];
        while (await reader.ReadAsync(cancellation))
        {
            var version = new PolicyVersion
            {
                PlatformId = platformId, PolicyKey = reader.GetString(0), Version = reader.GetInt32(1), Text = "", Threshold = reader.GetDouble(2),
                TargetMinutes = reader.GetInt32(3), AllowedActions = [], RiskParameters = reader.IsDBNull(4) ? null : reader.GetString(4), Rules = reader.IsDBNull(6) ? null : reader.GetString(6),
            };
            if (LivePolicies.Read(version, (Severity)reader.GetInt16(5), faults) is { } policy)
                policies.Add(policy);
        }
        await reader.NextResultAsync(cancellation);
        List<StoredTerm> terms = [];
        while (await reader.ReadAsync(cancellation))
            terms.Add(new StoredTerm(reader.GetString(0), reader.GetGuid(1), reader.GetString(2), SnakeCase.Parse<TermKind>(reader.GetString(3)),
                reader.GetString(4), reader.GetDouble(5), reader.GetBoolean(6)));
        await reader.NextResultAsync(cancellation);
        List<Queue> queues = [];
        while (await reader.ReadAsync(cancellation))
            queues.Add(new Queue
            {
                PlatformId = platformId, Id = reader.GetString(0), Name = reader.GetString(1), Kind = SnakeCase.Parse<QueueKind>(reader.GetString(2)),
                PolicyKey = reader.IsDBNull(3) ? null : reader.GetString(3), Languages = reader.GetFieldValue<string[]>(4), Position = reader.GetInt32(5),
            });
        await reader.NextResultAsync(cancellation);
        Dictionary<string, HashBank> hashBanks = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
            hashBanks.Add(reader.GetString(0), new HashBank(reader.GetString(1), reader.GetFieldValue<string[]>(2)));
        await reader.NextResultAsync(cancellation);
        List<LinkEntry> links = [];
        while (await reader.ReadAsync(cancellation))
            links.Add(new LinkEntry(reader.GetGuid(1).ToString(), reader.GetString(2), reader.GetString(0), reader.GetString(3), reader.GetDouble(4)));
        await reader.NextResultAsync(cancellation);
        var models = await TextModels.ReadAsync(reader, before?.Scoring.TextModels ?? [], faults, cancellation);
        await reader.NextResultAsync(cancellation);
        var learned = await LearnedRisk.ReadAsync(reader, faults, cancellation);
        await reader.NextResultAsync(cancellation);
        HashSet<Guid> stopped = [];
        while (await reader.ReadAsync(cancellation))
            stopped.Add(reader.GetGuid(0));
        models = onnx.TakePlaces(models, policies.Select(p => p.Key));
        policies = policies.ConvertAll(p => (models.Find(m => m.Policy == p.Key) is { } model ? TextModels.Counting(p) with { TextModel = model.Version } : p).With(learned.GetValueOrDefault(p.Key)));
        var scoring = new ScoringContext([.. policies.Select(p => p.Scoring)], LivePolicies.Compile(terms, faults),
            before?.Scoring.Window ?? new(capacity: RecentTexts), before?.Scoring.Creations, links: LivePolicies.CompileLinks(links, faults), outreach: before?.Scoring.Outreach, textModels: models)
        {
            KnownMedia = knownMedia, HashBanks = hashBanks, Handles = before?.Scoring.Handles ?? new(), Clients = before?.Scoring.Clients ?? new(),
            Languages = languages,
            Rules = LivePolicies.CompileRules(policies, stopped), Stopped = stopped,
        };
        return new PlatformContext(platformId, fingerprint, scoring, policies.ToDictionary(p => p.Key, StringComparer.Ordinal), queues, faults);
    }

    sealed class Known
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);
        public PlatformContext? Context { get; set; }
        public long CheckedAt { get; set; }

        /// <summary>Where to read on what other hosts found; null before the first look.</summary>
        public ulong? Sightings { get; set; }

        public PlatformContext? Fresh(TimeProvider time) =>
            Context is not null && time.GetElapsedTime(CheckedAt) < Trusted ? Context : null;
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Platform {Platform}: scoring with {Policies} policies and {Terms} terms; {Faults} faults in the configuration")]
        public static partial void Loaded(ILogger logger, int platform, int policies, int terms, int faults);
    }
}
