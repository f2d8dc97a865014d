using System.Text.Json;

namespace ModerationHub.Features.Intake.Import;

/// <param name="Line">Line within the request's body, from 1.</param>
public sealed record RowError(int Line, string? Field, string Message);

/// <summary>What the intake API says about one request's rows.</summary>
public sealed record IntakeAnswer(int Accepted, int Updated, int Duplicates, int Rejected, IReadOnlyList<RowError> Errors)
{
    /// <summary>Days that the platform keeps posts; null when it keeps them for good or the rows are no posts.</summary>
    public int? KeptDays { get; init; }

    /// <summary>Reads an answer of 202 or 422 (whose problem document carries the same members).</summary>
    public static IntakeAnswer Parse(ReadOnlyMemory<byte> json, int rowsSent)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var errors = new List<RowError>();
        if (root.TryGetProperty("errors", out var list) && list.ValueKind == JsonValueKind.Array)
            foreach (var error in list.EnumerateArray())
                errors.Add(new RowError(Number(error, "line"), Text(error, "field"), Text(error, "message") ?? "no reason given"));
        var accepted = Number(root, "accepted");
        var duplicates = Number(root, "duplicates");
        var rejected = root.TryGetProperty("rejected", out _) || root.TryGetProperty("accepted", out _) ? Number(root, "rejected") : rowsSent;
        return new IntakeAnswer(accepted, Number(root, "updated"), duplicates, rejected, errors);
    }

    static int Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : 0;

    static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
