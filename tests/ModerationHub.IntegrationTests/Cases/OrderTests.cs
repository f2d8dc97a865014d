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
}
