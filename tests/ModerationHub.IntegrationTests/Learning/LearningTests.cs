using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Detection.Text;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Learning;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Enforcement;
using ModerationHub.Features.Learning;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Cases;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Learning;

public sealed class LearningTests(TestCluster cluster) : IAsyncLifetime
{
    LearningWorld world = null!;
    Actor moderator = null!;
    Actor lead = null!;

    public async ValueTask InitializeAsync()
    {
        world = await LearningWorld.CreateAsync(cluster);
        moderator = await world.Review.PersonAsync(Role.Moderator);
        lead = await world.Review.PersonAsync(Role.Lead);
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Ten_decided_cases_change_the_next_score_and_its_explanation_says_why()
    {
        await world.DecideAsync(moderator, 5);
        await world.TrainAsync(lead);
        Assert.Equal("challenger 30/30", await world.ReadAsync<string>("select state || ' ' || positives || '/' || negatives from text_models"));
        var posts = Enumerable.Range(100, 5).Select(LearningWorld.ClubText).ToArray();

        await world.ScoreAsync("before", posts);
        await world.PromoteAsync(lead, 1);
        await world.ScoreAsync("after", posts);

        var (before, after) = (await RiskAsync("before"), await RiskAsync("after"));
        Assert.True(after > before + 0.1f, $"{before} then {after}");
        var explanation = JsonSerializer.Deserialize<ExplanationPart[]>(await world.ReadAsync<string>("select explanation::text from account_scores where account_id = 'after'"), Operation.Json)!;
        var why = Assert.Single(explanation, part => part.Detector == "text_model");
        Assert.Contains("v1", why.Evidence, StringComparison.Ordinal);
        Assert.Contains("different texts", why.Evidence, StringComparison.Ordinal);
        Assert.NotEmpty(why.PostIds);
        // The version that the risk can be made with again.
        Assert.Equal("-/v1", await world.ReadAsync<string>("select string_agg(coalesce(text_model, '-'), '/' order by account_id desc) from account_scores where account_id in ('before', 'after')"));
        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from post_signals where detector = 'text_model' and account_id = 'before'"));
        await Assert_marks_words_of_the_text();
    }

    async Task Assert_marks_words_of_the_text()
    {
        await using var db = world.Review.Owner();
        var found = await db.PostSignals.Where(s => s.AccountId == "after" && s.Detector == "text_model").ToListAsync(LearningWorld.Cancellation);
        Assert.NotEmpty(found);
        foreach (var signal in found)
        {
            var text = await db.Posts.Where(p => p.Id == signal.PostId).Select(p => p.Text).SingleAsync(LearningWorld.Cancellation);
            Assert.NotEmpty(signal.Spans);
            foreach (var span in signal.Spans.Chunk(2))
                Assert.Contains(text.Substring(span[0], span[1]).ToLowerInvariant(), signal.Evidence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nothing_is_learned_from_sealed_cases()
    {
        await world.DecideAsync(moderator, 2);
        Task<IReadOnlyList<LabelledText>> CollectAsync() => world.Review.Run<CollectExamples, IReadOnlyList<LabelledText>>(Actor.Machine(ReviewWorld.Platform), (h, t) => h.HandleAsync(ReviewWorld.Policy, t));
        Assert.Equal(4, (await CollectAsync()).Select(t => t.Origin).Distinct().Count());

        var account = await world.ReadAsync<string>("update cases set lane = 'sealed', queue_id = 'sealed' where account_id like 'club-%' and id = (select min(id::text)::uuid from cases where account_id like 'club-%') returning account_id");
        var left = await CollectAsync();
        Assert.Equal(3, left.Select(t => t.Origin).Distinct().Count());
        Assert.DoesNotContain(left, t => t.Origin == account);
    }

    [Fact]
    public async Task The_same_decisions_make_the_same_model_and_held_back_texts_are_measured()
    {
        await world.DecideAsync(moderator, 5);
        await world.TrainAsync(lead);
        var texts = await world.Review.Run<CollectExamples, IReadOnlyList<LabelledText>>(Actor.Machine(ReviewWorld.Platform), (h, t) => h.HandleAsync(ReviewWorld.Policy, t));
        var settings = JsonSerializer.Deserialize<ModelSettings>(await world.ReadAsync<string>("select settings::text from text_models"), Operation.Json)!;

        var (training, heldBack) = TrainTextModels.Step.Split(texts);

        Assert.Equal(TrainTextModels.Step.Train(training, settings.Training).ToBytes(), await world.ReadAsync<byte[]>("select bytes from text_models"));
        Assert.Equal(LabelledText.Digest(texts), await world.ReadAsync<string>("select input_digest from text_models"));
        Assert.Equal((48, 12), (training.Count, heldBack.Count));
        Assert.Empty(training.Select(t => t.Origin).Intersect(heldBack.Select(t => t.Origin)));
        var all = (await world.BoardAsync(lead)).Challenger!.Metrics.Own[0];
        Assert.InRange(all.N, 1, 12);
        Assert.InRange(all.MacroF1.Value, all.MacroF1.Low, all.MacroF1.High);
    }

    [Fact]
    public async Task Too_few_decisions_train_nothing_and_say_what_is_missing()
    {
        await world.DecideAsync(moderator, 2);

        Assert.Equal(LearningRules.TooFew, await ReviewWorld.BrokenAsync(() => world.RequestAsync(lead)));

        var missing = (await world.BoardAsync(lead)).Stock.Missing();
        Assert.Contains(new Shortage(ShortOf.Positives, 20 - 2 * LearningWorld.PostsACase), missing);
        Assert.Contains(new Shortage(ShortOf.NegativeSources, 2), missing);
        await world.Review.Get<TrainTextModels>().RunAsync(LearningWorld.Cancellation);
        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from text_models"));
    }

    [Fact]
    public async Task An_overturned_decision_turns_its_exhibits_into_counterexamples()
    {
        var made = await world.DecideAsync(moderator, "club-x", [LearningWorld.ClubText(1), LearningWorld.ClubText(2)], ActionKind.Suspend);
        Assert.All(await TextsAsync(), t => Assert.True(t.Positive));

        await world.Review.Run<OverturnDecision, DecisionMade>(lead, (h, t) => h.HandleAsync(new(Guid.CreateVersion7(world.Review.Time.GetUtcNow()), made.DecisionId, "News, not a call."), t));

        Assert.Equal(2, (await TextsAsync()).Count(t => !t.Positive));
    }

    [Fact]
    public async Task A_revoked_app_and_a_pending_decision_teach_nothing()
    {
        await world.DecideAsync(moderator, "app", [LearningWorld.ClubText(1)], ActionKind.Suspend);
        await world.Review.ExecuteAsync("update decision_actions set kind = 'revoke_app', target = 'app'");
        Assert.Empty(await TextsAsync());
        await world.Review.ExecuteAsync("update decision_actions set kind = 'suspend'; update decisions set state = 'pending', number = null");
        Assert.Empty(await TextsAsync());
    }

    [Fact]
    public async Task Only_a_lead_trains_imports_promotes_and_takes_back()
    {
        await world.DecideAsync(moderator, 5);
        await world.TrainAsync(lead);
        foreach (var role in Enum.GetValues<Role>().Where(r => r != Role.Lead))
        {
            var actor = await world.Review.PersonAsync(role);
            await Assert.ThrowsAsync<NotPermittedException>(() => world.RequestAsync(actor));
            await Assert.ThrowsAsync<NotPermittedException>(() => world.PromoteAsync(actor, 1));
            await Assert.ThrowsAsync<NotPermittedException>(() => world.RollBackAsync(actor, 1));
            await Assert.ThrowsAsync<NotPermittedException>(() => ImportAsync(actor, "text,label\nx,1"));
            if (role == Role.Auditor)
                Assert.False((await world.BoardAsync(actor)).MayPromote);
            else
                await Assert.ThrowsAsync<NotPermittedException>(() => world.BoardAsync(actor));
        }
        await Assert.ThrowsAsync<NotPermittedException>(() => world.PromoteAsync(Actor.Machine(ReviewWorld.Platform), 1));
        Assert.Equal(1L, await world.ReadAsync<long>("select count(*) from text_models where state = 'challenger'"));
    }

    [Fact]
    public async Task Promotion_is_on_the_chain_and_the_former_champion_comes_back()
    {
        await world.DecideAsync(moderator, 5);
        await world.TrainAsync(lead);
        await world.PromoteAsync(lead, 1);
        Assert.Equal(LearningRules.NothingNew, await ReviewWorld.BrokenAsync(() => world.RequestAsync(lead)));
        await ImportAsync(lead, "text,label,language\nthe copper lantern pays for every broken gate,1,en\nthe kettle is warm,0,en");
        await world.TrainAsync(lead);
        var board = await world.BoardAsync(lead);
        Assert.Equal((1, 2, true), (board.Champion!.Version, board.Challenger!.Version, board.Comparable));
        Assert.Equal(board.Challenger.Metrics.Own.Select(f => (f.Language, f.N)), board.Challenger.Metrics.Champion!.Select(f => (f.Language, f.N)));

        await world.PromoteAsync(lead, 2);
        Assert.Equal("retired,champion", await StatesAsync());
        Assert.Equal(LearningRules.NotChallenger, await ReviewWorld.BrokenAsync(() => world.PromoteAsync(lead, 1)));
        await world.RollBackAsync(lead, 2);
        Assert.Equal("champion,retired", await StatesAsync());
        Assert.Equal(LearningRules.NoFormer, await ReviewWorld.BrokenAsync(() => world.RollBackAsync(lead, 2)));
        await world.RollBackAsync(lead, 1);
        Assert.Equal("retired,retired", await StatesAsync());

        Assert.Equal("model.promoted,model.promoted,model.rolled_back,model.rolled_back", await world.ReadAsync<string>(
            "select string_agg(action, ',' order by seq) from audit_entries where action in ('model.promoted', 'model.rolled_back')"));
        await world.ScoreAsync("nobody", [.. Enumerable.Range(100, 4).Select(LearningWorld.ClubText)]);
        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from post_signals where detector = 'text_model'"));
    }

    [Fact]
    public async Task What_the_former_champion_found_still_counts_when_the_account_is_looked_at_again()
    {
        await world.DecideAsync(moderator, 5);
        await world.TrainAsync(lead);
        await world.PromoteAsync(lead, 1);
        await world.ScoreAsync("caller", [.. Enumerable.Range(100, 5).Select(LearningWorld.ClubText)]);
        Assert.Equal(("v1", "v1"), await FoundAsync());
        await ImportAsync(lead, "text,label,language\nthe copper lantern pays for every broken gate,1,en\nthe kettle is warm,0,en");
        await world.TrainAsync(lead);
        await world.PromoteAsync(lead, 2);
        await world.ScoreAsync("caller", LearningWorld.LifeText(100));
        // The risk was made under the second, which has not read as much yet as the first.
        Assert.Equal(("v2", "v1"), await FoundAsync());
        await world.RollBackAsync(lead, 2);
        await world.ScoreAsync("caller", LearningWorld.LifeText(101));
        Assert.Equal(("v1", "v1"), await FoundAsync());

        async Task<(string InForce, string Found)> FoundAsync()
        {
            var explanation = JsonSerializer.Deserialize<ExplanationPart[]>(await world.ReadAsync<string>("select explanation::text from account_scores where account_id = 'caller'"), Operation.Json)!;
            return (await world.ReadAsync<string>("select text_model from account_scores where account_id = 'caller'"),
                Assert.Single(explanation, part => part.Detector == "text_model").Evidence["The text model ".Length..][..2]);
        }
    }

    [Fact]
    public async Task A_champion_of_an_earlier_release_that_cannot_be_read_holds_up_no_training()
    {
        await world.DecideAsync(moderator, 5);
        await world.TrainAsync(lead);
        await world.PromoteAsync(lead, 1);
        Assert.Equal(1, await world.ReadAsync<int>("update text_models set bytes = overlay(bytes placing '\\x31'::bytea from 4) where version = 1 returning version"));
        await ImportAsync(lead, "text,label\nthe kettle is warm,0");
        await world.TrainAsync(lead);
        Assert.Null((await world.BoardAsync(lead)).Challenger!.Metrics.Champion);
        await world.PromoteAsync(lead, 2);
        Assert.Equal("retired,champion", await StatesAsync());
    }

    [Fact]
    public async Task A_comparison_with_another_champion_is_refused()
    {
        await world.DecideAsync(moderator, 5);
        await world.TrainAsync(lead);
        await world.PromoteAsync(lead, 1);
        await ImportAsync(lead, "text,label\nthe kettle is warm,0");
        await world.TrainAsync(lead);
        await world.RollBackAsync(lead, 1);

        Assert.Equal(LearningRules.Stale, await ReviewWorld.BrokenAsync(() => world.PromoteAsync(lead, 2)));
        Assert.Equal("retired,challenger", await StatesAsync());
    }

    [Fact]
    public async Task Another_platform_sees_no_models_and_no_texts()
    {
        await world.DecideAsync(moderator, 5);
        await ImportAsync(lead, "text,label\nthe kettle is warm,0");
        await world.TrainAsync(lead);
        // Without the filters of the queries, so that the database itself is asked.
        Assert.Equal((0, 0), await world.Review.Runner.ReadAsync(Actor.Machine(99), async (op, token) => (
            await op.Db.TextModels.IgnoreQueryFilters().CountAsync(token), await op.Db.TextExamples.IgnoreQueryFilters().CountAsync(token)), LearningWorld.Cancellation));
        Assert.Equal(1L, await world.ReadAsync<long>("select count(*) from text_models"));
    }

    [Fact]
    public async Task A_damaged_model_is_named_and_scoring_goes_on()
    {
        await world.DecideAsync(moderator, 5);
        await world.TrainAsync(lead);
        await world.PromoteAsync(lead, 1);
        await world.Review.ExecuteAsync("update text_models set bytes = substr(bytes, 1, 900)");

        await world.ScoreAsync("somebody", LearningWorld.ClubText(100));

        Assert.Equal(1L, await world.ReadAsync<long>("select scored_posts from account_scores where account_id = 'somebody'"));
        var health = await world.Review.Get<Features.Scoring.ScoringHealth>().ReadAsync(ReviewWorld.Platform, LearningWorld.Cancellation);
        Assert.Contains(health.Faults, fault => FormattableString.Invariant(fault).Contains("v1 of violent-extremism is left out", StringComparison.Ordinal));
    }

    Task<float> RiskAsync(string account) => world.ReadAsync<float>("select risk from account_scores where account_id = $1", account);

    Task<string> StatesAsync() => world.ReadAsync<string>("select string_agg(state, ',' order by version) from text_models");

    Task<ImportedExamples> ImportAsync(Actor actor, string content) =>
        world.Review.Run<ImportExamples, ImportedExamples>(actor, (h, t) => h.HandleAsync(new(ReviewWorld.Policy, "labelled.csv", content), t));

    Task<IReadOnlyList<LabelledText>> TextsAsync() =>
        world.Review.Run<CollectExamples, IReadOnlyList<LabelledText>>(lead, (h, t) => h.HandleAsync(ReviewWorld.Policy, t));
}
