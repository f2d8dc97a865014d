using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies;

/// <summary>A lead adds a term to a draft's bank, changes one or takes one out.</summary>
public sealed class EditTerms(Operation op, PolicyVersions versions)
{
    public const int Most = 20_000;

    /// <param name="Row">The draft's row version that the editor saw.</param>
    /// <param name="TermId">The term to change or take out; null adds one.</param>
    /// <param name="Entry">What it shall say; null takes it out.</param>
    public sealed record Command(string PolicyKey, int Version, uint Row, Guid? TermId, TermEntry? Entry);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        var draft = await versions.SeenAsync(command.PolicyKey, command.Version, command.Row, cancellation);
        draft.Change(op.Actor.DemandUser(), op.Now);
        var own = draft.BankIds.Where(id => id.EndsWith($".v{draft.Version}", StringComparison.Ordinal)).ToArray();
        var old = command.TermId is { } id
            ? await op.Db.BankTerms.SingleOrDefaultAsync(t => own.Contains(t.BankId) && t.Id == id, cancellation) ?? throw new RuleBrokenException(PolicyRules.TermUnknown)
            : null;
        var entry = command.Entry?.Checked();
        var before = old is null ? null : VersionTerm.Of(old);
        if (entry is null)
            op.Db.BankTerms.Remove(old ?? throw new RuleBrokenException(PolicyRules.TermEmpty));
        else
            await PutAsync(entry, old, own, PolicyBanks.OwnOf(draft), cancellation);
        versions.Audit(entry is null ? "policy.term_removed" : old is null ? "policy.term_added" : "policy.term_changed", draft, new { before, after = entry });
    }

    async Task PutAsync(TermEntry entry, BankTerm? old, string[] own, string bank, CancellationToken cancellation)
    {
        if (await op.Db.BankTerms.AnyAsync(t => own.Contains(t.BankId) && t.Kind == entry.Kind && t.Text == entry.Text && (old == null || t.Id != old.Id), cancellation))
            throw new RuleBrokenException(PolicyRules.TermTwice);
        if (old is null && await op.Db.BankTerms.CountAsync(t => own.Contains(t.BankId), cancellation) >= Most)
            throw new RuleBrokenException(PolicyRules.TooManyTerms);
        if (old is not null && old.Kind == entry.Kind && old.Text == entry.Text)
        {
            (old.Language, old.Weight, old.ThreatToLife) = (entry.Language, entry.Weight, entry.ThreatToLife);
            return;
        }
        // Another text is another term: what accounts said before was not this.
        if (old is not null)
            op.Db.BankTerms.Remove(old);
        op.Db.BankTerms.Add(new BankTerm
        {
            PlatformId = op.PlatformId, BankId = bank, Id = op.NewId(), Kind = entry.Kind, Text = entry.Text, Language = entry.Language,
            Weight = entry.Weight, ThreatToLife = entry.ThreatToLife,
        });
    }
}
