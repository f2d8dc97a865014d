using System.Text.Json;
using CsCheck;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

public class RuleTests
{
    const string Policy = World.Violent;
    static readonly FieldCondition Lantern = Contains("the lantern walks north");
    static readonly FieldCondition Young = Field("account.age_days", RuleField.AtMost, RuleValue.Of(7));

    static FieldCondition Field(string field, string compare, RuleValue value) => new(field, compare, value);

    static FieldCondition Contains(string words) => Field("post.text", RuleField.Contains, RuleValue.Of(words));

    static FieldCondition Matches(string pattern) => Field("post.text", RuleField.Matches, RuleValue.Of(pattern));

    static GroupCondition All(params RuleCondition[] parts) => new(GroupKind.All, parts);

    static GroupCondition Any(params RuleCondition[] parts) => new(GroupKind.Any, parts);

    static GroupCondition None(params RuleCondition[] parts) => new(GroupKind.None, parts);

    static PolicyRule Rule(GroupCondition when, double weight = 0.6, int id = 1) => new(new Guid(id, 0, 0, new byte[8]).ToString(), $"rule {id}", weight, when);

    static string[] Faults(GroupCondition when, bool conductAlone = false) => [.. RuleChecker.Check([Rule(when)], conductAlone).Select(fault => fault.Code)];

    static ScoringContext Context(bool conductAlone, params PolicyRule[] rules) => new([new(Policy, new RiskParameters(), conductAlone)], TermMatcher.Compile([new Term("t", "bank", Policy, "ashen banner", 0.6)]))
    {
        Rules = RuleSet.Compile(rules.Select(rule => (Policy, rule))),
    };

    static ScoreResult Score(ScoringContext context, AccountProfile profile, params PostInput[] posts) => new AccountScorer().Apply(profile, new(), default, posts, context, World.Start.AddDays(30));

    static PostInput Post(int number, string text, int minutes = 60) => new($"p{number}", World.Start.AddMinutes(number * minutes), text);

    static bool Met(RuleCondition when, PostInput post, AccountProfile? profile = null, bool conductAlone = true) =>
        Score(Context(conductAlone, Rule(All(when))), profile ?? World.Ordinary(), post).PostSignals.Any(signal => signal.Detector == "rules");

    static readonly string[] Walks =
        ["Old friends, the lantern walks north before the snow", "Nobody stops it: the lantern walks north and the mill will see it", "My brother said it too, the lantern walks north", "Painted on the bridge, the lantern walks north tonight",
            "They will know by spring that the lantern walks north", "Leave your fields, for the lantern walks north"];

    [Fact]
    public void A_rule_raises_what_meets_it_and_nothing_else()
    {
        var context = Context(false, Rule(All(Lantern, Young), 0.9));
        PostInput[] posts = [.. Walks.Select((text, i) => Post(i, text))];
        var fresh = Score(context, World.Fresh(), posts).Risks[0];
        Assert.True(fresh.Crosses);
        var share = fresh.Shares.Single(share => share.Detector == "rules");
        Assert.Equal("Posts meet the policy's rules, so many each: “\u2068rule 1\u2069” (6); 6 different texts.", share.Evidence);
        Assert.Equal(EvidenceKind.Content, share.Kind);
        Assert.DoesNotContain(Score(context, World.Ordinary(), posts).Risks[0].Shares, other => other.Detector == "rules");
        Assert.False(Score(context, World.Fresh(), [.. posts.Take(1)]).Risks[0].Crosses);
    }

