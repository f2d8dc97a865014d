using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace ModerationHub.IntegrationTests.Intake;

public sealed class BodyTests(IntakeFixture fixture) : IntakeTests(fixture)
{
    [Theory]
    [InlineData("{\"id\":1}")]
    [InlineData("[{\"id\":\"p1\"}")]
    [InlineData("[{\"id\":\"p1\"},]")]
    [InlineData("[] []")]
    [InlineData("")]
    [InlineData("nonsense")]
    public async Task An_array_that_is_none_is_refused_whole(string body)
    {
        var answer = await Hub.SendTextAsync("posts", body, "application/json");
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json", "body_not_an_array"), (answer.Status, answer.Type, answer.Code));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    public async Task A_row_that_nests_too_deep_is_a_row_error_in_both_forms(string type)
    {
        var deep = $$"""{"id":"p1","account_id":"a1","created_at":"2026-03-01T12:00:00Z","more":{{new string('[', 5000)}}{{new string(']', 5000)}}}""";
        string[] rows = [deep, IntakeHost.Ndjson(Post("p2"))];
        var answer = await Hub.SendTextAsync("posts", type == "application/json" ? $"[{string.Join(',', rows)}]" : string.Join('\n', rows), type);
        Assert.Equal((HttpStatusCode.Accepted, 1, "1:"), (answer.Status, answer["accepted"], answer.Errors));
    }

    [Theory]
    [InlineData("text/plain", null, "unsupported_media_type")]
    [InlineData("application/x-ndjson; charset=latin1", null, "unsupported_media_type")]
    [InlineData("", null, "unsupported_media_type")]
    [InlineData("application/x-ndjson", "br", "unsupported_encoding")]
    [InlineData("application/x-ndjson", "gzip, gzip", "unsupported_encoding")]
    public async Task Other_types_and_encodings_are_refused(string type, string? encoding, string code)
    {
        var answer = await Hub.SendBytesAsync("posts", Bytes(Post("p1")), type, encoding);
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, code), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("application/x-ndjson; charset=\"utf-8\"")]
    [InlineData("application/x-ndjson; charset=UTF8")]
    public async Task Utf8_may_be_written_in_every_way(string type) =>
        Assert.Equal(1, (await Hub.SendBytesAsync("posts", Bytes(Post("p1")), type))["accepted"]);

    [Fact]
    public async Task Gzip_is_taken()
    {
        var answer = await Hub.SendBytesAsync("posts", IntakeHost.Gzip(Bytes(Post("p1"), Post("p2"))), encoding: "gzip");
        Assert.Equal(2, answer["accepted"]);
    }

    [Fact]
    public async Task Broken_gzip_is_refused_and_leaves_nothing()
    {
        var whole = IntakeHost.Gzip(Bytes([.. Enumerable.Range(0, 2000).Select(i => Post($"p{i}", $"a{i * 7919 % 500}"))]));
        foreach (var broken in new[] { Bytes(Post("p1")), whole[..(whole.Length / 2)], [.. whole[..^8], 1, 2, 3, 4, 5, 6, 7, 8] })
        {
            var answer = await Hub.SendBytesAsync("posts", broken, encoding: "gzip");
            Assert.Equal((HttpStatusCode.BadRequest, "body_not_gzip"), (answer.Status, answer.Code));
        }
        Assert.Equal(0, await Hub.CountAsync("posts"));
    }

