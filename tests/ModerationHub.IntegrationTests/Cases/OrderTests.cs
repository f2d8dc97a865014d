using ModerationHub.Domain.Orders;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Orders;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Cases;

public sealed class OrderTests(TestCluster cluster) : ReviewTests(cluster)
{
    Task<OrderPage> PageAsync(Actor actor, string? cursor = null) => World.Run<ListOrders, OrderPage>(actor, (h, t) => h.HandleAsync(new(cursor), t));

    async Task ReceiveAsync(int count)
    {
        await using var db = World.Owner();
        for (var n = 0; n < count; n++)
            db.Orders.Add(new Order
            {
                PlatformId = ReviewWorld.Platform, Id = Guid.CreateVersion7(World.Time.GetUtcNow().AddSeconds(n)), ReportId = $"order-{n}", Authority = "Authority",
                AccountId = n == 0 ? "acct-known" : $"unknown-{n}", Grounds = "Article 3", ReceivedAt = World.Time.GetUtcNow().AddSeconds(n),
            });
        await db.SaveChangesAsync(Cancellation);
    }

    [Fact]
    public async Task Pages_show_every_order_once_newest_first()
    {
        await World.CaseAsync(account: "acct-known");
        await ReceiveAsync(ListOrders.PageSize + 1);
        var lead = await World.PersonAsync(Role.Lead);
        var first = await PageAsync(lead);
        Assert.Equal(ListOrders.PageSize, first.Rows.Count);
        var last = await PageAsync(lead, Assert.IsType<string>(first.Next));
        var oldest = Assert.Single(last.Rows);
        Assert.Equal(("acct-known", "hacct-known", OrderState.Received), (oldest.AccountId, oldest.Handle, oldest.State));
        Assert.Null(last.Next);
        Assert.Null(first.Rows[0].Handle);
        OrderRow[] all = [.. first.Rows, .. last.Rows];
        Assert.Equal(all.Length, all.Select(r => r.Id).Distinct().Count());
        Assert.Equal(all.OrderByDescending(r => r.ReceivedAt), all);
    }

    [Fact]
    public async Task A_page_that_just_fits_has_no_next()
    {
        await ReceiveAsync(ListOrders.PageSize);
        Assert.Null((await PageAsync(await World.PersonAsync(Role.Auditor))).Next);
    }

    [Fact]
    public async Task A_moderator_reads_no_orders_and_a_mistyped_cursor_is_refused()
    {
        await Assert.ThrowsAsync<NotPermittedException>(async () => await PageAsync(await World.PersonAsync(Role.Moderator)));
        var lead = await World.PersonAsync(Role.Lead);
        Assert.Equal(CursorRules.Invalid, await ReviewWorld.BrokenAsync(() => PageAsync(lead, "not-a-cursor")));
    }

    Task<OrderFile> ReadAsync(Actor actor, Guid id) => World.Run<ReadOrder, OrderFile>(actor, (h, t) => h.HandleAsync(new(id), t));

    Task AnswerAsync(Actor actor, Guid id, OrderState answer, string? words = "Called back.") => World.Run<AnswerOrder>(actor, (h, t) => h.HandleAsync(new(id, answer, words), t));

    [Fact]
    public async Task An_order_is_verified_then_fulfilled_and_each_step_stands_on_the_record_with_who_and_how()
    {
        var moderator = await World.PersonAsync(Role.Moderator);
        var @case = await World.CaseAsync(account: "acct-known");
        await ReceiveAsync(1);
        World.Time.Advance(TimeSpan.FromMinutes(1));
        var decided = await World.DecideForGoodAsync(moderator, @case);
        var lead = await World.PersonAsync(Role.Lead);
        var id = (await PageAsync(lead)).Rows[0].Id;

        Assert.Equal(OrderRules.NotVerified, await ReviewWorld.BrokenAsync(() => AnswerAsync(lead, id, OrderState.Fulfilled)));
        Assert.Equal(OrderRules.WordsRequired, await ReviewWorld.BrokenAsync(() => AnswerAsync(lead, id, OrderState.Verified, " ")));
        Assert.Equal(OrderRules.WordsTooLong, await ReviewWorld.BrokenAsync(() => AnswerAsync(lead, id, OrderState.Verified, new string('x', OrderRules.LongestWords + 1))));
        await AnswerAsync(lead, id, OrderState.Verified);
        Assert.Equal(OrderRules.AlreadyVerified, await ReviewWorld.BrokenAsync(() => AnswerAsync(lead, id, OrderState.Verified)));
        await AnswerAsync(lead, id, OrderState.Fulfilled, " The account was suspended. ");
        Assert.Equal(OrderRules.Answered, await ReviewWorld.BrokenAsync(() => AnswerAsync(lead, id, OrderState.Refused)));

        var file = await ReadAsync(await World.PersonAsync(Role.Auditor), id);
        Assert.Equal([(OrderState.Verified, lead.Name, "Called back."), (OrderState.Fulfilled, lead.Name, "The account was suspended.")], file.Steps.Select(s => (s.State, s.By, s.Words)));
        Assert.Equal((OrderState.Fulfilled, false), (file.Order.State, file.MayAnswer));
        Assert.Equal([@case], file.Cases);
        Assert.Equal([decided.DecisionId], file.Decisions.Select(d => d.Id));
    }

    [Fact]
    public async Task Of_two_answers_at_once_one_counts()
    {
        await ReceiveAsync(1);
        var (one, two) = (await World.PersonAsync(Role.Lead), await World.PersonAsync(Role.Lead));
        var id = (await PageAsync(one)).Rows[0].Id;
        async Task<bool> TryAsync(Actor lead, OrderState answer)
        {
            try
            {
                await AnswerAsync(lead, id, answer);
                return true;
            }
            catch (Domain.RuleBrokenException)
            {
                return false;
            }
        }

        var done = await Task.WhenAll(TryAsync(one, OrderState.Refused), TryAsync(two, OrderState.Refused));

        Assert.Single(done, d => d);
        Assert.Single((await ReadAsync(one, id)).Steps);
    }

    [Fact]
    public async Task Auditors_read_and_answer_nothing_and_sealed_cases_are_not_named()
    {
        var @case = await World.CaseAsync(account: "acct-known");
        await ReceiveAsync(1);
        await World.ExecuteAsync($"update cases set lane = 'sealed', queue_id = 'sealed' where id = '{@case}'");
        var auditor = await World.PersonAsync(Role.Auditor);
        var id = (await PageAsync(auditor)).Rows[0].Id;

        var file = await ReadAsync(auditor, id);
        Assert.Empty(file.Cases);
        Assert.False(file.MayAnswer);
        await Assert.ThrowsAsync<NotPermittedException>(() => AnswerAsync(auditor, id, OrderState.Refused));
        Assert.Equal(OrderRules.Unknown, await ReviewWorld.BrokenAsync(() => ReadAsync(auditor, Guid.Empty)));
    }
}
