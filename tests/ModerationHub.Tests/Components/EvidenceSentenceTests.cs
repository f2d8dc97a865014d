using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Cases.Views;
using ModerationHub.Features.Demo;
using ModerationHub.Features.Demo.Story;

namespace ModerationHub.Tests.Components;

public partial class EvidenceSentenceTests : ConsoleTest
{
    // Those whose sentences the console knows; another one's is shown as the detector gave it.
    static readonly string[] Known =
        ["terms", "threat_to_life", "repeated_text", "shared_text", "bulk_creation", "default_profile", "young_account", "reports", "posting_app", "split_voice", "context_cues", "standing"];

    IStringLocalizer<Strings> L => Services.GetRequiredService<IStringLocalizer<Strings>>();

    string InArabic(string evidence)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ar");
        try
        {
            return EvidenceSentences.Say(evidence, L);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public void Every_sentence_and_phrase_has_an_Arabic_one_with_the_same_blanks()
    {
        foreach (var key in EvidenceSentences.Sentences.Concat(EvidenceSentences.Phrases))
        {
            var before = CultureInfo.CurrentUICulture;
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ar");
            var said = L[key];
            CultureInfo.CurrentUICulture = before;
            Assert.False(said.ResourceNotFound, key);
            Assert.Equal(Blank().Matches(key).Select(m => m.Value).Order(), Blank().Matches(said.Value).Select(m => m.Value).Order());
        }
    }

    [Fact]
    public void What_a_priority_says_is_said_in_Arabic_whatever_the_numbers()
    {
        foreach (var severity in Enum.GetValues<Severity>())
            foreach (var (risk, followers, sources) in new[] { (0.5, 0, 1), (0.71, 1, 2), (0.85, 12, 3), (0.99, 1_200_000, 1) })
                foreach (var reason in CasePriority.Of(risk, 0.7, severity, followers, sources).Reasons)
                    Assert.True(Latin().Count(InArabic(reason)) == 0, $"{reason} → {InArabic(reason)}");
        Assert.Equal(["below", "just over", "far over"], new[] { 0.69, 0.7, 0.95 }.Select(risk => CasePriority.Of(risk, 0.7, Severity.Low, 0, 1).Reasons[0][8..].Split(" the ")[0]));
    }

    [Fact]
    public void What_the_detectors_say_of_the_story_is_said_in_Arabic_and_unchanged_in_English()
    {
        var told = Told().Distinct().ToArray();
        Assert.True(told.Select(one => one.Detector).Distinct().Count() >= 7, string.Join(' ', told.Select(one => one.Detector).Distinct()));
        foreach (var (detector, evidence) in told)
        {
            Assert.Equal(evidence, EvidenceSentences.Say(evidence, L));
            Assert.True(Latin().Count(Quoted().Replace(InArabic(evidence), "")) == 0, $"{detector}: {evidence} → {InArabic(evidence)}");
        }
    }

    [Theory]
    [InlineData("Reported by 1 trusted flagger, 2 partners.", "بلّغ عنه: مبلّغ موثوق واحد، شركاء (2).")]
    [InlineData("The account is declared as press, verified.", "الحساب معلن على أنه: صحافة، موثّق.")]
    [InlineData("3 posts use a term that threatens life.", "منشورات فيها لفظ يهدد الحياة، عددها 3.")]
    [InlineData("3 posts use a term that threatens life. That alone makes a case, whatever the policy's threshold is.", "منشورات فيها لفظ يهدد الحياة، عددها 3. هذا وحده يكفي لفتح قضية، أيًّا كانت عتبة السياسة.")]
    [InlineData("The account was less than a day old when it last posted.", "كان عمر الحساب عند آخر منشور: أقل من يوم.")]
    public void Lists_and_numbers_are_said_piece_by_piece(string evidence, string arabic) => Assert.Equal(arabic, InArabic(evidence));

    [Fact]
    public void Words_of_others_go_through_untouched_and_unknown_sentences_stay()
    {
        Assert.Contains("“\u2068(.+)\\{0}, press\u2069”", InArabic("Uses “\u2068(.+)\\{0}, press\u2069”."), StringComparison.Ordinal);
        Assert.Equal("Something that nobody has said before.", InArabic("Something that nobody has said before."));
    }

    static IEnumerable<(string Detector, string Evidence)> Told()
    {
        var story = StoryGenerator.Generate(777, new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
        var terms = TermMatcher.Compile(DemoPolicies.Terms.Select((term, number) => new Term($"demo-{number}", "البنك", term.Policy, term.BankText, term.Strength)));
        var context = new ScoringContext([new(DemoPolicies.ViolentExtremism, new()), new(DemoPolicies.Spam, new(), ConductAlone: true)], terms);
        var accounts = story.Events.OfType<AccountSeen>().DistinctBy(seen => seen.Account.Id).ToDictionary(seen => seen.Account.Id, seen => seen.Account);
        var features = accounts.Keys.ToDictionary(id => id, _ => new AccountFeatures());
        var reports = default(ReportTally).With(ReporterKind.TrustedFlagger).With(ReporterKind.User, 0.9);
        var scorer = new AccountScorer();
        foreach (var post in story.Events.OfType<PostMade>().Select(made => made.Post))
        {
            var account = accounts[post.AccountId];
            var profile = new AccountProfile(account.Id, account.Handle) { DisplayName = account.DisplayName, Bio = account.Bio, CreatedAt = account.CreatedAt };
            var result = scorer.Apply(profile, features[post.AccountId], reports, [new(post.Id, post.CreatedAt, post.Text) { Client = post.Client }], context, post.CreatedAt);
            foreach (var share in result.Risks.SelectMany(risk => risk.Shares).Where(share => Known.Contains(share.Detector)))
                yield return (share.Detector, share.Evidence);
        }
    }

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Blank();

    [GeneratedRegex("[A-Za-z]")]
    private static partial Regex Latin();

    [GeneratedRegex("“[^”]*”")]
    private static partial Regex Quoted();
}
