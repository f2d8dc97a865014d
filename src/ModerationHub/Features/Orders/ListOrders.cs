using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Orders;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Orders;

/// <param name="OnePost">About a post, not the whole account.</param>
public sealed record OrderRow(Guid Id, string Authority, string AccountId, string? Handle, string Grounds, DateTimeOffset ReceivedAt, OrderState State, bool OnePost);

public sealed record OrderPage(IReadOnlyList<OrderRow> Rows, string? Next);

/// <summary>Orders that authorities' reports opened, newest first. None adds risk to its account.</summary>
public sealed class ListOrders(Operation op)
{
    public const int PageSize = 50;

    public sealed record Command(string? Cursor = null);

    public async Task<OrderPage> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadOrders);
        var orders = op.Db.Orders.AsNoTracking();
        if (command.Cursor is { Length: > 0 } cursor)
        {
            var last = IdCursor.Parse(cursor);
            orders = orders.Where(o => o.Id.CompareTo(last) < 0);
        }
        var rows = await orders.OrderByDescending(o => o.Id).Take(PageSize + 1).Select(o => new OrderRow(o.Id, o.Authority, o.AccountId,
            op.Db.Accounts.Where(a => a.PlatformId == o.PlatformId && a.Id == o.AccountId).Select(a => a.Handle).FirstOrDefault(), o.Grounds, o.ReceivedAt, o.State, o.PostId != null))
            .ToListAsync(cancellation);
        return new([.. rows.Take(PageSize)], rows.Count > PageSize ? IdCursor.Of(rows[PageSize - 1].Id) : null);
    }
}
