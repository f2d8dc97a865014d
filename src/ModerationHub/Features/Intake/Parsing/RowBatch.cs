using System.Buffers;
using System.Text.Json;

namespace ModerationHub.Features.Intake.Parsing;

public delegate T RowParser<out T>(ref RowReader row);

/// <summary>Takes the rows of one body as they arrive: parsed ones, and the faults of the others.</summary>
public sealed class RowBatch<T>(RowParser<T> parse, DateTimeOffset now) : IRowSink
{
    public List<T> Rows { get; } = [];
    public List<RowFault> Faults { get; } = [];

    public void Add(int line, in ReadOnlySequence<byte> row)
    {
        if (Rows.Count + Faults.Count >= IntakeLimits.Rows)
            throw new BodyRefusedException(StatusCodes.Status413PayloadTooLarge, "too_many_rows", $"A request may have at most {IntakeLimits.Rows} rows.");
        if (row.IsSingleSegment)
        {
            Add(line, row.FirstSpan);
            return;
        }
        var length = (int)row.Length;
        var copy = ArrayPool<byte>.Shared.Rent(length);
        row.CopyTo(copy);
        Add(line, copy.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(copy);
    }

    void Add(int line, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var row = new RowReader(bytes, line, now);
            Rows.Add(parse(ref row));
        }
        catch (RowRefusedException refused)
        {
            Faults.Add(new(line, refused.Field, refused.Message));
        }
        catch (JsonException)
        {
            Faults.Add(new(line, null, "The row is not valid JSON, or nests deeper than 64."));
        }
        catch (InvalidOperationException)
        {
            // A name that can't be decoded.
            Faults.Add(new(line, null, "The row holds bytes or escapes that are no Unicode text."));
        }
    }
}

/// <summary>What both forms of body hand their rows to.</summary>
public interface IRowSink
{
    void Add(int line, in ReadOnlySequence<byte> row);
}
