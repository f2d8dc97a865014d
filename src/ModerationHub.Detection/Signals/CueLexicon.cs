using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Signals;

/// <summary>
/// Words by which people report, study, reject or mock, in the working languages. Short on purpose: a cue must be rare in
/// the mouths of those who mean what they say. Words of rejection count only beside the term.
/// </summary>
internal static class CueLexicon
{
    private const double Strong = 0.6;
    private const double Fair = 0.4;

    internal static readonly (CueKind Kind, double Strength, CueScope Scope, string Words)[] Entries =
    [
        (CueKind.Reporting, Strong, CueScope.Anywhere, """
            according to; reported by; news agency; correspondent; eyewitnesses; officials say; officials said; police say; police said; press conference; fact check; our report; live coverage; what we know; police ask; police asked; ministry of
            بحسب; وفقا; أفاد; أفادت; نقلا عن; حسب; وزارة الداخلية; أعلنت الشرطة; قالت الشرطة; تحقيق صحفي; ما نعرفه; مراسلنا; وكالة أنباء; شهود عيان; مؤتمر صحفي; تغطية
            selon; d'après; agence de presse; conférence de presse; témoins; correspondant; ce que l'on sait; ce que nous savons; la police demande; ministère de
            según; agencia de noticias; corresponsal; rueda de prensa; testigos; lo que sabemos; la policía dice; ministerio de
            göre; haber ajansı; muhabir; görgü tanıkları; basın toplantısı; bildirdi; bakanlığına göre; polis açıkladı; bildiklerimiz; neler biliyoruz
            по данным; сообщает; сообщили; корреспондент; очевидцы; пресс-конференция; что известно; по словам; министерство
            menurut; kantor berita; melaporkan; saksi mata; wartawan; yang kami ketahui; kata polisi; kementerian
            به گزارش; خبرگزاری; خبرنگار; شاهدان عینی
            کے مطابق; نامہ نگار; خبر رساں
            nachrichtenagentur; berichtet; augenzeugen; korrespondent; was wir wissen; laut polizei; nach angaben
            """),
        (CueKind.Reporting, Fair, CueScope.Anywhere, """
            reports; reported; reporting; breaking news; sources say; interview; journalist; newsroom; coverage; statement says; claimed; claims; alleged; allegedly; so-called; denies; deny; denied; suspected; suspects; armed group; unconfirmed; not confirmed; arrested; injured; residents; police; interviews; reporter
            تقرير; صحفي; صحيفة; مصادر; زعم; يزعم; زعمت; المزعوم; ما يسمى; تقارير; تزعم; تدعي; يدعي; ادعت; أنباء; عاجل; مقابلة; حوار مع; يشتبه; المشتبه; نفى; نفت; ينفي; تنفي; ينفون; جماعة مسلحة; المسلحة; تتبنى; تبنت; جرحى; الشرطة; السكان; صحفيون; مراسل
            rapporte; journaliste; journal; sources; prétend; soi-disant; affirme; rapports; reportage; entretien; interview; revendique; dément; démentent; soupçonné; soupçonnés; groupe armé; blessés; arrêtés; police; habitants; non confirmé
            informa; informó; periodista; periódico; fuentes; supuesto; supuestamente; afirma; informes; reportaje; entrevista; reivindica; desmiente; sospechosos; grupo armado; heridos; detenidos; policía; vecinos; sin confirmar
            haberi; gazeteci; gazete; kaynaklar; sözde; iddia; iddia etti; röportaj; haberler; iddia ediyor; yalanladı; yalanlıyor; şüpheli; silahlı grup; silahlı; yaralı; gözaltı; gözaltına; polis; bakanlığı; söyleşi; doğrulanmadı; üstlendi; üstleniyor; sakinler
            репортаж; журналист; газета; источники; якобы; так называемый; утверждает; интервью; сообщения; репортёр; опровергает; подозреваемые; вооружённая группа; раненые; задержаны; полиция; жители; не подтверждено
            laporan; jurnalis; sumber; diduga; mengklaim; yang disebut; wawancara; membantah; tersangka; kelompok bersenjata; terluka; ditangkap; polisi; warga; belum dikonfirmasi
            گزارش; روزنامه; منابع; ادعا; مدعی; گزارش‌ها; مصاحبه; تکذیب; مظنون; گروه مسلح; زخمی; پلیس; تایید نشده
            صحافی; ذرائع; دعوی; نام نہاد; رپورٹ; انٹرویو; تردید; مشتبہ; مسلح گروہ; زخمی; پولیس
            bericht; journalist; zeitung; angeblich; behauptet; sogenannte; berichte; reportage; interview; dementiert; verdächtige; bewaffnete gruppe; verletzte; festgenommen; polizei; anwohner; unbestätigt
            """),
        (CueKind.Research, Strong, CueScope.Anywhere, """
            study finds; researchers; our paper; our study; dataset; academic; analysis of; thread on how; propaganda of; propaganda by; we analysed; we analyzed
            دراسة; باحثون; باحث; تحليل; دعاية
            étude; chercheurs; analyse de; propagande de
            estudio; investigadores; análisis de; propaganda de
            araştırma; araştırmacılar; analiz; propagandası
            исследование; исследователи; анализ; пропаганда
            penelitian; peneliti; analisis; propaganda dari
            پژوهش; پژوهشگران; تحقیق
            studie; forscher; analyse von
            """),
        (CueKind.CounterSpeech, Strong, CueScope.Near, """
            condemn; condemns; condemned; reject; shame on; do not join; don't join; stop the; lies of; lies by; liars; murderers; criminals; crimes of; victims of; do not believe; don't believe; don't fall for; never support; defeat the; report these; coward; cowards
            ندين; نستنكر; نرفض; عار على; أكاذيب; كاذبون; كذابون; قتلة; مجرمون; مجرمين; جرائم; ضحايا; لا تصدقوا; جبناء; إجرام
            condamne; condamnons; honte à; mensonges; menteurs; assassins; criminels; crimes de; victimes de; lâches; ne croyez pas
            condenamos; condeno; vergüenza; mentiras; mentirosos; asesinos; criminales; crímenes; víctimas de; cobardes
            kınıyoruz; kınıyorum; karşıyız; yalan; yalancı; yalancılar; katiller; suçlular; kurbanları; inanmayın; korkaklar
            осуждаем; осуждаю; ложь; лжецы; убийцы; преступники; преступления; жертвы; не верьте; позор; трусы
            mengutuk; mengecam; menolak; tolak; kebohongan; pembohong; penjahat; pembunuh; korban; jangan percaya; pengecut
            محکوم; دروغ; دروغگو; قاتلان; جنایت; قربانیان; ننگ بر; باور نکنید
            مذمت; مسترد; جھوٹ; جھوٹے; قاتل; مجرم; متاثرین; شرم
            verurteilen; lügen; lügner; mörder; verbrecher; opfer; glaubt nicht; schande; feiglinge
            """),
        (CueKind.CounterSpeech, Strong, CueScope.Following, """
            against; against the; stand against; no to; say no to; down with
            ضد; لا; تسقط; يسقط
            contre; contre la; contre le; contre les; non à; à bas
            contra; contra la; contra el; contra los; no a; no a la; no al; abajo
            против; нет; долой
            melawan; turunkan; anti
            علیه; ننگ بر
            خلاف; مردہ باد
            gegen; gegen den; gegen die; nein zu; nieder mit
            """),
        (CueKind.Testimony, Strong, CueScope.Anywhere, """
            we fled; my family fled; we had to flee; we left our house; we left our home; they threatened us; they threatened my; they burned our; they burnt our; they took my brother; they took my father; they took my son; survivor; survivors; i survived; we survived; we lost our; displaced; i was so afraid; we were afraid; our children were afraid; victim of
            هربنا; نزحنا; نزحت; تركنا بيتنا; تركنا دارنا; هددونا; هددوا أخي; هددوا أبي; أحرقوا بيتنا; أحرقوا دكان; حرقوا; أخذوا أخي; أخذوا أبي; أخذوا ابني; ناجية; ناجون; ناجين; نجونا; نجوت; فقدنا; نازحين; نازحون; كنا خائفين; كنا نخاف; خفنا; خافوا أولادنا; ضحية
            nous avons fui; ma famille a fui; nous avons quitté notre maison; ils nous ont menacés; ils ont brûlé notre; ils ont pris mon; survivante; survivants; rescapé; rescapés; déplacés; nous avions peur
            huimos; mi familia huyó; dejamos nuestra casa; nos amenazaron; quemaron nuestra; se llevaron a mi; sobreviviente; sobrevivientes; desplazados; teníamos miedo
            kaçtık; evimizi bıraktık; bizi tehdit ettiler; evimizi yaktılar; kardeşimi aldılar; babamı aldılar; hayatta kalan; hayatta kalanlar; yerinden edilmiş; çok korktuk
            мы бежали; мы бросили дом; нам угрожали; сожгли наш; забрали моего; выжившие; выжившая; беженцы; нам было страшно
            kami mengungsi; kami lari; kami meninggalkan rumah; mereka mengancam kami; mereka membakar; penyintas; pengungsi; kami takut
            فرار کردیم; خانه‌مان را ترک کردیم; ما را تهدید کردند; سوزاندند; بازمانده; بازماندگان; آواره; می‌ترسیدیم
            ہم بھاگے; گھر چھوڑا; ہمیں دھمکی; جلا دیا; بچ جانے والے; بے گھر; ہم ڈر گئے
            wir flohen; wir sind geflohen; wir verließen unser haus; sie bedrohten uns; sie haben uns bedroht; überlebende; überlebender; vertriebene; wir hatten angst
            """),
        (CueKind.Mockery, Strong, CueScope.Anywhere, """
            lol; lmao; rofl; haha; hahaha; hahahaha; parody; satire; clown; clowns; ridiculous; what a joke; pathetic; losers; embarrassing; cringe; 😂; 🤣; 🤡; 🙄; 😆; 💀
            ههه; هههه; ههههه; هههههه; هههههههه; سخرية; مسخرة; مهرج; مهرجون; مهرجين; مضحك; نكتة; أضحكني
            mdr; ptdr; ridicule; clowns de; quelle blague; parodie; pathétique
            jaja; jajaja; jajajaja; payasos; ridículo; qué chiste; parodia; patético
            hahaha; ahaha; palyaço; komik; gülünç; şaka gibi; rezil; güldüm
            ахаха; хаха; хахаха; смешно; клоуны; пародия; цирк; позорище
            wkwk; wkwkwk; wkwkwkwk; konyol; lucu; badut; parodi; ngakak
            خنده; مسخره; دلقک; طنز
            مذاق; مسخرے; مزاحیہ
            haha; lächerlich; witz; clowns sind; satire
            """),
    ];

    /// <summary>The lexicon as terms: policy and bank are unused, the id holds the entry's index.</summary>
    internal static readonly TermMatcher Matcher = TermMatcher.Compile(Entries.SelectMany((entry, index) => entry.Words
        .Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Distinct()
        .Select(word => new Term(index.ToString(System.Globalization.CultureInfo.InvariantCulture), "", "", word, entry.Strength))));

    internal static readonly int[] EntryOf = Matcher.Terms.Select(term => int.Parse(term.Id, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
}
