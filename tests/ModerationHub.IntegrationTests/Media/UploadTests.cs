using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ModerationHub.Detection.Media;
using ModerationHub.Features.Intake.Retention;
using ModerationHub.Features.Media;
using ModerationHub.IntegrationTests.Intake;
using ModerationHub.Tests.Media;
using SkiaSharp;

namespace ModerationHub.IntegrationTests.Media;

/// <summary>What the tests of images and banks share.</summary>
public abstract class MediaTests(IntakeFixture fixture) : IntakeTests(fixture)
{
    protected async Task<Answer> UploadAsync(byte[] file, string name = "image", string? key = null)
    {
        using var form = new MultipartFormDataContent();
        using var content = new ByteArrayContent(file);
        form.Add(content, name, "harbour.jpg");
        return await PostAsync(form, key);
    }

    protected async Task<Answer> PostAsync(HttpContent content, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/media") { Content = content };
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await Hub.Http.SendAsync(request, Cancellation);
        return await Answer.OfAsync(response);
    }

    protected static string Id(Answer answer) => answer.Body.GetProperty("id").GetString()!;

    protected static PdqHash Pdq(Answer answer) => PdqHash.TryParse(answer.Body.GetProperty("pdq").GetString(), out var hash) ? hash : throw new InvalidOperationException("No hash.");
}

