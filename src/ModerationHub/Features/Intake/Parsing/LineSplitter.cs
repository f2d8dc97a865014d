using System.Buffers;

namespace ModerationHub.Features.Intake.Parsing;

/// <summary>NDJSON: a row a line. Blank lines are no rows, but they count as lines.</summary>
public sealed class LineSplitter(IRowSink rows) : IRowSplitter
{
    int _line;

    public SequencePosition Split(in ReadOnlySequence<byte> buffer, bool last)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (_line == 0)
        {
            // Less than a byte order mark of a body that goes on: wait for more.
            if (buffer.Length < 3 && !last)
                return buffer.Start;
            reader.IsNext("\uFEFF"u8, advancePast: true);
        }
        while (reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'))
            Take(line);
        if (!last)
            return reader.Position;
        Take(reader.UnreadSequence);
        return buffer.End;
    }

    void Take(in ReadOnlySequence<byte> line)
    {
        _line++;
        if (!IsBlank(line))
            rows.Add(_line, line);
    }

    static bool IsBlank(in ReadOnlySequence<byte> line)
    {
        foreach (var segment in line)
            if (segment.Span.ContainsAnyExcept(" \t\r"u8))
                return false;
        return true;
    }
}
