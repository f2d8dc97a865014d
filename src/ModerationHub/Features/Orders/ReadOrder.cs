using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Orders;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Orders;

/// <summary>One order with what became of it.</summary>
/// <param name="Cases">Those of the account, newest first; sealed ones are not named.</param>
/// <param name="Decisions">About the account since the order came.</param>
/// <param name="MayAnswer">Whether the reader may take the next step.</param>
public sealed record OrderFile(OrderRow Order, string? PostId, string? Comment, IReadOnlyList<Guid> Cases, IReadOnlyList<DecisionLine> Decisions,
    IReadOnlyList<OrderStep> Steps, bool MayAnswer);

/// <summary>A step as the audit log tells it.</summary>
public sealed record OrderStep(DateTimeOffset At, string By, OrderState State, string? Words);

public sealed class ReadOrder(Operation op, AccountDecisions decisions)
{
    public const string Subject = "order";

    const int MostCases = 10;

    public sealed record Command(Guid OrderId);

    public static string Entry(OrderState state) => $"order.{SnakeCase.Of(state)}";

    public async Task<OrderFile> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadOrders);
        var order = await op.Db.Orders.AsNoTracking().SingleOrDefaultAsync(o => o.Id == command.OrderId, cancellation) ?? throw new RuleBrokenException(OrderRules.Unknown);
        op.RecordRead(Subject, order.Id.ToString());
        var handle = await op.Db.Accounts.Where(a => a.Id == order.AccountId).Select(a => a.Handle).SingleOrDefaultAsync(cancellation);
        var cases = await op.Db.Cases.Where(c => c.AccountId == order.AccountId && c.Lane != CaseLane.Sealed)
            .OrderByDescending(c => c.OpenedAt).Select(c => c.Id).Take(MostCases).ToListAsync(cancellation);
        var since = (await decisions.OfAsync(order.AccountId, cancellation)).Where(d => d.DecidedAt >= order.ReceivedAt).ToList();
        var about = since.Select(d => d.CaseId).ToList();
        var hidden = await op.Db.Cases.Where(c => about.Contains(c.Id) && c.Lane == CaseLane.Sealed).Select(c => c.Id).ToListAsync(cancellation);
        return new(new(order.Id, order.Authority, order.AccountId, handle, order.Grounds, order.ReceivedAt, order.State, order.PostId is not null), order.PostId, order.Comment,
            cases, [.. since.Where(d => !hidden.Contains(d.CaseId))], await StepsAsync(order.Id, cancellation), op.Actor.Can(Permission.AnswerOrders) && order.IsOpen);
    }

    async Task<List<OrderStep>> StepsAsync(Guid order, CancellationToken cancellation)
    {
        var id = order.ToString();
        var entries = await op.Db.AuditEntries.AsNoTracking().Include(e => e.Payload)
            .Where(e => e.SubjectKind == Subject && e.SubjectId == id).OrderBy(e => e.Seq).ToListAsync(cancellation);
        return [.. entries.Select(e => new OrderStep(e.At, e.Actor, Enum.GetValues<OrderState>().First(state => Entry(state) == e.Action),
            e.Payload is { } payload ? (string?)JsonNode.Parse(payload.Json)?["reason"] : null))];
    }
}
