using Microsoft.EntityFrameworkCore;
using ModerationHub.Detection.Signals;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Cases;

/// <summary>What the reports of a case count for, as the risk weighs them, the weightiest first.</summary>
public sealed class ReportStandings(Operation op)
{
    public async Task<IReadOnlyList<ReportEvidence>> AddAsync(IReadOnlyList<ReportEvidence> reports, CancellationToken cancellation)
    {
        var ids = reports.Select(r => r.ReporterId).Distinct().ToArray();
        var records = ids.Length == 0 ? [] : (await op.Db.Reporters.AsNoTracking().Where(r => ids.Contains(r.Id)).ToListAsync(cancellation)).ToDictionary(r => (r.Kind, r.Id));
        var weighed = ReportTally.Weigh(reports.Select(report => records.GetValueOrDefault((report.ReporterKind, report.ReporterId)) is var record
            ? new ReportMade(Enum.Parse<ReporterKind>(report.ReporterKind.ToString()), report.ReporterId, report.At, record?.Reports ?? 0, record?.Upheld ?? 0, record?.Rejected ?? 0) : default));
        return [.. reports.Zip(weighed, (report, made) => report with
            {
                Standing = new(made.Voice, made.Report.Upheld, made.Report.Upheld + made.Report.Rejected, made.Report.Reliability),
            })
            .OrderBy(report => Place(report.Standing!.Voice)).ThenByDescending(report => report.Standing!.Reliability).ThenByDescending(report => report.At)];
    }

    static int Place(ReportVoice voice) => voice switch
    {
        ReportVoice.TrustedFlagger => 0,
        ReportVoice.Partner => 1,
        ReportVoice.Proven => 2,
        ReportVoice.Unproven => 3,
        _ => 4,
    };
}
