using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModerationHub.Features.Demo.Story;

/// <summary>One thing that happens on the imagined platform, and the API call that tells of it.</summary>
public abstract record StoryEvent(DateTimeOffset At)
{
    /// <summary>Last segment of the API address that takes this event.</summary>
    public abstract string Resource { get; }

    /// <summary>The same event at another time; what it says about earlier times stays.</summary>
    public abstract StoryEvent MovedTo(DateTimeOffset at);

    public abstract byte[] ToJson();
}

public sealed record AccountSeen(DateTimeOffset At, DemoAccount Account) : StoryEvent(At)
{
    public override string Resource => "accounts";
    public override StoryEvent MovedTo(DateTimeOffset at) =>
        this with { At = at, Account = Account with { CreatedAt = Account.CreatedAt + (at - At) } };
    public override byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(Account, StoryJson.Relaxed.DemoAccount);
}

public sealed record PostMade(DateTimeOffset At, DemoPost Post) : StoryEvent(At)
{
    public override string Resource => "posts";
    public override StoryEvent MovedTo(DateTimeOffset at) => new PostMade(at, Post with { CreatedAt = at });
    public override byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(Post, StoryJson.Relaxed.DemoPost);
}

public sealed record FollowMade(DateTimeOffset At, DemoFollow Follow) : StoryEvent(At)
{
    public override string Resource => "follows";
    public override StoryEvent MovedTo(DateTimeOffset at) => new FollowMade(at, Follow with { At = at });
    public override byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(Follow, StoryJson.Relaxed.DemoFollow);
}

public sealed record ReportMade(DateTimeOffset At, DemoReport Report) : StoryEvent(At)
{
    public override string Resource => "reports";
    public override StoryEvent MovedTo(DateTimeOffset at) => new ReportMade(at, Report with { At = at });
    public override byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(Report, StoryJson.Relaxed.DemoReport);
}

[JsonSerializable(typeof(DemoAccount))]
[JsonSerializable(typeof(DemoPost))]
[JsonSerializable(typeof(DemoFollow))]
[JsonSerializable(typeof(DemoReport))]
internal sealed partial class StoryJson : JsonSerializerContext
{
    /// <summary>Arabic stays readable in the body instead of becoming \u escapes six times as long.</summary>
    public static StoryJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