    [Fact]
    public void What_made_it_hold_is_marked_in_the_original_text()
    {
        const string text = "Hört: die LATERNE_7 geht, the Läntern walks north! #EmberDawn https://www.cinder.example/a?b=1";
        var signal = Assert.Single(Score(Context(false, Rule(All(Any(Contains("the lantern walks"), Matches(@"latern\w*")), Field("post.hashtag", "is", RuleValue.Of("#emberdawn")), Field("post.link_domain", "is", RuleValue.Of("Cinder.example"))))),
            World.Ordinary(), Post(1, text)).PostSignals);
        Assert.Equal(["EmberDawn", "LATERNE", "https://www.cinder.example/a?b=1", "the Läntern walks"], signal.Highlights.Select(mark => text.Substring(mark.Start, mark.Length)).Order(StringComparer.Ordinal));
        Assert.Equal([Rule(All()).Id], signal.Terms);
        Assert.Equal("Meets the policy's rules: “\u2068rule 1\u2069”.", signal.Evidence);
    }

    [Theory]
    [InlineData("post.has_link", true, false), InlineData("post.has_media", false, true), InlineData("post.is_reply", false, true), InlineData("post.is_quote", false, true), InlineData("post.is_repost", false, true)]
    public void Forms_of_posts_are_told_apart(string field, bool inBare, bool whole)
    {
        var bare = Post(1, "the lantern walks north https://river.example/x");
        var full = Post(1, "the lantern walks north") with { InReplyTo = "a", QuoteOf = "b", RepostOf = "c", HasMedia = true };
        Assert.Equal(inBare, Met(All(Lantern, Field(field, "is", RuleValue.Of(true))), bare));
        Assert.Equal(!inBare, Met(All(Lantern, Field(field, "is", RuleValue.Of(false))), bare));
        Assert.Equal(whole, Met(All(Lantern, Field(field, "is", RuleValue.Of(true))), full));
    }

    [Theory]
    [InlineData("account.followers", RuleField.AtLeast, 120, true), InlineData("account.followers", RuleField.AtMost, 119, false), InlineData("account.following", RuleField.AtLeast, 1, false), InlineData("account.posts", RuleField.AtMost, 1e9, false), InlineData("account.age_days", RuleField.AtLeast, 1000, true)]
    public void Amounts_are_compared_and_what_is_not_known_never_holds(string field, string compare, double number, bool met)
    {
        Assert.Equal(met, Met(All(Lantern, Field(field, compare, RuleValue.Of(number))), Post(1, Walks[0])));
        // Nor does its opposite.
        if (field is "account.following" or "account.posts") Assert.False(Met(All(Lantern, None(Field(field, compare, RuleValue.Of(number)))), Post(1, Walks[0])));
        Assert.False(Met(All(Lantern, Field(field, compare, RuleValue.Of(number))), Post(1, Walks[0]), new AccountProfile("stub")));
    }

    [Fact]
    public void Languages_apps_handles_and_profiles_narrow_a_rule()
    {
        var post = Post(1, Walks[0]) with { Language = "en-GB", Client = "River App" };
        Assert.True(Met(All(Lantern, Field("post.language", "is", RuleValue.Of("en"))), post));
        Assert.False(Met(All(Lantern, Field("post.language", "is", RuleValue.Of("e"))), post));
        Assert.False(Met(All(Lantern, None(Field("post.language", "is", RuleValue.Of("ar")))), post with { Language = null }));
        Assert.True(Met(All(Lantern, Field("post.client", "is", RuleValue.Of("river app"))), post));
        Assert.True(Met(All(Lantern, Field("account.handle", "matches", RuleValue.Of(@"^user\d{4,}$"))), post, World.Fresh()));
        Assert.False(Met(All(Lantern, Field("account.handle", "matches", RuleValue.Of(@"^user\d{4,}$"))), post));
        Assert.True(Met(All(Lantern, Field("account.has_bio", "is", RuleValue.Of(false)), Field("account.has_picture", "is", RuleValue.Of(false))), post, World.Fresh()));
        Assert.True(Met(All(Lantern, Field("account.verified", "is", RuleValue.Of(true))), post, World.Ordinary() with { Standing = AccountStanding.Verified }));
        Assert.True(Met(All(Field("post.link_domain", "is", RuleValue.Of("example"))), Post(1, "x https://a.example/b")));
        Assert.False(Met(All(Field("post.link_domain", "is", RuleValue.Of("a.example"))), Post(1, "x https://ba.example/b")));
    }

