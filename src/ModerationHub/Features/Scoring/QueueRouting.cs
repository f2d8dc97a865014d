using ModerationHub.Detection.Text;
using ModerationHub.Domain.Cases;

namespace ModerationHub.Features.Scoring;

/// <summary>Where a new case waits: in the first queue by position whose policy and languages fit.</summary>
public static class QueueRouting
{
    /// <returns>Null when there is no queue at all that takes new cases.</returns>
    public static Queue? Choose(IEnumerable<Queue> queues, string policyKey, string? language)
    {
        // Specialist, lead, threat and sealed queues get what people (or an alarm) send there, never the ordinary inflow.
        var open = queues.Where(q => q.Kind is QueueKind.Ordinary or QueueKind.Language)
            .OrderBy(q => q.Position).ThenBy(q => q.Id, StringComparer.Ordinal).ToList();
        return open.Find(q => Takes(q, policyKey) && Reads(q, language))
            // Better in a queue of another language or policy than nowhere.
            ?? open.Find(q => Takes(q, policyKey))
            ?? open.FirstOrDefault();
    }

    public static Queue? Threat(IEnumerable<Queue> queues) =>
        queues.Where(q => q.Kind == QueueKind.Threat).OrderBy(q => q.Position).ThenBy(q => q.Id, StringComparer.Ordinal).FirstOrDefault();

    /// <summary>"ar-EG" and "AR" are both "ar"; null and "und" say nothing.</summary>
    public static string? Primary(string? language)
    {
        var primary = language?.Split('-', '_')[0].Trim().ToLowerInvariant();
        return primary is null or "" or "und" ? null : primary;
    }

    /// <summary>A stored post's language: the platform's word, else what its text and its account's usual languages tell.</summary>
    public static string? LanguageOf(string? language, string text, LanguageTeller languages, params ReadOnlySpan<string?> usual)
    {
        if (Primary(language) is not null)
            return language;
        var known = new string?[usual.Length];
        for (var i = 0; i < known.Length; i++)
            known[i] = Primary(usual[i]);
        return languages.Tell(text, known) ?? language;
    }

    static bool Takes(Queue queue, string policyKey) => queue.PolicyKey is null || queue.PolicyKey == policyKey;

    static bool Reads(Queue queue, string? language) =>
        queue.Languages.Length == 0 || (Primary(language) is { } known && queue.Languages.Any(l => Primary(l) == known));
}
