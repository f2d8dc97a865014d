using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Cases;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Audit;

/// <summary>What was escalated stands in the record with who, why, whereto and how it ended.</summary>
public sealed class EscalationRecordTests(TestCluster cluster) : ReviewTests(cluster)
{
    async Task EscalateAsync(Actor actor, Guid id, EscalationKind kind, string reason)
    {
        await World.Run<ClaimCase, ClaimedCase>(actor, (handler, token) => handler.HandleAsync(new(id), token));
        await World.Run<EscalateCase, Escalation>(actor, (handler, token) => handler.HandleAsync(new(id, kind, reason), token));
    }

    Task<EscalationPage> ListAsync(Actor actor, ListEscalations.Command? command = null) =>
        World.Run<ListEscalations, EscalationPage>(actor, (handler, token) => handler.HandleAsync(command ?? new(), token));

    [Fact]
    public async Task An_escalation_is_listed_from_its_raising_to_its_end()
    {
        var heron = await World.PersonAsync(Role.Moderator);
        var lead = await World.PersonAsync(Role.Lead);
        var id = await World.CaseAsync(account: "acct-known");
        await EscalateAsync(heron, id, EscalationKind.Lead, "Not mine to decide.");

        var open = Assert.Single((await ListAsync(lead, new(Open: true))).Rows);
        Assert.Equal((id, "hacct-known", EscalationKind.Lead, "Not mine to decide.", heron.Name, "leads"), (open.CaseId, open.Handle, open.Kind, open.Reason, open.RaisedBy, open.Owner));
        Assert.Null(open.ClosedAt);

        await World.Run<HandBackCase>(lead, (handler, token) => handler.HandleAsync(new(id, "You may."), token));
        Assert.Empty((await ListAsync(lead, new(Open: true))).Rows);
        var closed = Assert.Single((await ListAsync(lead)).Rows);
        Assert.Equal(("handed_back: You may.", World.Time.GetUtcNow()), (closed.Outcome, closed.ClosedAt));
    }

    [Fact]
    public async Task Newest_come_first_by_whom_they_were_raised_and_in_pages()
    {
        var (heron, kestrel) = (await World.PersonAsync(Role.Moderator), await World.PersonAsync(Role.Moderator));
        var auditor = await World.PersonAsync(Role.Auditor);
        for (var n = 0; n <= ListEscalations.PageSize; n++)
        {
            World.Time.Advance(TimeSpan.FromSeconds(1));
            await EscalateAsync(n == 3 ? kestrel : heron, await World.CaseAsync(), EscalationKind.Specialist, $"Number {n}.");
        }

        var first = await ListAsync(auditor);
        Assert.Equal($"Number {ListEscalations.PageSize}.", first.Rows[0].Reason);
        Assert.Equal("Number 0.", Assert.Single((await ListAsync(auditor, new(Cursor: first.Next))).Rows).Reason);
    }

    [Fact]
    public async Task Of_sealed_cases_an_export_holds_the_links_of_the_chain_for_all_but_those_who_work_with_them()
    {
        var heron = await World.PersonAsync(Role.Moderator);
        var trained = await World.PersonAsync(Role.Lead, sealedLane: true);
        var id = await World.CaseAsync(account: "acct-sealed");
        await EscalateAsync(heron, id, EscalationKind.SealedLane, "Words that stay.");
        await World.DecideForGoodAsync(trained, id);
        await World.DecideAsync(heron, await World.CaseAsync(account: "acct-plain"));
        // It was sealed and is no more; why it was is in the record all the same.
        var back = await World.CaseAsync(account: "acct-back");
        await EscalateAsync(heron, back, EscalationKind.SealedLane, "Other words that stay.");
        await World.Run<HandBackCase>(trained, (handler, token) => handler.HandleAsync(new(back, "Words of the way back."), token));

        foreach (var untrained in (Actor[])[await World.PersonAsync(Role.Lead), new(null, "key", ReviewWorld.Platform, new HashSet<Permission> { Permission.ExportAudit, Permission.ReadSealedLane })])
        {
            var (lines, text) = await ExportAsync(untrained);
            Assert.All((string[])["Words that stay", "acct-sealed", "Other words", "way back"], word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
            Assert.Contains("acct-plain", text, StringComparison.Ordinal);
            Assert.All(lines.Where(line => line.CaseId == id), line => Assert.True(line is { Withheld: true, PayloadDigest.Length: 64, Hash.Length: 64 }));
        }
        Assert.Contains("Words that stay", (await ExportAsync(trained)).Text, StringComparison.Ordinal);
    }

    async Task<(List<AuditLine> Lines, string Text)> ExportAsync(Actor actor)
    {
        List<AuditLine> lines = [];
        await foreach (var line in World.Get<ExportAudit>().LinesAsync(actor, AuditRange.Parse(null, null), Cancellation))
            lines.Add(line);
        return (lines, ReviewWorld.Json(lines));
    }

    [Fact]
    public async Task Sealed_ones_are_told_of_and_their_words_kept()
    {
        var heron = await World.PersonAsync(Role.Moderator);
        await EscalateAsync(heron, await World.CaseAsync(account: "acct-sealed"), EscalationKind.SealedLane, "Words that stay.");

        var told = Assert.Single((await ListAsync(await World.PersonAsync(Role.Lead))).Rows);
        Assert.Equal((true, null, null, null), (told.Sealed, told.Handle, told.Reason, told.Outcome));
        var trained = Assert.Single((await ListAsync(await World.PersonAsync(Role.Lead, sealedLane: true))).Rows);
        Assert.Equal(("hacct-sealed", "Words that stay."), (trained.Handle, trained.Reason));
        await Assert.ThrowsAsync<NotPermittedException>(() => ListAsync(heron));
    }
}
