using ModerationHub.Features.Demo.Story.Texts;

namespace ModerationHub.Features.Demo.Story;

/// <summary>Everybody in the story, by role.</summary>
sealed class Cast
{
    readonly List<Persona> _all = [];

    public IReadOnlyList<Persona> All => _all;

    /// <summary>Returner's id → predecessor.</summary>
    public Dictionary<string, Persona> Continues { get; } = [];

    public Persona[] Of(DemoRole role) => [.. _all.Where(persona => persona.Role == role)];

    public static Cast Create(StoryRandom random, DateTimeOffset now)
    {
        var cast = new Cast();
        var casting = new Casting(random, now);
        cast.AddPeople(casting, random);
        cast.AddGroup(casting, random, now);
        return cast;
    }

    void AddPeople(Casting casting, StoryRandom random)
    {
        for (var i = 0; i < 400; i++)
        {
            // Newcomers with bare profiles are ordinary too: youth and defaults alone must raise nobody.
            var newcomer = i % 7 == 3;
            var client = i % 19 == 5 ? Clients.DailyLight : null;
            _all.Add(casting.Create(DemoRole.Ordinary, Language(i), newcomer ? account => account with
            {
                Bio = null,
                CreatedAt = casting.Before(random, 1, 12),
                Followers = random.Next(0, 20),
            } : null, client));
        }
        for (var i = 0; i < 30; i++) _all.Add(casting.Create(DemoRole.AppVictim, Language(i)));
        for (var i = 0; i < 10; i++)
            _all.Add(casting.Create(DemoRole.Journalist, Language(i), account => account with
            {
                Followers = random.Next(1500, 40_000),
                Verified = random.Chance(0.6),
                Url = "https://talvencourier.example/",
            }, Clients.Scheduler));
        for (var i = 0; i < 10; i++) _all.Add(casting.Create(DemoRole.Mocker, Language(i)));
        for (var i = 0; i < 6; i++) _all.Add(casting.Create(DemoRole.Spammer, StoryTexts.For("en")));
    }

    void AddGroup(Casting casting, StoryRandom random, DateTimeOffset now)
    {
        for (var i = 0; i < 60; i++)
            _all.Add(casting.Create(DemoRole.Supporter, Language(i), i % 3 == 0 ? account => account with
            {
                CreatedAt = casting.Before(random, 3, 40),
                Followers = random.Next(10, 300),
            } : null, i % 5 == 0 && i < 45 ? Clients.Thornline : null, i % 5 >= 2));
        for (var i = 0; i < 40; i++)
        {
            // Two evenings' work: twenty accounts two days ago, twenty while one watches.
            var live = i >= 20;
            var createdAt = live
                ? now.AddSeconds(150 + (i - 20) * random.Between(2, 3))
                : now.AddDays(-2).AddMinutes(i * random.Between(0.8, 1.4));
            var sharedIp = random.Fork($"bulk-address-{i / 10}").Code(32);
            _all.Add(casting.Create(DemoRole.BulkMade, Language(i / 5),
                account => Casting.BulkMade(account, random, createdAt.Rounded(), sharedIp), "Plaza Lite", live));
        }
        for (var i = 0; i < 12; i++) AddReturner(casting, random, now, i);
    }

    void AddReturner(Casting casting, StoryRandom random, DateTimeOffset now, int i)
    {
        var before = casting.Create(DemoRole.Predecessor, Language(i), account => account with
        {
            State = "suspended",
            Followers = random.Next(300, 2400),
        });
        var live = i % 3 == 1;
        var createdAt = live ? now.AddSeconds(200 + i * random.Between(25, 40)) : now.AddDays(-random.Between(0.5, 5));
        var returner = casting.Create(DemoRole.Returner, before.Grammar,
            account => Casting.Returned(account, before.Account, random, createdAt.Rounded()), before.Client, live);
        _all.Add(before);
        _all.Add(returner with { Topics = before.Topics });
        Continues[returner.Id] = before;
    }

    static Grammar Language(int i) => StoryTexts.Languages[i % StoryTexts.Languages.Count];
}