    [Fact(DisableParallelization = true)]
    public async Task A_bomb_is_stopped_at_the_limit()
    {
        var bomb = IntakeHost.Gzip(new byte[200_000_000]);
        Assert.True(bomb.Length < 4_000_000);
        var before = GC.GetTotalAllocatedBytes();
        foreach (var type in new[] { "application/x-ndjson", "application/json" })
        {
            var answer = await Hub.SendBytesAsync("posts", [.. IntakeHost.Gzip("["u8.ToArray()), .. bomb], type, "gzip");
            Assert.True(answer.Status is HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.BadRequest, answer.Status.ToString());
        }
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Hub.SendBytesAsync("posts", bomb, encoding: "gzip")).Status);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 200_000_000);
    }

    [Fact]
    public async Task Too_many_bytes_or_rows_are_refused_whole()
    {
        var tooLong = await Hub.SendBytesAsync("posts", new byte[16 * 1024 * 1024 + 1]);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (tooLong.Status, tooLong.Code));
        var rows = Bytes([.. Enumerable.Range(0, 10_001).Select(i => Post($"p{i}"))]);
        var tooMany = await Hub.SendBytesAsync("posts", rows);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too_many_rows"), (tooMany.Status, tooMany.Code));
        Assert.Equal(0, await Hub.CountAsync("posts"));
        var most = Bytes([.. Enumerable.Range(0, 10_000).Select(i => Post($"p{i}"))]);
        Assert.Equal(10_000, (await Hub.SendBytesAsync("posts", most))["accepted"]);
    }

    [Theory]
    [InlineData("posts", 17, true, "body_too_large")]
    [InlineData("posts", 40, true, "body_too_large")]
    [InlineData("posts", 40, false, "body_too_large")]
    [InlineData("media", 40, true, "image_bytes")]
    [InlineData("media", 40, false, "image_bytes")]
    public async Task A_body_far_above_the_limit_is_answered_and_not_cut_off(string call, int mebibytes, bool chunked, string code)
    {
        using var body = new StreamContent(new Endless(mebibytes * 1024L * 1024));
        using var form = new MultipartFormDataContent { { body, "image", "a.jpg" } };
        if (!chunked)
            body.Headers.ContentLength = mebibytes * 1024L * 1024;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{call}") { Content = call == "media" ? form : body };
        if (call != "media")
            body.Headers.TryAddWithoutValidation("Content-Type", "application/x-ndjson");
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await Hub.Http.SendAsync(request, Cancellation);
        var answer = await Answer.OfAsync(response);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "application/problem+json", code), (answer.Status, answer.Type, answer.Code));
    }

    [Fact]
    public async Task A_body_that_does_not_arrive_in_time_is_told_so()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await IntakeHost.StartAsync(Database, time);
        using var client = new TcpClient();
        await client.ConnectAsync(host.Http.BaseAddress!.Host, host.Http.BaseAddress.Port, Cancellation);
        await using var stream = client.GetStream();
        // It says when it begins to read, and waits then for a body that never comes.
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"""
            POST /api/v1/posts HTTP/1.1
            Host: hub
            Authorization: {host.Http.DefaultRequestHeaders.Authorization}
            Content-Type: application/x-ndjson
            Content-Length: 1000
            Expect: 100-continue


            """.ReplaceLineEndings("\r\n")), Cancellation);
        Assert.StartsWith("HTTP/1.1 100 ", await ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
        time.Advance(TimeSpan.FromMinutes(2));
        var answer = await ReadUntilAsync("\"body_too_slow\"");
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);

        async Task<string> ReadUntilAsync(string end)
        {
            var (text, buffer) = ("", new byte[4096]);
            while (!text.Contains(end, StringComparison.Ordinal))
            {
                var read = await stream.ReadAsync(buffer, Cancellation);
                Assert.NotEqual(0, read);
                text += Encoding.UTF8.GetString(buffer, 0, read);
            }
            return text;
        }
    }

    [Fact]
    public async Task Rubbish_never_makes_the_hub_fail()
    {
        var random = new Random(20160205);
        string[] calls = ["accounts", "posts", "follows", "reports", "events", "enforcements", "appeals", "hashes"];
        string[] samples =
        [
            """{"id":"p1","account_id":"a1","created_at":"2026-03-01T12:00:00Z","text":"so \u0061","media":[{"id":"m"}],"mentions":["x"]}""",
            """{"id":"a1","handle":"h","followers":3,"state":"active","age_band":"adult","device_hashes":["x"],"verified":true}""",
            """{"follower_id":"a1","followed_id":"a2","at":"2026-03-01T12:00:00Z"}""",
            """{"id":"r1","account_id":"a1","reporter_id":"u","reporter_kind":"authority","reason":"spam","at":"2026-03-01T12:00:00Z"}""",
            """{"kind":"account_deleted","account_id":"a1","at":"2026-03-01T12:00:00Z"}""",
            """{"decision_id":"018f4e3a-0000-7000-8000-000000000000","state":"applied","at":"2026-03-01T12:00:00Z"}""",
            """{"id":"ap1","decision_id":"018f4e3a-0000-7000-8000-000000000000","text":"please","language":"en","at":"2026-03-01T12:00:00Z"}""",
            """{"bank":"b","policy":"spam","pdq":"f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22","quality":80,"label":"x","severity":"high","source":"s","opinion":"agree","not_bankable":false}""",
        ];
        string[] values = ["null", "\"\"", "1e999", "-1", "99999999999999999999", "[]", "[[[[]]]]", "{}", "true", "\"\\u0000\"", "\"\\udc00x\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "\"0001-01-01T00:00:00+14:00\"", "\"infinity\"", "\"" + new string('x', 40_000) + "\""];
        for (var round = 0; round < 300; round++)
        {
            var body = new List<byte>();
            for (var line = 0; line < 8; line++)
            {
                var sample = samples[random.Next(samples.Length)];
                if (random.Next(2) == 0)
                {
                    // Another value for some member.
                    var colons = Enumerable.Range(0, sample.Length).Where(i => sample[i] == ':' && sample[i - 1] == '"').ToArray();
                    var colon = colons[random.Next(colons.Length)];
                    sample = sample[..(colon + 1)] + values[random.Next(values.Length)] + ",\"more\":0" + sample[(sample.Length - 1)..];
                }
                var bytes = Encoding.UTF8.GetBytes(sample);
                for (var flips = random.Next(3) == 0 ? random.Next(4) : 0; flips > 0; flips--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                body.AddRange(bytes);
                body.Add((byte)'\n');
            }
            byte[] sent = [.. body];
            var type = "application/x-ndjson";
            if (random.Next(3) == 0)
            {
                sent = Encoding.Latin1.GetBytes("[" + Encoding.Latin1.GetString(sent).TrimEnd('\n').Replace('\n', ',') + "]");
                type = "application/json";
            }
            var answer = await Hub.SendBytesAsync(calls[random.Next(calls.Length)], sent, type);
            Assert.True((int)answer.Status is 202 or 400 or 422, $"{(int)answer.Status} in round {round}");
        }
    }

    static byte[] Bytes(params object[] rows) => Encoding.UTF8.GetBytes(IntakeHost.Ndjson(rows));

    /// <summary>So many line ends.</summary>
    sealed class Endless(long length) : Stream
    {
        long left = length;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var n = (int)Math.Min(left, count);
            buffer.AsSpan(offset, n).Fill((byte)'\n');
            left -= n;
            return n;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
