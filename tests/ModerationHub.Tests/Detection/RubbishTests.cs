using System.Text;
using System.Text.Json;
using CsCheck;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;
using ModerationHub.Domain;
using ModerationHub.Features.Learning;

namespace ModerationHub.Tests.Detection;

/// <summary>Whatever is sent, each parser reads it or refuses it in its own words.</summary>
public class RubbishTests
{
    const int Rounds = 2_000;

    static readonly string[] Odd = ["\"", "{", "}", "[", "]", ",", ":", "\\", "\\u0000", "\0", "\ud800", "\n", "1e999", "-1", "null", "://", "#", "@", "%00", "%zz", "\u202e", "\u0640", "٣", "https://", "xn--", "a.b"];

    /// <summary>A sample with pieces left out, doubled, or put in.</summary>
    static Gen<string> Of(params string[] samples) =>
        Gen.Select(Gen.OneOf(samples), Gen.Select(Gen.Int[0, 4_000], Gen.Int[0, 3], Gen.Int[0, 40], Gen.OneOf(Odd)).Array[0, 6]).Select((sample, edits) =>
        {
            var text = new StringBuilder(sample);
            foreach (var (place, kind, length, odd) in edits)
            {
                var at = text.Length == 0 ? 0 : place % text.Length;
                var take = Math.Min(length, text.Length - at);
                _ = kind switch
                {
                    0 => text.Remove(at, take),
                    1 => text.Insert(at, text.ToString(at, take)),
                    2 => text.Insert(at, odd),
                    _ => text.Remove(at, text.Length - at),
                };
            }
            return text.ToString();
        });

    [Fact]
    public void Web_addresses() => Of("https://WWW.Example.org:8443/a/../b/?utm_source=x&id=7#top", "http://bücher.example/ä?q=%D8%A7", "share.example/u/ember").Sample(link =>
    {
        if (WebAddress.Of(link) is not { } address) return;
        // What was read is in its one form.
        Assert.Equal(address.ToString(), WebAddress.Of(address.ToString())?.ToString());
    }, iter: Rounds);

    [Fact]
    public void Hashtags_links_and_mentions() => Of("So @harbour #lights_2 #أضواء https://harbour.example/a?b=c, (www.x.example)", "##a #1 #٣ @@b https:// http://").Sample(text =>
    {
        var found = Entities.Extract(text);
        Assert.All(found.Hashtags, tag => Assert.Contains(tag, text, StringComparison.OrdinalIgnoreCase));
        Assert.All(found.Urls, url => Assert.Contains(url, text, StringComparison.Ordinal));
    }, iter: Rounds);

    [Fact]
    public void Rules() => Of("""{"version":1,"rules":[{"id":"a","name":"n","weight":0.5,"when":{"all":[{"field":"post.text","op":"contains","value":"lantern"},{"count":{"within":"24h","at_least":3,"of":{"any":[{"field":"account.age_days","op":"at_most","value":9}]}}}]}}]}""").Sample(json =>
    {
        try
        {
            var rules = RuleJson.Read(json);
            Assert.Equal(RuleJson.Write(rules), RuleJson.Write(RuleJson.Read(RuleJson.Write(rules))));
        }
        catch (RuleFormatException refused)
        {
            Assert.NotEqual("", refused.Path);
        }
    }, iter: Rounds);

    [Fact]
    public void Checked_rules_can_be_compiled_and_patterns_too()
    {
        var rule = new PolicyRule("0199aaaa-0000-7000-8000-000000000001", "name", 0.5, new GroupCondition(GroupKind.All, []));
        Gen.Select(Of("(lantern|ember)s? \\d{1,3}[a-z\\]^-]+", "\\p{L}{2,5}(?:bring|beat) \\u0627\\x41", "أ[^ا-ي]*\\b(?#x)"), Of("post.text", "post.hashtag", "post.link_domain", "post.language", "signal.links"),
            Gen.OneOf(RuleField.Matches, RuleField.Contains, RuleField.Is, RuleField.AtLeast), Of("0199aaaa-0000-7000-8000-000000000001"), Of("A name for it")).Sample((text, field, compare, id, name) =>
        {
            var written = rule with { Id = id, Name = name, When = new GroupCondition(GroupKind.All, [new FieldCondition(field, compare, new(text))]) };
            var faults = RuleChecker.Check([written], conductAlone: true);
            Assert.All(faults, fault => Assert.Contains((fault.Code, fault.Sentence), RuleFaults.All));
            if (faults.Count > 0) return;
            var rules = RuleSet.Compile([("p", written)]);
            new AccountScorer().Apply(World.Ordinary(), new(), default, [new PostInput("p1", World.Start, "lanterns 12 bring ember")],
                new ScoringContext([new("p", new())], TermMatcher.Compile([])) { Rules = rules }, World.Start);
        }, iter: Rounds);
    }

