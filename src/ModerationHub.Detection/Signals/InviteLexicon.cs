using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Signals;

/// <summary>Words that ask somebody to go on in private, in the working languages. They count only in posts to one or two strangers.</summary>
internal static class InviteLexicon
{
    private const string Words = """
        write to me privately; message me privately; dm me; send me a dm; private message; private chat; in private; join our channel; join our group; secret chat; add me on
        راسلني على الخاص; تواصل معي على الخاص; كلمني خاص; تعال خاص; على الخاص; محادثة سرية; انضم إلى قناتنا; انضم إلى مجموعتنا; ضيفني على
        en privé; message privé; écris-moi; rejoins notre canal; rejoins notre groupe; ajoute-moi sur
        por privado; mensaje privado; escríbeme; únete a nuestro canal; únete a nuestro grupo; agrégame en
        özelden yaz; özel mesaj; kanalımıza katıl; grubumuza katıl; beni ekle
        в личку; напиши мне; личное сообщение; наш канал; наша группа; добавь меня
        kirim pesan pribadi; lewat pesan pribadi; gabung saluran kami; gabung grup kami; tambahkan aku
        پیام خصوصی; به کانال ما بپیوند; به گروه ما بپیوند
        نجی پیغام; ہمارے چینل; ہمارے گروپ
        schreib mir privat; private nachricht; komm in unseren kanal; komm in unsere gruppe
        """;

    private static readonly TermMatcher Matcher = TermMatcher.Compile(Words.Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Distinct().Select((word, i) => new Term(i.ToString(System.Globalization.CultureInfo.InvariantCulture), "", "", word)));

    internal static bool Invites(ObservedPost post)
    {
        foreach (var url in post.Post.Urls)
            if (WebAddress.Of(url) is { IsPrivateChannel: true }) return true;
        var hits = new List<TermHit>();
        Matcher.Match(post.Text, hits);
        return hits.Count > 0;
    }
}
