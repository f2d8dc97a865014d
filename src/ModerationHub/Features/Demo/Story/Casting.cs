namespace ModerationHub.Features.Demo.Story;

/// <summary>Makes one account with a profile that suits its role and language.</summary>
sealed class Casting(StoryRandom random, DateTimeOffset now)
{
    static readonly string[] Syllables =
    [
        "mar", "ven", "tal", "ori", "kes", "dun", "sol", "ira", "bel", "nor", "fay", "lun", "rem", "osa", "tiv", "zel",
        "wim", "aro", "pel", "dri", "quo", "hes", "nim", "uli",
    ];

    static readonly string[] Words = ["reads", "cooks", "walks", "sings", "bakes", "rides", "paints", "knits", "writes"];

    int _cast;

    public Persona Create(DemoRole role, Grammar grammar, Func<DemoAccount, DemoAccount>? change = null,
        string? client = null, bool wakesLive = false)
    {
        var own = random.Fork($"{role}-{_cast++}");
        var account = new DemoAccount
        {
            Id = own.Code(13),
            Handle = Handle(own),
            DisplayName = grammar.Expand("person", own),
            Bio = grammar.Expand(BioRule(role), own),
            CreatedAt = Before(own, 60, 2600),
            Followers = (int)Math.Exp(own.Between(2.5, 6.8)),
            Following = (int)Math.Exp(own.Between(3, 6.5)),
            Posts = (int)Math.Exp(own.Between(3, 8)),
            Language = grammar.Language,
            Location = own.Chance(0.5) ? grammar.Expand("place", own) : null,
            AgeBand = own.Chance(0.06) ? "minor" : own.Chance(0.5) ? "adult" : "unknown",
            DeviceHashes = [own.Code(32)],
            IpHashes = [own.Code(32)],
        };
        return new Persona(change is null ? account : change(account), role, grammar, own.Fork("texts"))
        {
            Client = client ?? own.Pick(Clients.Usual),
            Topics = own.Sample(Texts.StoryTexts.Topics, 4),
            WakesLive = wakesLive,
        };
    }

    /// <summary>As the bulk makers do it: one pattern, one evening, nothing filled in.</summary>
    public static DemoAccount BulkMade(DemoAccount account, StoryRandom random, DateTimeOffset createdAt, string sharedIp) => account with
    {
        Handle = $"{random.Pick(Syllables)}{random.Pick(Syllables)}{random.Next(10_000_000, 99_999_999)}",
        Bio = null,
        DisplayName = null,
        Location = null,
        CreatedAt = createdAt,
        Followers = random.Next(0, 4),
        Following = random.Next(18, 40),
        Posts = 30,
        IpHashes = [sharedIp],
    };

    /// <summary>The same person under a new name: device, bio and manner stay, the audience is mostly lost.</summary>
    public static DemoAccount Returned(DemoAccount fresh, DemoAccount before, StoryRandom random, DateTimeOffset createdAt) => fresh with
    {
        Handle = random.Pick<string>([$"{before.Handle}_2", $"{before.Handle}_back", $"x{before.Handle}", $"{before.Handle}{random.Next(2, 9)}"]),
        DisplayName = before.DisplayName,
        Bio = before.Bio,
        Location = before.Location,
        Language = before.Language,
        CreatedAt = createdAt,
        Followers = before.Followers / random.Next(6, 20),
        Following = before.Following / 2,
        Posts = 12,
        DeviceHashes = before.DeviceHashes,
    };

    public DateTimeOffset Before(StoryRandom own, int atLeastDays, int atMostDays) =>
        now.AddDays(-own.Between(atLeastDays, atMostDays)).Rounded();

    static string BioRule(DemoRole role) => role switch
    {
        DemoRole.Supporter or DemoRole.Predecessor or DemoRole.Returner => "bio.supporter",
        DemoRole.Journalist => "bio.journalist",
        DemoRole.Mocker => "bio.mocker",
        _ => "bio.ordinary",
    };

    static string Handle(StoryRandom own)
    {
        var name = own.Pick(Syllables) + own.Pick(Syllables);
        return own.Next(0, 4) switch
        {
            0 => $"{name}_{own.Pick(Words)}",
            1 => $"{name}{own.Pick(Syllables)}{own.Next(1, 99)}",
            2 => $"{own.Pick(Words)}_with_{name}",
            _ => $"{name}.{own.Pick(Syllables)}{own.Next(100, 999)}",
        };
    }
}
