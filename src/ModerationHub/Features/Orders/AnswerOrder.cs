using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain;
using ModerationHub.Domain.Orders;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Orders;

/// <summary>
/// A lead notes that an order's sender is verified, that it was fulfilled, or why it is refused. It does nothing to the account:
/// whatever an order leads to is decided in a case, like everything else.
/// </summary>
public sealed class AnswerOrder(Operation op)
{
    /// <param name="Words">How it was verified or done, or why not.</param>
    public sealed record Command(Guid OrderId, OrderState Answer, string? Words);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.AnswerOrders);
        op.Actor.DemandUser();
        var order = await op.Db.Orders.FromSql($"select * from orders where platform_id = {op.PlatformId} and id = {command.OrderId} for update")
            .SingleOrDefaultAsync(cancellation) ?? throw new RuleBrokenException(OrderRules.Unknown);
        var before = order.State;
        order.Answer(command.Answer, command.Words?.Trim());
        op.Audit(ReadOrder.Entry(order.State), ReadOrder.Subject, order.Id.ToString(),
            new { order.ReportId, order.Authority, order.AccountId, before, reason = command.Words!.Trim() });
    }
}
