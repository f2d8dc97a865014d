using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Detection.Signals;
using ReporterKind = ModerationHub.Domain.Reports.ReporterKind;

namespace ModerationHub.Features.Cases.Views;

/// <summary>One report. Reason and comment are the reporter's own words.</summary>
/// <param name="By">Kind of reporter, never who.</param>
/// <param name="Counts">What the risk counts it as; null where that is not known.</param>
/// <param name="Telling">Counts more than a voice among many.</param>
public sealed record ReportView(string Id, string By, string? Counts, bool Telling, string Reason, string? Comment, DateTimeOffset At, string? PostId);

static class ReportWords
{
    /// <summary>Above it a reporter is right more often than not.</summary>
    const double Accurate = 0.5;

    public static ReportView View(ReportEvidence report, IStringLocalizer<Strings> L) => new(report.Id, By(report.ReporterKind, L),
        report.Standing is { } standing ? Counts(standing, L) : null,
        report.Standing is { Voice: ReportVoice.TrustedFlagger or ReportVoice.Partner } or { Voice: ReportVoice.Proven, Reliability: >= Accurate },
        Orders.OrderWords.Grounds(report.Reason, L), report.Comment, report.At, report.PostId);

    public static string By(ReporterKind kind, IStringLocalizer<Strings> L) => kind switch
    {
        ReporterKind.TrustedFlagger => L["Trusted flagger"],
        ReporterKind.Partner => L["Partner platform"],
        ReporterKind.Authority => L["Authority"],
        _ => L["User"],
    };

    public static string Counts(ReportStanding standing, IStringLocalizer<Strings> L) => standing.Voice switch
    {
        ReportVoice.TrustedFlagger or ReportVoice.Partner => L["counts more than a user"],
        ReportVoice.Proven when standing.Reliability >= Accurate => L["an accurate reporter: decisions agreed with {0} of {1}", standing.Upheld, standing.Decided],
        ReportVoice.Proven => L["decisions agreed with {0} of {1} of the reporter's", standing.Upheld, standing.Decided],
        ReportVoice.Crowd => L["one of many new reporters within minutes, who count as one"],
        ReportVoice.Listed => L["sends lists that decisions don't uphold; counts next to nothing"],
        ReportVoice.Repeated => L["the same reporter once more; counts once"],
        ReportVoice.Authority => L["adds no risk"],
        _ => L["a reporter of whom no decision has spoken; counts little"],
    };
}