    [Fact]
    public void Numbers_of_policy_versions() => Of(new RiskParameters().ToJson(), (new RiskParameters() with { Prior = -3.5, SupportRatio = 0.25, SupportCeiling = 3 }).ToJson()).Sample(json =>
    {
        try
        {
            var parameters = RiskParameters.FromJson(json);
            parameters.Check();
            var risk = RiskModel.Explain("p", [new("terms", "p", EvidenceKind.Content, 0, 1, "", []), new("reports", "p", EvidenceKind.Report, 1, 1, "", [])], parameters);
            Assert.InRange(risk.Risk, 0, 1);
            Assert.Equal(parameters.ToJson(), RiskParameters.FromJson(parameters.ToJson()).ToJson());
        }
        catch (Exception refused) when (refused is JsonException or ArgumentException)
        {
            Assert.NotEqual("", refused.Message);
        }
    }, iter: Rounds);

    [Fact]
    public void Learned_weights() => Of(new LearnedWeights(-0.5, new Dictionary<string, double> { ["terms"] = 1.2, ["links"] = 0.8 }).ToJson()).Sample(json =>
    {
        try
        {
            var applied = LearnedWeights.FromJson(json).ApplyTo(new());
            Assert.True(double.IsFinite(applied.Prior));
            Assert.All(applied.Weights.Values, weight => Assert.InRange(weight, 0, RiskParameters.Heaviest));
        }
        catch (JsonException refused)
        {
            Assert.NotEqual("", refused.Message);
        }
    }, iter: Rounds);

    [Fact]
    public void Stored_features()
    {
        var (place, features) = (new World(), new AccountFeatures());
        features.Notice(place.Score(World.Ordinary(), features, default, [.. place.Supporting(6, "web"), .. place.DailyPosts(3)]), 0);
        var json = features.ToJson();
        // Of former versions too.
        Of(json, json.Replace("\"n\":6}", "\"n\":6,\"o\":5.5}", StringComparison.Ordinal)).Sample(stored =>
        {
            try
            {
                var read = AccountFeatures.FromJson(stored);
                Assert.Equal(read.ToJson(), AccountFeatures.FromUtf8(read.ToUtf8()).ToJson());
            }
            // A number beyond all numbers is refused when it is to be written.
            catch (Exception refused) when (refused is JsonException or ArgumentException)
            {
                Assert.NotEqual("", refused.Message);
            }
        }, iter: Rounds);
    }

    [Theory]
    [InlineData("{\"weights\":null}")]
    [InlineData("{\"threshold\":0.7,\"weights\":null}")]
    [InlineData("{\"threshold\":0.7}")]
    public void Weights_that_are_null_or_missing_are_refused_by_name(string json) =>
        Assert.Contains("weights", Assert.Throws<JsonException>(() => RiskParameters.FromJson(json)).Message, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Labelled_files() => Of("text,label,language\n\"a, quoted\",1,ar\nplain,0,\n", "{\"text\":\"a\",\"label\":1,\"language\":\"ar\"}\n{\"text\":\"plain\",\"label\":\"0\"}\n").Sample(content =>
    {
        try
        {
            var (rows, leftOut) = ReadLabelledFile.Read(content);
            Assert.True(leftOut >= 0);
            Assert.All(rows, row => Assert.False(string.IsNullOrWhiteSpace(row.Text) || row.Text.Contains('\0')));
        }
        catch (RuleBrokenException refused)
        {
            Assert.NotEqual("", refused.Rule.Code);
        }
    }, iter: Rounds);

    [Fact]
    public void Stored_text_models()
    {
        var model = TextClassifierTrainer.Train([.. Enumerable.Range(0, 40).Select(i => TextExample.Of($"{(i % 2 == 0 ? "sell cheap lamps" : "walk along the river")} {i}", i % 2 == 0))]).ToBytes();
        Gen.Select(Gen.Int[0, model.Length - 1], Gen.Byte, Gen.Int[0, model.Length]).Sample((at, value, length) =>
        {
            var bytes = model[..length];
            if (at < length) bytes[at] = value;
            try
            {
                Assert.InRange(TextClassifierBytes.Read(bytes).Probability("walk along the river"), 0, 1);
            }
            catch (InvalidDataException refused)
            {
                Assert.NotEqual("", refused.Message);
            }
        }, iter: 1_000);
    }
}
