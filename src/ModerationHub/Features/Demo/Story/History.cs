namespace ModerationHub.Features.Demo.Story;

/// <summary>The fourteen days before one starts watching: an ordinary platform with a group already on it.</summary>
sealed class History(Cast cast, StoryWriter writer, StoryRandom random, DateTimeOffset now)
{
    public const int Days = 14;

    public void Write()
    {
        foreach (var persona in cast.All.Where(persona => persona.Account.CreatedAt < now))
            writer.Account(Later(persona.Account.CreatedAt, now.AddDays(-Days)), persona.Account);
        Follows();
        foreach (var persona in cast.Of(DemoRole.Ordinary)) Ordinary(persona, random.Next(4, 14));
        foreach (var persona in cast.Of(DemoRole.Supporter)) Supporter(persona);
        foreach (var persona in cast.Of(DemoRole.Predecessor)) Group(persona, 13, 5, random.Next(10, 18));
        foreach (var persona in cast.Of(DemoRole.Returner).Where(persona => !persona.WakesLive)) Returner(persona);
        foreach (var persona in cast.Of(DemoRole.BulkMade).Where(persona => !persona.WakesLive)) BulkMade(persona);
        foreach (var persona in cast.Of(DemoRole.Spammer)) Spam(persona);
        HijackedApp();
        foreach (var persona in cast.Of(DemoRole.Journalist)) Witness(persona, "journalist", random.Next(10, 18));
        foreach (var persona in cast.Of(DemoRole.Mocker)) Witness(persona, "mocker", random.Next(6, 12));
        DailyLight();
    }

    void Ordinary(Persona persona, int posts)
    {
        DemoPost? last = null;
        for (var i = 0; i < posts; i++)
        {
            var at = Moment(persona, Days, 0);
            var client = persona.Client == Clients.DailyLight ? Clients.Usual[1] : null;
            if (last is not null && at > last.CreatedAt && persona.Random.Chance(0.15)) writer.Post(persona, at, persona.Say("reply.ordinary"), client, answers: last);
            else last = writer.Post(persona, at, persona.Ordinary(), client);
        }
    }

    void Supporter(Persona persona)
    {
        Ordinary(persona, random.Next(3, 8));
        if (!persona.WakesLive) Group(persona, Days, 0, random.Next(7, 20));
    }

    void Group(Persona persona, double from, double to, int posts)
    {
        for (var i = 0; i < posts; i++) writer.GroupPost(persona, Moment(persona, from, to), persona.Say("supporter"));
    }

    void Returner(Persona persona)
    {
        var born = persona.Account.CreatedAt;
        writer.GroupPost(persona, born.AddMinutes(random.Between(2, 20)), persona.Say("returner.first"));
        var age = (now - born).TotalDays;
        Group(persona, age, 0, random.Next(5, 10));
    }

    void BulkMade(Persona persona)
    {
        var video = new Dictionary<string, string> { ["videolink"] = $"https://thorncast.example/v/{random.Fork("video-1").Code(7)}" };
        for (var i = 0; i < 4; i++)
            writer.GroupPost(persona, Between(persona.Account.CreatedAt.AddMinutes(5), now, persona.Random), persona.Say("video", video));
    }

    void Spam(Persona persona)
    {
        for (var i = 0; i < 12; i++) writer.Post(persona, Moment(persona, 6, 0), persona.Say("spam"));
    }

    /// <summary>One payload a slot for all owners, each some minutes off: regular, staggered, the same words.</summary>
    void HijackedApp()
    {
        var victims = cast.Of(DemoRole.AppVictim);
        foreach (var victim in victims) Ordinary(victim, random.Next(5, 12));
        for (var slot = now.AddDays(-6); slot < now; slot = slot.AddHours(5))
        {
            var grammar = random.Pick(Texts.StoryTexts.Languages);
            var payload = grammar.Expand("payload", random);
            foreach (var (place, victim) in victims.Index())
            {
                var installed = now.AddDays(-6).AddHours(place * 3);
                var at = slot.AddMinutes(place * 4 + random.Between(-3, 3));
                if (at > installed && at < now) writer.Post(victim, at, payload, Clients.Hijacker, language: grammar.Language);
            }
        }
    }

    void Witness(Persona persona, string rule, int posts)
    {
        for (var i = 0; i < posts; i++)
        {
            var at = Moment(persona, Days, 0);
            var original = persona.Random.Chance(0.4) ? writer.GroupPostBefore(at, persona.Random) : null;
            writer.Post(persona, at, persona.Say(rule), quotes: rule == "journalist" ? original : null, answers: rule == "mocker" ? original : null);
        }
        Ordinary(persona, random.Next(6, 12));
    }

    /// <summary>Many accounts, one text, one app, and nothing wrong with it: they asked for it.</summary>
    void DailyLight()
    {
        var readers = cast.Of(DemoRole.Ordinary).Where(persona => persona.Client == Clients.DailyLight).ToArray();
        for (var day = Days; day > 0; day--)
        {
            var verses = Texts.StoryTexts.Languages.ToDictionary(grammar => grammar.Language, grammar => grammar.Expand("app.daily", random));
            foreach (var reader in readers)
            {
                var at = now.AddDays(-day).AddMinutes(random.Between(0, 40));
                if (at > reader.Account.CreatedAt) writer.Post(reader, at, verses[reader.Grammar.Language], Clients.DailyLight);
            }
        }
    }

    void Follows()
    {
        var before = now.AddDays(-Days);
        var group = cast.All.Where(persona => persona.Role is DemoRole.Supporter or DemoRole.Predecessor).ToArray();
        var people = cast.All.Where(persona => persona.Role is not (DemoRole.Supporter or DemoRole.Predecessor or DemoRole.BulkMade or DemoRole.Returner)).ToArray();
        foreach (var persona in people)
            foreach (var other in random.Sample(people, random.Next(4, 14)).Where(other => other != persona)) Follow(persona, other, before);
        foreach (var persona in group)
            foreach (var other in random.Sample(group, 9).Where(other => other != persona)) Follow(persona, other, before);
        // Following somebody is evidence of nothing: journalists and some curious people follow the group.
        foreach (var persona in cast.Of(DemoRole.Journalist).Concat(people.Take(20)))
            foreach (var other in random.Sample(group, 5)) Follow(persona, other, before);
        foreach (var (id, old) in cast.Continues)
        {
            var returner = cast.All.First(persona => persona.Id == id);
            if (!returner.WakesLive) foreach (var other in random.Sample(group, 6).Where(other => other != old)) Follow(returner, other, before);
        }
    }

    void Follow(Persona follower, Persona followed, DateTimeOffset before) =>
        writer.Follow(follower.Id, followed.Id, Between(Later(Later(follower.Account.CreatedAt, followed.Account.CreatedAt), before), now, random));

    /// <summary>A time of day when people are awake, after the account was made.</summary>
    DateTimeOffset Moment(Persona persona, double fromDaysAgo, double toDaysAgo)
    {
        var earliest = Later(now.AddDays(-fromDaysAgo), persona.Account.CreatedAt);
        var latest = now.AddDays(-toDaysAgo);
        var at = Between(earliest, latest, persona.Random);
        return at.Hour < 5 && persona.Random.Chance(0.8) ? Between(earliest, latest, persona.Random) : at;
    }

    static DateTimeOffset Between(DateTimeOffset from, DateTimeOffset to, StoryRandom random) => from + (to - from) * random.Fraction();

    static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
