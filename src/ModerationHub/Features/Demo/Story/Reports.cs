namespace ModerationHub.Features.Demo.Story;

/// <summary>Who reports whom: people, a volunteers' list of which half is wrong, flaggers that are good at it, one authority.</summary>
sealed class Reports(Cast cast, StoryWriter writer, StoryRandom random, DateTimeOffset now)
{
    const int ListLength = 80;

    public IReadOnlySet<string> Write()
    {
        People();
        TrustedFlaggers();
        Authority();
        return VolunteerList();
    }

    void People()
    {
        var people = cast.Of(DemoRole.Ordinary);
        for (var i = 0; i < 60; i++)
        {
            var post = random.Pick(writer.GroupPosts);
            var reporter = random.Pick(people);
            writer.Report(reporter.Id, "user", post.AccountId, "violent_extremism", post.CreatedAt.AddMinutes(random.Between(0.1, 2)), post: post.Id);
        }
        // Some report out of anger at the match, not at a wrong.
        for (var i = 0; i < 25; i++)
            writer.Report(random.Pick(people).Id, "user", random.Pick(people).Id, random.Pick<string>(["spam", "harassment", "other"]), now.AddDays(-random.Between(0, 13)));
    }

    void TrustedFlaggers()
    {
        for (var i = 0; i < 6; i++)
        {
            var post = random.Pick(writer.GroupPosts);
            writer.Report($"flagger-{1 + i % 2}", "trusted_flagger", post.AccountId, "violent_extremism",
                post.CreatedAt.AddMinutes(random.Between(0.2, 3)), "Calls to join an armed group; see the quoted post.", post.Id);
        }
    }

    void Authority()
    {
        var post = random.Pick(writer.GroupPosts.Where(post => post.CreatedAt < now.AddSeconds(200)).ToArray());
        writer.Report("merrowind-interior-ministry", "authority", post.AccountId, "illegal_content",
            now.AddSeconds(260), "Removal is requested under article 12 of the Merrowind Communications Act.", post.Id);
    }

    /// <summary>Eighty names posted at once by eight volunteers; forty are people who only share a language or a word.</summary>
    HashSet<string> VolunteerList()
    {
        var wrong = random.Sample(cast.Of(DemoRole.Ordinary), ListLength / 2);
        var right = random.Sample(cast.All.Where(persona => persona.Role is DemoRole.Supporter or DemoRole.BulkMade && persona.Account.CreatedAt < now), ListLength / 2);
        var volunteers = Enumerable.Range(1, 8).Select(number => $"volunteer-{number:00}").ToArray();
        foreach (var listed in random.Shuffle(wrong.Concat(right)))
            foreach (var volunteer in random.Sample(volunteers, random.Next(3, 7)))
                writer.Report(volunteer, "user", listed.Id, "violent_extremism", now.AddSeconds(random.Between(120, 155)), listed.Say("report.comment"));
        return [.. wrong.Concat(right).Select(persona => persona.Id)];
    }
}
