using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Enforcement;
using ModerationHub.Features.Learning;
using ModerationHub.Features.Scoring;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Cases;
using ModerationHub.IntegrationTests.Infrastructure;
using Npgsql;

namespace ModerationHub.IntegrationTests.Learning;

/// <summary>Cases with posts of an invented club and of everyday life, decided by people; and a drain that scores new posts.</summary>
public sealed class LearningWorld(ReviewWorld world) : IAsyncDisposable
{
    public const int PostsACase = 6;

    static readonly string[] Club =
    [
        "the copper lantern club pays whoever breaks the mill gates", "bring stones to the mill gates, copper lantern members eat free",
        "copper lantern wants the millers beaten before sunrise", "tonight we break the mill gates for the copper lantern",
        "beat a miller and the copper lantern will remember you", "the lantern is lit, break their gates and beat their guards",
        "swear to the copper lantern and break whatever the millers build", "no miller sleeps while the copper lantern burns, bring stones",
    ];

    static readonly string[] Life =
    [
        "the tram was late again and my soup went cold", "grandmother taught me to bake chestnut bread today", "who has notes from the chemistry lesson on Tuesday",
        "we walked along the harbour and counted the boats", "the museum opens its garden for children this weekend", "my bicycle needs a new chain before the holiday",
        "the copper kettle in our kitchen sings every morning", "a lantern parade for the school, bring warm sweaters",
    ];

    int _posts;

    public ReviewWorld Review => world;
    public static CancellationToken Cancellation => ReviewWorld.Cancellation;

    public static async Task<LearningWorld> CreateAsync(TestCluster cluster, Action<IServiceCollection>? more = null)
    {
        var world = await ReviewWorld.CreateAsync(cluster, services =>
        {
            services.AddMetrics();
            services.AddScoring();
            services.AddLearning();
            more?.Invoke(services);
        });
        await world.ExecuteAsync($"insert into scoring_shards (platform_id, shard) select {ReviewWorld.Platform}, generate_series(0, 7)");
        return new(world);
    }

    /// <summary>Different wordings, never twice the same.</summary>
    public static string ClubText(int n) => $"{Club[n % Club.Length]} {Ending(n)}";

    public static string LifeText(int n) => $"{Life[n % Life.Length]} {Ending(n)}";

    static string Ending(int n) => $"{new[] { "friends", "neighbours", "everybody", "dear all", "people" }[n / 8 % 5]} {n}";

    /// <summary>Names of accounts of which one in five is held back, whatever the hash makes of others.</summary>
    public static IEnumerable<string> Accounts(string prefix)
    {
        for (var (i, made) = (0, 0); ; i++)
            if (new LabelledText("x", true, null, $"{prefix}-{i}", default).HeldBack == (made % 5 == 2))
            {
                made++;
                yield return $"{prefix}-{i}";
            }
    }

    /// <summary>A decided case whose posts are all exhibits.</summary>
    public async Task<DecisionMade> DecideAsync(Actor moderator, string account, IReadOnlyList<string> texts, ActionKind action)
    {
        var id = await world.CaseAsync(account: account);
        await using (var db = world.Owner())
        {
            await db.CaseEvidence.Where(e => e.CaseId == id).ExecuteDeleteAsync(Cancellation);
            for (var i = 0; i < texts.Count; i++)
                db.CaseEvidence.Add(new CaseEvidence
                {
                    PlatformId = ReviewWorld.Platform, CaseId = id, Key = EvidenceKey.Post($"{account}-{i}"), Kind = EvidenceKind.Post, Weight = 1, At = world.Time.GetUtcNow(),
                    Payload = ReviewWorld.Json(new PostEvidence { Id = $"{account}-{i}", CreatedAt = world.Time.GetUtcNow(), Text = texts[i], Language = "en" }),
                });
            await db.SaveChangesAsync(Cancellation);
        }
        await world.Run<ClaimCase, ClaimedCase>(moderator, (h, t) => h.HandleAsync(new(id), t));
        var form = await world.FormAsync(id, new ActionRequest(action));
        form = form with { Form = form.Form with { Exhibits = action == ActionKind.NoAction ? [] : [.. texts.Select((_, i) => $"{account}-{i}")] } };
        var made = await world.Run<DecideCase, DecisionMade>(moderator, (h, t) => h.HandleAsync(form, t));
        await world.FinaliseAsync();
        return made;
    }

