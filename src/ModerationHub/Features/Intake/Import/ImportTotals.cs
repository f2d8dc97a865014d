namespace ModerationHub.Features.Intake.Import;

/// <summary>What has become of the rows so far.</summary>
public sealed record ImportTotals(long Accepted = 0, long Updated = 0, long Duplicates = 0, long Rejected = 0, long Old = 0)
{
    public long Rows => Accepted + Updated + Duplicates + Rejected;

    public static ImportTotals operator +(ImportTotals a, ImportTotals b) => Add(a, b);

    public static ImportTotals Add(ImportTotals a, ImportTotals b) =>
        new(a.Accepted + b.Accepted, a.Updated + b.Updated, a.Duplicates + b.Duplicates, a.Rejected + b.Rejected, a.Old + b.Old);
}
