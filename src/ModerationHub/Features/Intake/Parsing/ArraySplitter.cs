using System.Buffers;
using System.Text.Json;

namespace ModerationHub.Features.Intake.Parsing;

/// <summary>A JSON array: a row an element. Whatever breaks the array's syntax refuses the whole body.</summary>
public sealed class ArraySplitter(IRowSink rows) : IRowSplitter
{
    // How deep a row may nest is the row's affair: here no body is too deep.
    JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = IntakeLimits.Bytes });
    bool _begun;
    bool _markPassed;
    int _element;

    public SequencePosition Split(in ReadOnlySequence<byte> buffer, bool last)
    {
        var start = buffer.Start;
        if (!_markPassed)
        {
            if (buffer.Length < 3 && !last)
                return start;
            var mark = new SequenceReader<byte>(buffer);
            mark.IsNext("\uFEFF"u8, advancePast: true);
            (start, _markPassed) = (mark.Position, true);
        }
        var unread = buffer.Slice(start);
        var json = new Utf8JsonReader(unread, last, _state);
        var (consumed, state) = (start, _state);
        while (json.Read())
        {
            if (!_begun)
            {
                if (json.TokenType != JsonTokenType.StartArray)
                    throw new JsonException("Not an array.");
                _begun = true;
            }
            else if (json.CurrentDepth > 0)
            {
                var from = json.TokenStartIndex;
                if (!json.TrySkip())
                    break;
                rows.Add(++_element, unread.Slice(from, json.BytesConsumed - from));
            }
            (consumed, state) = (json.Position, json.CurrentState);
        }
        if (last && !_begun)
            throw new JsonException("Empty.");
        _state = state;
        return consumed;
    }
}
