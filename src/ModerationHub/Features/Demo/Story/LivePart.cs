namespace ModerationHub.Features.Demo.Story;

/// <summary>What one watches: a slow morning, a volunteers' list, new dummy accounts, the attack, then calm.</summary>
sealed class LivePart(Cast cast, StoryWriter writer, StoryRandom random, DateTimeOffset now)
{
    public const double Attack = 360;
    const double SurgeEnd = 500;
    const double End = 1500;

    public DateTimeOffset AttackAt => At(Attack);

    public void Write()
    {
        People();
        foreach (var (place, persona) in cast.Of(DemoRole.Supporter).Where(persona => persona.WakesLive).Index())
            Supporter(persona, wakes: 8 + place * 9.5);
        Returners();
        BulkMade();
        Surge();
        HijackedApp();
        Calm();
    }

    /// <summary>Ordinary life in waves: about one post a second, now more, now less.</summary>
    void People()
    {
        var people = cast.All.Where(persona => persona.Role is DemoRole.Ordinary or DemoRole.AppVictim).ToArray();
        for (var second = 0.0; second < End; second += random.Between(0.3, 1.1) * Pace(second))
        {
            var persona = random.Pick(people);
            var client = persona.Client == Clients.DailyLight ? Clients.Usual[1] : null;
            var afterAttack = second > Attack + 4 && random.Chance(second < SurgeEnd ? 0.6 : 0.2);
            var rule = random.Chance(0.03) ? "surge.mention" : "surge.ordinary";
            writer.Post(persona, At(second), afterAttack ? persona.Say(rule) : persona.Ordinary(), client);
        }
    }

    static double Pace(double second) => second is > Attack and < SurgeEnd ? 0.25 : 1.15 + 0.6 * Math.Sin(second / 23);

    void Supporter(Persona persona, double wakes)
    {
        var second = wakes;
        for (var i = random.Next(5, 10); i > 0 && second < End; i--, second += random.Between(4, 26))
            writer.GroupPost(persona, At(second), persona.Say("supporter"));
    }

    void Returners()
    {
        foreach (var persona in cast.Of(DemoRole.Returner).Where(persona => persona.WakesLive))
        {
            var born = (persona.Account.CreatedAt - now).TotalSeconds;
            writer.Account(persona.Account.CreatedAt, persona.Account);
            foreach (var friend in random.Sample(cast.Of(DemoRole.Supporter), 6)) writer.Follow(persona.Id, friend.Id, At(born + random.Between(1, 9)));
            writer.GroupPost(persona, At(born + random.Between(2, 5)), persona.Say("returner.first"));
            for (var i = 0; i < 5; i++) writer.GroupPost(persona, At(born + 8 + i * random.Between(5, 15)), persona.Say("supporter"));
        }
    }

    void BulkMade()
    {
        var video = new Dictionary<string, string> { ["videolink"] = $"https://thorncast.example/v/{random.Fork("video-2").Code(7)}" };
        foreach (var persona in cast.Of(DemoRole.BulkMade))
        {
            var born = (persona.Account.CreatedAt - now).TotalSeconds;
            if (persona.WakesLive) writer.Account(persona.Account.CreatedAt, persona.Account);
            for (var i = 0; i < 4; i++)
                writer.GroupPost(persona, At(Math.Max(born, 200) + 10 + i * random.Between(12, 40)), persona.Say("video", video));
        }
    }

    void Surge()
    {
        var group = cast.All.Where(persona => persona.Role is DemoRole.Supporter or DemoRole.BulkMade).ToArray();
        var wave = new Dictionary<string, string> { ["link"] = $"https://thorncast.example/v/{random.Fork("wave").Code(7)}" };
        foreach (var persona in group)
        {
            // The ready-made post at the appointed minute, then words of their own.
            writer.GroupPost(persona, At(Attack + random.Between(2, 40)), persona.Say("wave", wave));
            for (var i = random.Next(3, 8); i > 0; i--)
                writer.GroupPost(persona, At(random.Between(Attack + 10, SurgeEnd)), persona.Say(persona.Role == DemoRole.Supporter ? "supporter.surge" : "wave"));
        }
        Witnesses(Attack + 6, SurgeEnd, 7);
    }

    void Witnesses(double from, double to, int each)
    {
        foreach (var persona in cast.All.Where(persona => persona.Role is DemoRole.Journalist or DemoRole.Mocker))
            for (var i = 0; i < each; i++)
            {
                var at = At(random.Between(from, to));
                var rule = persona.Role == DemoRole.Journalist ? "journalist" : "mocker";
                var original = random.Chance(0.3) ? writer.GroupPostBefore(at, random) : null;
                writer.Post(persona, at, persona.Say(from >= Attack && random.Chance(0.7) ? $"{rule}.surge" : rule),
                    quotes: rule == "journalist" ? original : null, answers: rule == "mocker" ? original : null);
            }
    }

    void HijackedApp()
    {
        var victims = cast.Of(DemoRole.AppVictim);
        for (var slot = 40.0; slot < End; slot += 110)
        {
            var grammar = random.Pick(Texts.StoryTexts.Languages);
            var payload = grammar.Expand("payload", random);
            foreach (var (place, victim) in victims.Index())
                writer.Post(victim, At(slot + place * 3 + random.Between(-1, 1)), payload, Clients.Hijacker, language: grammar.Language);
        }
    }

    void Calm()
    {
        Witnesses(20, Attack, 2);
        Witnesses(SurgeEnd, End, 2);
        foreach (var persona in cast.Of(DemoRole.Supporter))
            for (var i = random.Next(0, 3); i > 0; i--)
                writer.GroupPost(persona, At(random.Between(SurgeEnd, End)), persona.Say("supporter"));
    }

    DateTimeOffset At(double second) => now.AddSeconds(second);
}