    [Fact]
    public void A_pattern_is_folded_as_texts_are()
    {
        Assert.True(Met(Matches("رايةُ? الأس[وؤ]د"), Post(1, "هذه رَايَة الاسود اليوم")));
        Assert.True(Met(Matches(@"LANTERN\s+\w+ north\b"), Post(1, "the Lantern… walks NORTH")));
        Assert.False(Met(Matches(@"\blantern\W+walks"), Post(1, "the lanterns walk")));
    }

    [Fact]
    public void What_is_quoted_or_condemned_is_not_counted_as_said()
    {
        var context = Context(false, Rule(All(new CountCondition("24h", 3, All(Lantern))), 1));
        bool Crosses(string[] texts) => Score(context, World.Ordinary(), [.. texts.Select((text, i) => Post(i, text, 10))]).Risks[0].Shares.Any(share => share.Detector == "rules");
        Assert.True(Crosses(Walks));
        Assert.False(Crosses([.. Walks.Select(text => $"The newspaper reports that \"{text}\" was painted on the bridge")]));
        Assert.False(Crosses([.. Walks.Select(text => $"We reject this hatred and condemn it: \"{text}\". Never join them")]));
    }

    [Fact]
    public void Posts_are_counted_over_their_time_and_forgotten_after_it()
    {
        var count = new CountCondition("1h", 3, All(Contains("lantern")));
        var context = Context(false, Rule(All(count)));
        string[] MetBy(params PostInput[] posts) => [.. Score(context, World.Ordinary(), posts).PostSignals.Select(signal => signal.PostId)];
        PostInput[] quick = [Post(0, "a lantern at ten", 10), Post(1, "rain", 10), Post(2, "the second lantern", 10), Post(3, "lantern, the third", 10), Post(4, "bread", 10), Post(20, "and one lantern more", 10)];
        Assert.Equal(["p3", "p4"], MetBy(quick));
        Assert.Empty(MetBy([.. Enumerable.Range(0, 8).Select(i => Post(i, $"lantern {i}", 31))]));
        // It counts once however many ordinary posts follow, and the same whether they come in one batch or one by one.
        var features = new AccountFeatures();
        foreach (var post in quick) new AccountScorer().Apply(World.Ordinary(), features = AccountFeatures.FromJson(features.ToJson()), default, [post], context, World.Start.AddDays(30));
        var whole = Score(context, World.Ordinary(), quick);
        Assert.Equal(whole.Features.ToJson(), features.ToJson());
        Assert.Equal(Score(context, World.Ordinary(), quick[..4]).Risks[0].LogOdds, whole.Risks[0].LogOdds, 1e-9);
    }

    [Fact]
    public void Signals_of_the_account_are_asked_as_scored_with_the_post()
    {
        var context = Context(false, Rule(All(Field("signal.terms", RuleField.AtLeast, RuleValue.Of(0.3)), Young)));
        PostInput[] posts = [.. Enumerable.Range(0, 4).Select(i => Post(i, $"{Walks[i]} under the ashen banner"))];
        var met = Score(context, World.Fresh(), posts).PostSignals.Where(signal => signal.Detector == "rules").Select(signal => signal.PostId).ToArray();
        Assert.NotEmpty(met);
        Assert.DoesNotContain("p0", met);
        Assert.DoesNotContain(Score(context, World.Ordinary(), posts).PostSignals, signal => signal.Detector == "rules");
    }

    [Fact]
    public void Who_reports_on_the_words_is_hardly_counted()
    {
        var context = Context(false, Rule(All(Lantern), 1));
        double Risk(string frame) => Score(context, World.Ordinary(), [.. Enumerable.Range(0, 6).Select(i => Post(i, string.Format(System.Globalization.CultureInfo.InvariantCulture, frame, i)))]).Risks[0].Risk;
        Assert.True(Risk("The newspaper reports, according to police, that \"the lantern walks north\" was painted on house {0} of the street") < Risk("Come with us to house {0}, the lantern walks north tonight and we go") / 2);
    }

