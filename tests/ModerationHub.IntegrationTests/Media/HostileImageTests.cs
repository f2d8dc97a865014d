using System.Diagnostics;
using System.Net;
using System.Text;
using ModerationHub.IntegrationTests.Intake;
using ModerationHub.Tests.Media;
using SkiaSharp;

namespace ModerationHub.IntegrationTests.Media;

/// <summary>A corpus of files that are made to break decoders: each gets an answer of the contract, and memory stays bounded.</summary>
public sealed class HostileImageTests(IntakeFixture fixture) : MediaTests(fixture)
{
    static readonly HashSet<HttpStatusCode> Contracted =
        [HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnsupportedMediaType, HttpStatusCode.UnprocessableEntity];

    static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);

    public static TheoryData<string, byte[], int> Corpus() => new()
    {
        { "empty", [], 415 },
        { "text", Ascii("not an image"), 415 },
        { "svg", Ascii("<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"http://x.example/\"/></svg>"), 415 },
        { "svg behind a declaration", Ascii("<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY a \"aaaa\">]><svg>&a;</svg>"), 415 },
        { "html", Ascii("<html><script>1</script></html>"), 415 },
        { "pdf", Ascii("%PDF-1.4"), 415 },
        { "bmp with a huge header", [0x42, 0x4D, .. new byte[8], 0xFF, 0xFF, 0xFF, 0x7F, .. new byte[40]], 415 },
        { "heic", Ascii("\0\0\0\u0018ftypheic\0\0\0\0"), 415 },
        { "jpeg magic alone", [0xFF, 0xD8, 0xFF], 422 },
        { "jpeg cut in half", Pictures.Make(901)[..3000], 422 },
        { "png magic alone", Pictures.Png(1, 1)[..8], 422 },
        { "png without data", Pictures.Png(200, 200), 422 },
        { "png cut in half", Pictures.Make(902, format: SKEncodedImageFormat.Png)[..4000], 422 },
        { "png with a broken checksum", Broken(Pictures.Png(64, 64, 64), 30), 422 },
        { "png 2 000 000 000 wide", Pictures.Png(2_000_000_000, 2_000_000_000), 422 },
        { "png of 3 600 million pixels in 4 MB", Pictures.Png(60_000, 60_000, 9_000), 413 },
        { "png of 256 million pixels", Pictures.Png(16_000, 16_000, 16_000), 413 },
        { "png 100 000 wide", Pictures.Png(100_000, 8, 8), 413 },
        { "png of one pixel", Pictures.Flat(1, 1), 422 },
        { "png 5 high and 16 000 wide", Pictures.Flat(16_000, 5), 200 },
        { "webp without a frame", Ascii("RIFF\u000c\0\0\0WEBPVP8 "), 422 },
        { "webp cut in half", Pictures.Make(903, format: SKEncodedImageFormat.Webp)[..500], 422 },
        { "gif magic alone", Ascii("GIF89a"), 422 },
        { "gif of 65535 squared", Gif(65_535, 65_535, 1), 413 },
        { "gif of four frames", Gif(64, 64, 4), 200 },
        { "gif of ten thousand frames", Gif(64, 64, 10_000), 200 },
        { "jpeg with a page of html behind it", [.. Pictures.Make(904), .. Ascii("<script>1</script>")], 200 },
        { "png that fits the limits exactly", Pictures.Png(16_000, 2_500, 2_500), 200 },
    };

    static byte[] Broken(byte[] file, int at)
    {
        file[at] ^= 0xFF;
        return file;
    }

    // One global palette, and the same small frame again and again.
    static byte[] Gif(int width, int height, int frames)
    {
        using var file = new MemoryStream();
        file.Write(Ascii("GIF89a"));
        file.Write([(byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0x80, 0, 0, 0x20, 0x40, 0x60, 0xF0, 0xE0, 0xD0]);
        for (var i = 0; i < frames; i++)
            file.Write([0x21, 0xF9, 4, 0, 1, 0, 0, 0, 0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 3, 0x44, 0x02, 0x05, 0]);
        file.WriteByte(0x3B);
        return file.ToArray();
    }

    [Theory]
    [MemberData(nameof(Corpus), DisableDiscoveryEnumeration = true)]
    public async Task Each_gets_its_answer(string what, byte[] file, int status)
    {
        var answer = await UploadAsync(file);
        Assert.True(status == (int)answer.Status, $"{what}: {(int)answer.Status} instead of {status}: {answer.Body}");
        if (answer.Status != HttpStatusCode.OK)
            Assert.Equal("application/problem+json", answer.Type);
    }

    [Fact]
    public async Task Any_damage_gets_an_answer_of_the_contract()
    {
#pragma warning disable CA5394 // The same damage each time.
        var random = new Random(20261124);
        byte[][] sound =
        [
            Pictures.Make(905, 96, 72), Pictures.Make(905, 96, 72, SKEncodedImageFormat.Png), Pictures.Make(905, 96, 72, SKEncodedImageFormat.Webp),
            Pictures.Png(64, 64, 64), Gif(32, 32, 3), Pictures.WithOrientation(Pictures.Make(905, 96, 72), 6),
        ];
        List<string> wrong = [];
        for (var i = 0; i < 600; i++)
        {
            var file = (byte[])sound[i % sound.Length].Clone();
            for (var hits = random.Next(1, 12); hits > 0; hits--)
                // Mostly headers, where sizes and counts stand.
                file[random.Next(random.Next(3) == 0 ? file.Length : Math.Min(64, file.Length))] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                file = file[..random.Next(file.Length)];
            var answer = await UploadAsync(file);
            if (!Contracted.Contains(answer.Status) || (answer.Status != HttpStatusCode.OK && answer.Type != "application/problem+json"))
                wrong.Add($"{i}: {(int)answer.Status} as {answer.Type}");
        }
#pragma warning restore CA5394
        Assert.Empty(wrong);
    }

    [Fact(DisableParallelization = true)]
    public async Task Sixteen_of_the_largest_at_once_stay_within_bounds()
    {
        using var process = Process.GetCurrentProcess();
        var largest = Pictures.Png(16_000, 2_500, 2_500);
        await UploadAsync(largest);
        process.Refresh();
        var before = process.PeakWorkingSet64;
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => UploadAsync(largest)));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.Status));
        process.Refresh();
        // Two at a time with four bytes a pixel, where all at once would take 2.5 GB.
        Assert.InRange(process.PeakWorkingSet64 - before, 0, 600L * 1024 * 1024);
    }
}