public sealed class UploadTests(IntakeFixture fixture) : MediaTests(fixture)
{
    [Fact]
    public async Task An_image_keeps_its_id_in_every_size_and_others_have_their_own()
    {
        var first = await UploadAsync(Pictures.Make(101));
        Assert.Equal((HttpStatusCode.OK, "application/json"), (first.Status, first.Type));
        Assert.Equal(["height", "id", "matches", "pdq", "quality", "width"], first.Body.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal((480, 360, 0), (first["width"], first["height"], first.Body.GetProperty("matches").GetArrayLength()));
        Assert.InRange(first["quality"], PdqFingerprint.Usable, 100);
        var small = await UploadAsync(Pictures.Make(101, 160, 120, SKEncodedImageFormat.Png));
        Assert.Equal((Id(first), 160), (Id(small), small["width"]));
        Assert.InRange(Pdq(first).Distance(Pdq(small)), 0, PdqHash.SameImage);
        Assert.Equal(Id(first), Id(await UploadAsync(Pictures.Make(101))));
        Assert.NotEqual(Id(first), Id(await UploadAsync(Pictures.Make(102))));
    }

    [Fact]
    public async Task What_nobody_showed_for_as_long_as_posts_are_kept_is_forgotten_and_what_is_shown_again_stays()
    {
        var (idle, shown) = (Pictures.Make(111), Pictures.Make(112));
        var (before, kept) = (Id(await UploadAsync(idle)), Id(await UploadAsync(shown)));
        await Hub.ExecuteAsync($"update known_images set seen_at = now() - interval '91 days' where id in ('{before}', '{kept}')");
        // Another size of it, found by what it looks like.
        Assert.Equal(kept, Id(await UploadAsync(Pictures.Make(112, 160, 120, SKEncodedImageFormat.Png))));

        await Hub.Services.GetRequiredService<PartitionJob>().RunAsync(Cancellation);
        Assert.Equal(1, await Hub.ScalarAsync<long>("select count(*) from known_images where id = any ($1)", (Guid[])[Guid.Parse(before), Guid.Parse(kept)]));
        Assert.Equal(kept, Id(await UploadAsync(shown)));

        var anew = Id(await UploadAsync(Pictures.Make(111, 160, 120, SKEncodedImageFormat.Png)));
        Assert.NotEqual(before, anew);
        Assert.Equal(anew, Id(await UploadAsync(idle)));
    }

    [Fact]
    public async Task With_all_places_taken_an_upload_is_told_when_to_come_again()
    {
        var take = Hub.Services.GetRequiredService<TakeImage>();
        var places = Enumerable.Range(0, TakeImage.MostUploads).Select(_ => take.TryEnter(IntakeHost.Platform)).ToList();
        Assert.All(places, place => Assert.True(place.IsAcquired));
        var full = await UploadAsync(Pictures.Make(140));
        Assert.Equal((HttpStatusCode.TooManyRequests, "uploads_full", "1"), (full.Status, full.Code, full.RetryAfter));
        // Other platforms wait for none of them.
        Assert.Equal(HttpStatusCode.OK, (await UploadAsync(Pictures.Make(140), key: (await Hub.IssueAsync(IntakeHost.OtherPlatform, "intake")).Key)).Status);
        places.ForEach(place => place.Dispose());
        Assert.Equal(HttpStatusCode.OK, (await UploadAsync(Pictures.Make(140))).Status);
    }

    [Theory]
    [InlineData("media", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"i\"; filename=\"i\"\r\n\r\nhalf")]
    [InlineData("posts", "application/x-ndjson", "{\"id\": ")]
    public async Task A_body_that_never_ends_gives_its_place_back(string call, string type, string half)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var hub = await IntakeHost.StartAsync(Database, time);
        var key = (await hub.IssueAsync("intake")).Key;
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(hub.Http.BaseAddress!.Host, hub.Http.BaseAddress.Port, Cancellation);
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /api/v1/{call} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {key}\r\nContent-Type: {type}\r\nContent-Length: 5000\r\n\r\n{half}"), Cancellation);
        using var reader = new StreamReader(tcp.GetStream());
        var answer = reader.ReadLineAsync(Cancellation).AsTask();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!answer.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(20));
            await tick.WaitForNextTickAsync(Cancellation);
        }
        Assert.Contains(" 408 ", await answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Platforms_share_no_image()
    {
        var ours = await UploadAsync(Pictures.Make(103));
        var theirs = await UploadAsync(Pictures.Make(103), key: (await Hub.IssueAsync(IntakeHost.OtherPlatform, "intake")).Key);
        Assert.NotEqual(Id(ours), Id(theirs));
        Assert.Equal(2, await Hub.ScalarAsync<long>("select count(distinct platform_id) from known_images where pdq = $1", Pdq(ours).ToString()));
    }

    [Fact]
    public async Task Images_without_structure_are_told_apart_by_the_file_alone()
    {
        var flat = await UploadAsync(Pictures.Flat(64, 64));
        Assert.Equal(0, flat["quality"]);
        Assert.Equal(Id(flat), Id(await UploadAsync(Pictures.Flat(64, 64))));
        Assert.NotEqual(Id(flat), Id(await UploadAsync(Pictures.Flat(80, 64))));
    }

    [Fact]
    public async Task Many_who_bring_one_image_at_once_get_one_id()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => UploadAsync(Pictures.Make(104, 200 + (10 * i), 150 + (7 * i)))));
        Assert.Single(answers.Select(Id).Distinct());
        Assert.Equal(1, await Hub.ScalarAsync<long>("select count(*) from known_images where id = $1::uuid", Id(answers[0])));
    }

    [Fact]
    public async Task An_image_of_another_host_is_found_without_a_restart()
    {
        var before = await UploadAsync(Pictures.Make(105));
        var hash = ImageReader.Hash(Pictures.Make(106)).Fingerprint.Hash;
        await Hub.ExecuteAsync($"""
            update media_heads set image_seq = image_seq + 1 where platform_id = 7;
            insert into known_images (platform_id, id, seq, pdq, quality, md5, width, height, seen_at)
            select 7, '00000000-0000-7000-8000-000000000106', image_seq, '{hash}', 100, 'other', 10, 10, now() from media_heads where platform_id = 7
            """);
        Assert.Equal("00000000-0000-7000-8000-000000000106", Id(await UploadAsync(Pictures.Make(106, 300, 225))));
        Assert.NotEqual("00000000-0000-7000-8000-000000000106", Id(before));
    }

    [Fact]
    public async Task Forms_that_cannot_be_read_are_refused()
    {
        using var text = new StringContent("{}", Encoding.UTF8, "application/json");
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "media_type"), Told(await PostAsync(text)));
        using var bare = new ByteArrayContent(Pictures.Make(1));
        bare.Headers.ContentType = new("image/jpeg");
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "media_type"), Told(await PostAsync(bare)));
        using var empty = new MultipartFormDataContent();
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(empty)).Status);
        using var fields = new MultipartFormDataContent { { new StringContent("a"), "image" } };
        Assert.Equal((HttpStatusCode.BadRequest, "no_file"), Told(await PostAsync(fields)));
        using var two = new MultipartFormDataContent { { new ByteArrayContent(Pictures.Make(1)), "a", "a.jpg" }, { new ByteArrayContent(Pictures.Make(2)), "b", "b.jpg" } };
        Assert.Equal((HttpStatusCode.BadRequest, "several_files"), Told(await PostAsync(two)));
        foreach (var (type, body) in new[] { ("multipart/form-data", "x"), ("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"i\"; filename=\"i\"\r\n\r\ncut"), ("multipart/form-data; boundary=b", "--b\r\nno header\r\n\r\n--b--"), ("multipart/form-data; boundary=\"\"", "") })
            Assert.Equal((HttpStatusCode.BadRequest, "form_unreadable"), Told(await Hub.SendBytesAsync("media", Encoding.ASCII.GetBytes(body), type)));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await Hub.SendBytesAsync("media", Encoding.ASCII.GetBytes("x"), "multipart/form-data; boundary=b", "gzip")).Status);
    }

    [Fact]
    public async Task A_picture_without_a_file_name_or_with_the_encoding_that_changes_nothing_is_taken()
    {
        using var picture = new ByteArrayContent(Pictures.Make(1));
        picture.Headers.ContentType = new("image/jpeg");
        using var form = new MultipartFormDataContent { { picture, "image" } };
        form.Headers.ContentEncoding.Add("identity");
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(form)).Status);
    }

    [Fact]
    public async Task More_bytes_than_are_taken_are_refused()
    {
        var file = new byte[ImageLimits.RequestBytes + 1];
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "image_bytes"), Told(await UploadAsync(file)));
        using var form = new MultipartFormDataContent { { new StreamContent(new UnknownLength(new MemoryStream(file))), "image", "a.jpg" } };
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "image_bytes"), Told(await PostAsync(form)));
    }

    [Fact]
    public async Task A_key_without_the_scope_may_not()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await UploadAsync(Pictures.Make(1), key: (await Hub.IssueAsync("read")).Key)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await UploadAsync(Pictures.Make(1), key: "hub_no")).Status);
    }

    static (HttpStatusCode, string) Told(Answer answer) => answer.Type == "application/problem+json" ? (answer.Status, answer.Code) : (answer.Status, $"as {answer.Type}");

    /// <summary>A body whose length nobody announces.</summary>
    sealed class UnknownLength(Stream inner) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() => inner.Flush();
        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