    [Fact]
    public void Only_conditions_on_what_is_said_or_done_carry_a_rule()
    {
        RuleCondition[] bare =
        [
            Young, Field("account.followers", RuleField.AtMost, RuleValue.Of(3)), Field("account.has_bio", "is", RuleValue.Of(false)), Field("account.handle", "matches", RuleValue.Of("^user[0-9]+$")),
            Field("post.language", "is", RuleValue.Of("ar")), Field("post.client", "is", RuleValue.Of("Prayer Times")), Field("post.has_link", "is", RuleValue.Of(true)), Field("post.is_repost", "is", RuleValue.Of(true)),
            Field("signal.reports", RuleField.AtLeast, RuleValue.Of(0.1)), Field("signal.suspended_circle", RuleField.AtLeast, RuleValue.Of(0.1)), Field("signal.young_account", RuleField.AtLeast, RuleValue.Of(0.1)),
        ];
        foreach (var one in bare)
        {
            Assert.Equal(["rule_nothing_carries"], Faults(All(one), conductAlone: true));
            Assert.Equal(["rule_nothing_carries"], Faults(Any(Lantern, one), conductAlone: true));
            Assert.Empty(Faults(All(one, Lantern)));
        }
        Assert.Equal(["rule_nothing_carries"], Faults(All(bare)));
        Assert.Equal(["rule_nothing_carries"], Faults(None(Lantern)));
        Assert.Equal(["rule_nothing_carries"], Faults(All(Young, None(Lantern))));
        Assert.Empty(Faults(All(Young, Any(Lantern, Matches("iron +thistle")))));
    }

    [Fact]
    public void Conduct_carries_a_rule_only_where_it_offends_by_itself()
    {
        foreach (var conduct in new RuleCondition[] { new CountCondition("1h", 20), new CountCondition("24h", 20, All(Field("post.is_repost", "is", RuleValue.Of(true)))), Field("signal.repeated_text", RuleField.AtLeast, RuleValue.Of(0.5)) })
        {
            Assert.Equal(["rule_conduct_alone"], Faults(All(conduct)));
            Assert.Empty(Faults(All(conduct), conductAlone: true));
        }
        Assert.Empty(Faults(All(new CountCondition("24h", 5, All(Lantern)))));
        Assert.Equal(["rule_count_of_language"], Faults(All(new CountCondition("24h", 20, All(Field("post.language", "is", RuleValue.Of("ar"))))), conductAlone: true));
        // Posting now and then is no conduct: it would be the language and the age that carry the rule.
        Assert.Equal(["rule_nothing_carries"], Faults(All(Field("post.language", "is", RuleValue.Of("ar")), Young, new CountCondition("7d", 2)), conductAlone: true));
        Assert.Equal(["rule_nothing_carries"], Faults(All(new CountCondition("7d", 30, All(Field("post.is_repost", "is", RuleValue.Of(true))))), conductAlone: true));
        var burst = Score(Context(true, Rule(All(new CountCondition("1h", 20)), 1)), World.Ordinary(), [.. Enumerable.Range(0, 30).Select(i => Post(i, $"{Walks[i % 6]} {i}", 2))]);
        Assert.Equal(EvidenceKind.Conduct, burst.Signals.Single(signal => signal.Detector == "rules").Kind);
    }

