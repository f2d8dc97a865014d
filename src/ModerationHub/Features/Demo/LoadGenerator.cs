using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ModerationHub.Features.Demo.Story;
using ModerationHub.Features.Demo.Story.Texts;

namespace ModerationHub.Features.Demo;

/// <summary>
/// Posts at any size for benchmarks, as ready NDJSON. A row is a pure function of its number, so that a duplicate
/// is the same number again and nothing need be kept; texts come from a pool made beforehand. Not thread-safe:
/// give each sender its own, with a <see cref="LoadOptions.Seed"/> of its own.
/// </summary>
public sealed class LoadGenerator
{
    const int PoolSize = 4096;
    const int DuplicateReach = 50_000;
    const int IdLength = 16;

    readonly LoadOptions _options;
    readonly byte[][] _tails;
    readonly int _suspicious;
    readonly ulong _salt;
    readonly ulong _duplicateBelow;
    readonly ulong _suspiciousBelow;
    ulong _drawn;
    ulong _next;

    public LoadGenerator(LoadOptions options)
    {
        _options = options;
        _salt = StoryRandom.Mix(options.Seed ^ 0x10AD);
        _duplicateBelow = (ulong)(Math.Clamp(options.Duplicates, 0, 1) * uint.MaxValue);
        _suspiciousBelow = (ulong)(Math.Clamp(options.Suspicious, 0, 1) * uint.MaxValue);
        var random = new StoryRandom(options.Seed).Fork("load");
        _suspicious = PoolSize / 8;
        _tails = [.. Enumerable.Range(0, PoolSize).Select(i => Tail(random, i < _suspicious))];
    }

    /// <summary>Posts written so far that were not there before.</summary>
    public long Distinct => (long)_next;

    /// <summary>Rows written so far, duplicates included.</summary>
    public long Rows => (long)_drawn;

    /// <summary>Appends <paramref name="rows"/> posts, one a line.</summary>
    public void WritePosts(IBufferWriter<byte> body, int rows)
    {
        for (var i = 0; i < rows; i++)
        {
            var draw = StoryRandom.Mix(_salt + ++_drawn);
            var repeat = _next > 0 && (draw & uint.MaxValue) < _duplicateBelow;
            WritePost(body, repeat ? _next - 1 - (draw >> 32) % Math.Min(_next, DuplicateReach) : _next++);
        }
    }

    /// <summary>One body of <paramref name="rows"/> posts.</summary>
    public byte[] Posts(int rows)
    {
        var body = new ArrayBufferWriter<byte>(rows * 320);
        WritePosts(body, rows);
        return body.WrittenSpan.ToArray();
    }

    /// <summary>One body of accounts <paramref name="from"/> to <paramref name="from"/> + <paramref name="count"/>; their posts follow.</summary>
    public byte[] Accounts(int from, int count)
    {
        var body = new ArrayBufferWriter<byte>(count * 160);
        for (var i = from; i < from + count; i++)
        {
            body.Write("{\"id\":\""u8);
            WriteId(body, AccountHash((ulong)i));
            body.Write("\",\"handle\":\"load_"u8);
            WriteId(body, AccountHash((ulong)i));
            body.Write("\",\"created_at\":\""u8);
            WriteTime(body, _options.Start.AddDays(-30 - i % 2000));
            body.Write("\",\"language\":\"en\",\"followers\":100,\"following\":100,\"posts\":1000,\"bio\":\"Made for a load test\"}\n"u8);
        }
        return body.WrittenSpan.ToArray();
    }

    void WritePost(IBufferWriter<byte> body, ulong number)
    {
        var hash = StoryRandom.Mix(_salt ^ (number * 0x9E3779B97F4A7C15UL));
        var more = StoryRandom.Mix(hash);
        body.Write("{\"id\":\""u8);
        WriteId(body, hash);
        body.Write("\",\"account_id\":\""u8);
        WriteId(body, AccountHash(more % (ulong)_options.Accounts));
        body.Write("\",\"created_at\":\""u8);
        WriteTime(body, _options.Start.AddTicks((long)(number / _options.Rate * TimeSpan.TicksPerSecond) / 10 * 10));
        var suspicious = (more >> 32) < _suspiciousBelow;
        var place = (int)(StoryRandom.Mix(more) % (ulong)(suspicious ? _suspicious : PoolSize - _suspicious));
        body.Write(_tails[suspicious ? place : place + _suspicious]);
    }

    /// <summary>Accounts are the same for every seed, so that several senders post for the same people.</summary>
    static ulong AccountHash(ulong number) => StoryRandom.Mix(0xACC0 + number * 0xD1B54A32D192ED03UL);

    static void WriteId(IBufferWriter<byte> body, ulong hash)
    {
        var span = body.GetSpan(IdLength);
        for (var i = 0; i < IdLength; i++) span[i] = "0123456789abcdef"u8[(int)(hash >> (4 * i)) & 15];
        body.Advance(IdLength);
    }

    static void WriteTime(IBufferWriter<byte> body, DateTimeOffset time)
    {
        var span = body.GetSpan(40);
        Utf8Formatter.TryFormat(time, span, out var written, 'O');
        body.Advance(written);
    }

    static byte[] Tail(StoryRandom random, bool suspicious)
    {
        var grammar = random.Pick(StoryTexts.Languages);
        var text = grammar.Expand(suspicious ? "supporter" : $"ordinary.{random.Pick(StoryTexts.Topics)}", random);
        while (!suspicious && text.Length < 130) text = $"{text} {grammar.Expand($"ordinary.{random.Pick(StoryTexts.Topics)}", random)}";
        var quoted = JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        return Encoding.UTF8.GetBytes($"\",\"text\":\"{quoted}\",\"language\":\"{grammar.Language}\",\"client\":\"{random.Pick(Clients.Usual)}\"}}\n");
    }
}
