using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Learning;
using ModerationHub.Domain.People;
using ModerationHub.Features.Learning;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Cases;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Learning;

public sealed class TrainingRequestTests(TestCluster cluster) : IAsyncLifetime
{
    static readonly Actor Machine = Actor.Machine(ReviewWorld.Platform);

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
    public async Task What_became_too_little_ends_with_a_reason_and_is_not_tried_again()
    {
        await world.DecideAsync(moderator, 5);
        await world.RequestAsync(lead);
        await world.Review.ExecuteAsync("update decisions set state = 'overturned'");

        await world.Review.Get<TrainTextModels>().RunAsync(LearningWorld.Cancellation);
        await world.Review.Get<TrainTextModels>().RunAsync(LearningWorld.Cancellation);

        var board = await world.BoardAsync(lead);
        Assert.Equal((false, LearningRules.TooFew.Sentence), (board.Waiting, board.Failure));
        Assert.Equal(1L, await FailuresAsync());
    }

    [Fact]
    public async Task A_training_that_throws_is_said_and_holds_up_nobody()
    {
        await world.DecideAsync(moderator, 5);
        await world.RequestAsync(lead);
        await world.Review.ExecuteAsync("""
            insert into policies (platform_id, key, name, position, severity) select platform_id, 'older', 'Older', position + 100, severity from policies where key = 'violent-extremism';
            insert into text_training_requests (platform_id, policy_key, requested_by, requested_at) select platform_id, 'older', 'somebody', requested_at - interval '1 hour' from text_training_requests;
            alter table text_models add constraint ck_test check (policy_key <> 'violent-extremism')
            """);

        await world.Review.Get<TrainTextModels>().RunAsync(LearningWorld.Cancellation);

        Assert.Equal(2L, await FailuresAsync());
        Assert.StartsWith("DbUpdateException", (await world.BoardAsync(lead)).Failure, StringComparison.Ordinal);
        await world.Review.ExecuteAsync("alter table text_models drop constraint ck_test");
        await world.TrainAsync(lead);
        Assert.Null((await world.BoardAsync(lead)).Failure);
        Assert.Equal("1", await world.ReadAsync<string>("select string_agg(version::text, ',') from text_models where state = 'challenger'"));
    }

    [Fact]
    public async Task Two_leads_at_once_ask_for_one_training()
    {
        await world.DecideAsync(moderator, 5);
        var other = await world.Review.PersonAsync(Role.Lead);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => world.RequestAsync(i % 2 == 0 ? lead : other)));
        Assert.Equal(1L, await world.ReadAsync<long>("select count(*) from text_training_requests"));
    }

    [Fact]
    public async Task A_request_while_one_is_trained_is_trained_after_it()
    {
        await world.DecideAsync(moderator, 5);
        await world.RequestAsync(lead);
        var first = await world.Review.Run<TrainTextModels.Step, TrainTextModels.Taken?>(Machine, (step, token) => step.TakeAsync(token));
        Assert.Null(await world.Review.Run<TrainTextModels.Step, TrainTextModels.Taken?>(Machine, (step, token) => step.TakeAsync(token)));
        world.Review.Time.Advance(TimeSpan.FromSeconds(1));

        await world.RequestAsync(lead);
        await world.Review.Run<TrainTextModels.Step, TrainTextModels.Trained>(Machine, (step, token) => step.HandleAsync(first!, token));

        Assert.True((await world.BoardAsync(lead)).Waiting);
        await world.Review.Get<TrainTextModels>().RunAsync(LearningWorld.Cancellation);
        Assert.Equal("1,2", await world.ReadAsync<string>("select string_agg(version::text, ',' order by version) from text_models"));
        Assert.False((await world.BoardAsync(lead)).Waiting);
    }

    [Fact]
    public async Task What_a_killed_host_had_taken_is_trained_when_its_lease_is_over()
    {
        await world.DecideAsync(moderator, 5);
        await world.RequestAsync(lead);
        await world.Review.Run<TrainTextModels.Step, TrainTextModels.Taken?>(Machine, (step, token) => step.TakeAsync(token));
        await world.Review.Get<TrainTextModels>().RunAsync(LearningWorld.Cancellation);
        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from text_models"));

        world.Review.Time.Advance(TextTrainingRequest.Lease);
        await world.Review.Get<TrainTextModels>().RunAsync(LearningWorld.Cancellation);
        Assert.Equal(1L, await world.ReadAsync<long>("select count(*) from text_models"));
    }

    [Fact]
    public async Task An_account_teaches_no_more_in_many_decisions_than_in_one()
    {
        for (var i = 0; i < 3; i++)
            await world.DecideAsync(moderator, "club", [.. Enumerable.Range(i * 30, 30).Select(LearningWorld.ClubText)], ActionKind.Warn);
        var texts = await world.Review.Run<CollectExamples, IReadOnlyList<LabelledText>>(Machine, (h, t) => h.HandleAsync(ReviewWorld.Policy, t));
        Assert.Equal(40, texts.Count);
        // The newest decision speaks first.
        Assert.Equal(30, texts.Count(t => t.At == texts.Max(x => x.At)));
    }

    [Fact]
    public async Task No_more_than_the_newest_examples_are_read()
    {
        await world.DecideAsync(moderator, "club", [LearningWorld.ClubText(1)], ActionKind.Suspend);
        await world.Review.ExecuteAsync($"""
            insert into text_examples (platform_id, policy_key, id, text, positive, language, source, added_at)
            select {ReviewWorld.Platform}, 'violent-extremism', gen_random_uuid(), 'tram number ' || n, false, 'en', 'old.csv', timestamptz '2020-01-01' + n * interval '1 second'
            from generate_series(1, {CollectExamples.Most + 5}) n
            """);
        var texts = await world.Review.Run<CollectExamples, IReadOnlyList<LabelledText>>(Machine, (h, t) => h.HandleAsync(ReviewWorld.Policy, t));
        Assert.Equal(CollectExamples.Most, texts.Count);
        Assert.Contains(texts, t => t.Positive);
        Assert.DoesNotContain(texts, t => t.Text == "tram number 6");
        Assert.Contains(texts, t => t.Text == "tram number 7");
    }

    [Fact]
    public async Task A_page_counts_again_only_when_something_is_new()
    {
        await world.DecideAsync(moderator, "club", [LearningWorld.ClubText(1)], ActionKind.Suspend);
        Assert.Equal(1, (await world.BoardAsync(lead)).Stock.Positives);
        // Evidence does not change behind a decision: that this does not show means that nothing was read again.
        await world.Review.ExecuteAsync("delete from case_evidence");
        Assert.Equal(1, (await world.BoardAsync(lead)).Stock.Positives);
        await world.DecideAsync(moderator, "life", [LearningWorld.LifeText(1), LearningWorld.LifeText(2)], ActionKind.NoAction);
        var stock = (await world.BoardAsync(lead)).Stock;
        Assert.Equal((0, 2), (stock.Positives, stock.Negatives));
    }

    Task<long> FailuresAsync() => world.ReadAsync<long>("select count(*) from audit_entries where action = 'model.training_failed'");
}
