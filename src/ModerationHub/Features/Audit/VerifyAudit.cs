using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Audit;

/// <summary>The button: walks the platform's whole chain and puts on it that, and with what result, this was done.</summary>
public sealed class VerifyAudit(Operation op, AuditVerifier verifier, ExportedHeads heads, HubSettings settings)
{
    public async Task<VerificationReport> HandleAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.VerifyAudit);
        var report = await verifier.VerifyAsync(op.PlatformId, (await heads.ReadAsync(settings.DataFolder, cancellation)).Heads, cancellation);
        op.Audit("audit.verified", "audit", "chain", new { entries = report.Chains.Sum(c => c.Entries), broken_at = report.Broken?.Seq, report.Broken?.Reason });
        return report;
    }
}
