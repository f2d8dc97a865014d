using System.Text.Json;
using ModerationHub.Detection.Media;
using ModerationHub.Detection.Signals;
using ModerationHub.Features.Intake.Posts;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Scoring;

/// <summary>A post's media as intake stored them, for the detectors; those without any hash are left out.</summary>
static class PostMediaReader
{
    public static PostMedia[] Read(string json) =>
        [.. (JsonSerializer.Deserialize<List<MediaRow>>(json, Operation.Json) ?? [])
            // Posts of before may say more than a hundred.
            .Select(m => new PostMedia(PdqHash.TryParse(m.Pdq, out var pdq) ? pdq : null, m.Md5, m.Quality is { } quality ? (int)Math.Min(quality, 100) : null))
            .Where(m => m.Pdq is not null || m.Md5 is not null)];
}