    [Fact]
    public void Bad_conditions_are_named_where_they_stand()
    {
        (RuleCondition Condition, string Code)[] bad =
        [
            (Field("post.mood", "is", RuleValue.Of("x")), "rule_field_unknown"), (Field("signal.rules", RuleField.AtLeast, RuleValue.Of(0.5)), "rule_field_unknown"), (Field("post.text", "is", RuleValue.Of("x")), "rule_operator"),
            (Field("account.followers", RuleField.AtLeast, RuleValue.Of("many")), "rule_needs_number"), (Field("account.followers", RuleField.AtLeast, RuleValue.Of(double.NaN)), "rule_needs_number"),
            (Field("account.followers", RuleField.AtLeast, RuleValue.Of(-1)), "rule_number_range"), (Field("signal.terms", RuleField.AtLeast, RuleValue.Of(1.1)), "rule_number_range"), (Field("post.has_link", "is", RuleValue.Of("yes")), "rule_needs_flag"),
            (Contains(""), "rule_needs_text"), (Field("post.client", "is", RuleValue.Of("\u200f\u200d")), "rule_needs_text"), (Contains("x"), "rule_text_one_letter"), (Contains("…!"), "rule_text_nothing_left"), (Contains(new string('x', 201)), "rule_text_too_long"), (Contains($"half {'\ud83d'} a sign"), "rule_needs_text"),
            (Field("post.hashtag", "is", RuleValue.Of("two words")), "rule_hashtag"), (Field("post.link_domain", "is", RuleValue.Of("https://a.example/b")), "rule_domain"), (Field("post.language", "is", RuleValue.Of("english")), "rule_language"),
            (new CountCondition("2h", 3), "rule_window"), (new CountCondition("1h", 1), "rule_count_range"), (new CountCondition("1h", 2.5), "rule_count_range"), (new CountCondition("1h", 31), "rule_count_range"),
            (new CountCondition("1h", 3, All(Young)), "rule_counts_posts"), (new CountCondition("1h", 3, All(new CountCondition("1h", 3))), "rule_counts_posts"), (None(new CountCondition("1h", 3)), "rule_escape"), (None(Any(Field("signal.terms", RuleField.AtLeast, RuleValue.Of(0.5)))), "rule_escape"), (Any(), "rule_group_empty"), (All(All(All(All(Lantern)))), "rule_too_deep"),
        ];
        foreach (var (condition, code) in bad)
        {
            var fault = Assert.Single(RuleChecker.Check([Rule(All(Lantern)), Rule(All(Lantern, condition), id: 2)], conductAlone: true));
            Assert.Equal(code, fault.Code);
            Assert.Empty(RuleChecker.Check([Rule(All(Lantern, None(Field("signal.context_cues", RuleField.AtLeast, RuleValue.Of(0.3)))))], false));
            Assert.StartsWith("rules[1].when.all[1]", fault.Path, StringComparison.Ordinal);
        }
        Assert.Equal(["rule_too_large"], Faults(Any([.. Enumerable.Repeat(Lantern, 32)])));
        Assert.Equal(["rule_twice"], RuleChecker.Check([Rule(All(Lantern)), Rule(All(Lantern))], false).Select(fault => fault.Code));
        Assert.Equal(["rule_too_many"], RuleChecker.Check([.. Enumerable.Range(1, 41).Select(i => Rule(All(Lantern), id: i))], false).Select(fault => fault.Code));
        Assert.Equal(["rule_too_many_patterns"], RuleChecker.Check([.. Enumerable.Range(1, 13).Select(i => Rule(All(Matches($"lantern {i}")), id: i))], false).Select(fault => fault.Code));
        Assert.Equal(["rule_too_many_counts"], RuleChecker.Check([.. Enumerable.Range(10, 9).Select(i => Rule(All(new CountCondition("1h", i)), id: i))], true).Select(fault => fault.Code));
        Assert.Equal(["rule_id", "rule_name", "rule_weight"], RuleChecker.Check([new PolicyRule("x", " ", double.NaN, All(Lantern))], false).Select(fault => fault.Code));
    }