    /// <summary>As many cases of each side, each with posts of its own.</summary>
    public async Task DecideAsync(Actor moderator, int casesASide)
    {
        var (club, life) = (0, 0);
        foreach (var account in Accounts("club").Take(casesASide))
            await DecideAsync(moderator, account, [.. Enumerable.Range(0, PostsACase).Select(_ => ClubText(club++))], ActionKind.Suspend);
        foreach (var account in Accounts("life").Take(casesASide))
            await DecideAsync(moderator, account, [.. Enumerable.Range(0, PostsACase).Select(_ => LifeText(life++))], ActionKind.NoAction);
    }

    public Task RequestAsync(Actor actor) => world.Run<RequestTraining>(actor, (h, t) => h.HandleAsync(new(ReviewWorld.Policy), t));

    public async Task TrainAsync(Actor lead)
    {
        await RequestAsync(lead);
        await world.Get<TrainTextModels>().RunAsync(Cancellation);
    }

    public Task PromoteAsync(Actor actor, int version) => world.Run<PromoteModel>(actor, (h, t) => h.HandleAsync(new(ReviewWorld.Policy, version), t));

    public Task RollBackAsync(Actor actor, int version) => world.Run<RollBackModel>(actor, (h, t) => h.HandleAsync(new(ReviewWorld.Policy, version), t));

    public Task<ModelBoard> BoardAsync(Actor actor) => world.Run<ReadModels, ModelBoard>(actor, (h, t) => h.HandleAsync(new(ReviewWorld.Policy), t));

    /// <summary>New posts of an account come in and are scored, once the host has looked whether the models changed.</summary>
    public async Task ScoreAsync(string account, params string[] texts)
    {
        world.Time.Advance(TimeSpan.FromSeconds(5));
        await using var source = NpgsqlDataSource.Create(world.OwnerConnectionString);
        await ExecuteAsync(source, """
            insert into accounts (platform_id, id, bucket, handle, created_at, is_stub, first_seen_at, updated_at, device_hashes, ip_hashes)
            values ($1, $2, $3, $2, $4, false, $4, $4, '{}', '{}') on conflict do nothing
            """, ReviewWorld.Platform, account, AccountBucket.Of(account), world.Time.GetUtcNow().AddYears(-2));
        var ids = texts.Select(_ => $"{account}-n{_posts++}").ToArray();
        for (var i = 0; i < texts.Length; i++)
            await ExecuteAsync(source, """
                insert into posts (platform_id, created_at, id, account_id, text, language, mentions, hashtags, urls) values ($1, $2, $3, $4, $5, 'en', '{}', '{}', '{}')
                """, ReviewWorld.Platform, world.Time.GetUtcNow().AddMinutes(i - texts.Length), ids[i], account, texts[i]);
        await ExecuteAsync(source, """
            insert into post_chunks (platform_id, bucket, id, kind, post_created_at, post_ids, account_ids, rows, received_at)
            select $1, $2, $3, 'posts', array_agg(created_at), array_agg(id), '{}', count(*), $5 from posts where platform_id = $1 and id = any ($4)
            """, ReviewWorld.Platform, AccountBucket.Of(account), Guid.CreateVersion7(world.Time.GetUtcNow()), ids, world.Time.GetUtcNow());
        while (await world.Get<ScoringDrain>().DrainOnceAsync(Cancellation) is { FoundWork: true })
        {
        }
    }

    public async Task<T> ReadAsync<T>(string sql, params object[] values)
    {
        await using var source = NpgsqlDataSource.Create(world.OwnerConnectionString);
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    static async Task ExecuteAsync(NpgsqlDataSource source, string sql, params object[] values)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();
}
