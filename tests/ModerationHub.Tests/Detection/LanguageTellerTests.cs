using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;
using ModerationHub.Features.Languages;
using ModerationHub.Infrastructure.CommandLine;

namespace ModerationHub.Tests.Detection;

public class LanguageTellerTests
{
    const string Long = "the people of the harbour are waiting for the ferry";
    readonly List<string> _asked = [];

    LanguageTeller Teller(string? answer = "tr") => new(["ar", "en", "fa", "ru", "tr"], text =>
    {
        _asked.Add(text);
        return answer;
    });

    [Fact]
    public void The_script_decides_where_one_language_writes_it()
    {
        Assert.Equal("ru", Teller().Tell("Добрый вечер"));
        Assert.Null(Teller().Tell("καλησπέρα"));
        Assert.Empty(_asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12 !! 👍")]
    [InlineData("@somebody #Harbour https://harbour.example/news www.harbour.example")]
    public void A_text_without_words_tells_nothing(string text) => Assert.Null(Teller().Tell(text, "en"));

    [Fact]
    public void What_the_account_usually_writes_counts_where_its_script_fits()
    {
        Assert.Equal("de", Teller().Tell(Long, null, "ar", "de"));
        Assert.Equal("ur", Teller().Tell("شہر میں بارش", "en", "ur"));
        Assert.Empty(_asked);
        Assert.Equal("tr", Teller().Tell(Long, "ar", "no language"));
        Assert.Equal([Long], _asked);
    }

    [Fact]
    public void Links_mentions_and_tags_do_not_sway()
    {
        Assert.Equal("ru", Teller().Tell("Привет https://harbour.example/a-long-address @somebody_with_a_name #EveningNews"));
        Teller().Tell("good evening https://harbour.example @somebody");
        Assert.Equal(["good evening"], _asked);
    }

    [Fact]
    public void An_account_is_asked_about_once_and_again_after_sixteen_posts()
    {
        var features = new AccountFeatures { Posts = 1 };
        var teller = Teller();
        foreach (var _ in Enumerable.Range(0, 40))
        {
            Assert.Equal("tr", teller.Tell(Long, "ar", features));
            features.Posts++;
        }
        Assert.Equal(3, _asked.Count);
        Assert.Equal("tr", AccountFeatures.FromUtf8(features.ToUtf8()).Language);
    }

    [Fact]
    public void A_short_text_is_not_what_the_account_usually_writes()
    {
        var features = new AccountFeatures { Posts = 1 };
        Assert.Equal("tr", Teller().Tell("ok evet", null, features));
        Assert.Null(features.Language);
        Assert.Null(Teller(null).Tell(Long, null, features));
        Assert.Null(features.Language);
    }

    [Theory]
    [InlineData("ar", "وصلت السفينة إلى الميناء قبل الغروب بقليل")]
    [InlineData("fa", "کشتی پیش از غروب آفتاب به بندر رسید و همه خوشحال شدند")]
    [InlineData("ur", "جہاز سورج ڈوبنے سے پہلے بندرگاہ پر پہنچ گیا")]
    [InlineData("en", "The ship reached the harbour shortly before sunset")]
    [InlineData("fr", "Le bateau est arrivé au port peu avant le coucher du soleil")]
    [InlineData("tr", "Gemi gün batımından kısa bir süre önce limana ulaştı")]
    [InlineData("ru", "Корабль вошёл в гавань незадолго до заката, и все обрадовались")]
    [InlineData("uk", "Корабель увійшов у гавань незадовго до заходу сонця, і всі зраділи")]
    public void The_library_tells_the_usual_languages(string language, string text) => Assert.Equal(language, LanguageModels.Teller(null).Tell(text));

    [Fact]
    public void The_setting_names_the_languages()
    {
        Assert.Equal("fa", LanguageModels.Teller(" EN, fa ").Tell("وصلت السفينة إلى الميناء"));
        Assert.Null(LanguageModels.Teller("en").Tell("وصلت السفينة"));
        var refused = Assert.Throws<SetupException>(() => LanguageModels.Teller("en,klingon"));
        Assert.Contains("'klingon'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_may_ask_at_once()
    {
        var teller = LanguageModels.Teller("en,fr,tr");
        string[] texts = ["The ship reached the harbour", "Le bateau est arrivé au port", "Gemi limana ulaştı akşam"];
        var said = texts.Select(text => teller.Tell(text)).ToArray();
        Parallel.For(0, 600, i => Assert.Equal(said[i % 3], teller.Tell(texts[i % 3])));
    }
}