    [Theory]
    [InlineData("(lantern", "rule_pattern_broken"), InlineData("lantern)", "rule_pattern_broken"), InlineData("[lantern", "rule_pattern_broken"), InlineData("*lantern", "rule_pattern_broken"), InlineData(@"lantern\", "rule_pattern_broken"), InlineData("x{3,2}yz", "rule_pattern_broken")]
    [InlineData("lantern(?=walks)", "rule_pattern_looks_around"), InlineData("lantern(?!walks)", "rule_pattern_looks_around"), InlineData("(?<!no )lantern", "rule_pattern_looks_around"), InlineData(@"(lan)tern\1", "rule_pattern_looks_around"), InlineData("(?>lantern)x", "rule_pattern_looks_around")]
    [InlineData("(lantern{50}){50}", "rule_pattern_complex"), InlineData("(?#[)(lantern{50}){50}", "rule_pattern_complex"), InlineData(@"\c[(lantern{50}){50}", "rule_pattern_complex"), InlineData("[^]](lantern{50}){50}", "rule_pattern_complex"), InlineData("lantern{501}", "rule_pattern_complex"), InlineData("((ab{9}){9}){9}", "rule_pattern_complex"), InlineData("(lantern{2147483647}){2147483647}", "rule_pattern_complex")]
    [InlineData(".*", "rule_pattern_everything"), InlineData("(lantern)?", "rule_pattern_everything"), InlineData(@"\w", "rule_pattern_everything"), InlineData("lantern|", "rule_pattern_everything"), InlineData("[a-z]+", "rule_pattern_everything"), InlineData(@"\p{IsArabic}", "rule_pattern_everything")]
    public void A_pattern_that_can_not_be_used_is_refused(string pattern, string code) => Assert.Equal([code], Faults(All(Matches(pattern))));

    [Fact]
    public void No_pattern_crashes_the_check_and_one_that_passes_matches_in_linear_time() => Gen.String[Gen.Char["ab ا(){}[]|*+?\\.,0129^$-wWdpkux:=!<>é"], 0, 40].Sample(pattern =>
    {
        if (Faults(All(Matches(pattern))).Length > 0) return;
        var context = Context(false, Rule(All(Matches(pattern))));
        Score(context, World.Ordinary(), Post(1, new string('a', 4000) + "b"), Post(2, "ab ab 012 ا"));
    }, iter: 3_000);

    static readonly Gen<RuleCondition> Leaf = Gen.OneOf(
        Gen.OneOf<RuleCondition>(Lantern, Young, Matches("lanterns? (walk|go)"), Contains("bread"), Field("post.has_link", "is", RuleValue.Of(true)), Field("post.language", "is", RuleValue.Of("ar")), Field("signal.terms", RuleField.AtLeast, RuleValue.Of(0.2)), Field("account.following", RuleField.AtLeast, RuleValue.Of(5))),
        Gen.Select(Gen.OneOf("1h", "24h", "7d"), Gen.Int[2, 5], Gen.Bool).Select((within, least, of) => (RuleCondition)new CountCondition(within, least, of ? All(Contains("lantern")) : null)));

    static Gen<RuleCondition> Tree(int depth) => depth == 0 ? Leaf : Gen.OneOf(Leaf, Gen.Select(Gen.OneOf(Enum.GetValues<GroupKind>()), Tree(depth - 1).Array[1, 3]).Select((kind, parts) => (RuleCondition)new GroupCondition(kind, parts)));

    static readonly Gen<PolicyRule> Any3 = Gen.Select(Tree(2).Array[1, 3], Gen.OneOf(GroupKind.All, GroupKind.Any), Gen.Double[0.05, 1]).Select((parts, kind, weight) => Rule(new GroupCondition(kind, parts), Math.Round(weight, 2)));

    [Fact]
    public void Whatever_passes_the_check_never_raises_the_ordinary_and_adds_more_with_more() => Gen.Select(Any3, Gen.Int[0, 6]).Sample((rule, lanterns) =>
    {
        Assert.Equal(rule.Id, Assert.Single(RuleJson.Read(RuleJson.Write([rule]))).Id);
        Assert.Equal(RuleJson.Write([rule]), RuleJson.Write(RuleJson.Read(RuleJson.Write([rule]))));
        if (RuleChecker.Check([rule], conductAlone: false).Count > 0) return;
        var context = Context(false, rule);
        var place = new World();
        PostInput[] ordinary = [.. place.DailyPosts(14)];
        // Arabic, new, bare and without a word of it: nothing.
        Assert.DoesNotContain(Score(context, World.Fresh(), [.. ordinary.Select(post => post with { Language = "ar" })]).Risks, risk => risk.Crosses);
        PostInput[] meant = [.. Walks.Take(lanterns).Select((text, i) => Post(100 + i, text, 10))];
        double Odds(params PostInput[] posts) => Score(context, World.Fresh(), posts).Signals.Where(signal => signal.Detector == "rules").Select(signal => signal.Strength).DefaultIfEmpty(0).Max();
        if (lanterns == 0) return;
        // Saying the same again adds nothing that the share does not explain, and never lowers.
        var once = Odds(meant);
        var again = Odds([.. meant, .. meant.Select((post, i) => post with { Id = $"again{i}", CreatedAt = post.CreatedAt.AddHours(2) })]);
        Assert.True(again >= once - 1e-9, $"{once} → {again}: {RuleJson.Write([rule])}");
    }, iter: 400);

    [Theory]
    [InlineData("""{"version":2,"rules":[]}""", "$.version"), InlineData("""{"version":1}""", "$"), InlineData("""{"version":1,"rules":[],"more":1}""", "$"), InlineData("[]", "$"), InlineData("{", "$"), InlineData("""{"version":1,"rules":{}}""", "rules")]
    [InlineData("""{"version":1,"rules":[{"id":"a","name":"n","weight":"x","when":{"all":[]}}]}""", "rules[0].weight"), InlineData("""{"version":1,"rules":[{"id":"a","name":"n","weight":1,"when":{"field":"a","op":"is","value":1}}]}""", "rules[0].when")]
    [InlineData("""{"version":1,"rules":[{"id":"a","name":"n","weight":1,"when":{"all":[{"field":"a","op":"is","value":null}]}}]}""", "rules[0].when.all[0].value"), InlineData("""{"version":1,"rules":[{"id":"a","name":"n","weight":1,"when":{"all":[{"any":[],"all":[]}]}}]}""", "rules[0].when.all[0]")]
    [InlineData("""{"version":1,"rules":[{"id":"a","name":"n","weight":1,"when":{"all":[{"count":{"within":"1h"}}]}}]}""", "rules[0].when.all[0].count"), InlineData("""{"version":1,"version":1,"rules":[]}""", "$")]
    public void What_is_no_rule_is_refused_where_it_goes_wrong(string json, string path) => Assert.Equal(path, Assert.Throws<RuleFormatException>(() => RuleJson.Read(json)).Path);

    [Fact]
    public void Depth_in_the_text_is_bounded() =>
        Assert.Throws<RuleFormatException>(() => RuleJson.Read($$$"""{"version":1,"rules":[{"id":"a","name":"n","weight":1,"when":{{{string.Concat(Enumerable.Repeat("""{"all":[""", 100_000))}}}"""));

    [Fact]
    public void Memory_stays_bounded_and_makes_room_for_rules_in_force()
    {
        PolicyRule[] first = [.. Enumerable.Range(1, 30).Select(i => Rule(All(Any(Lantern, Contains($"lantern {i}"))), id: i))], second = [.. Enumerable.Range(100, 3).Select(i => Rule(All(Any(Lantern, Contains($"lantern {i}"))), id: i))];
        var features = new AccountFeatures();
        PostInput[] posts = [.. Walks.Select((text, i) => Post(i, text))];
        new AccountScorer().Apply(World.Ordinary(), features, default, posts, Context(false, first), World.Start);
        Assert.Equal(RuleMemory.MostRules, features.Rules!.Uses.Count);
        new AccountScorer().Apply(World.Ordinary(), features, default, posts, Context(false, second), World.Start);
        Assert.Equal(3, features.Rules.Uses.Count);
    }
}
