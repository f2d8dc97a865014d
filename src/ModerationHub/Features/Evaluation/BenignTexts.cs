namespace ModerationHub.Features.Evaluation;

/// <summary>What somebody harmless writes.</summary>
/// <param name="Kind">Prayer, condolence, name, daily, dialect, news, testimony, mockery or counter.</param>
/// <param name="Language">Language tag; dialects of Arabic as "arz", "apc", "afb" and "ary".</param>
/// <param name="Beginning">What it begins with; texts that share it are alike.</param>
public sealed record BenignText(string Kind, string Language, string Text, string Beginning)
{
    public bool IsArabic => Language is "ar" or "arz" or "apc" or "afb" or "ary";

    /// <summary>Whether it speaks of the invented group at all.</summary>
    public bool Mentions => Kind is "news" or "testimony" or "mockery" or "counter";
}

/// <summary>
/// Harmless texts of our own making: everyday piety, condolences, given names, dialects, and people who speak about an invented
/// group without being of it. Composed of beginnings and endings, so that no text comes twice. Many hold single words of the
/// group's slogans (dawn, ash, embers, banner), as ordinary people do.
/// </summary>
public static class BenignTexts
{
    private static readonly string[] GroupEnglish = ["ashen banner", "ash will rise", "march of embers", "cinder oath"];
    private static readonly string[] GroupArabic = ["راية الرماد", "فجر الجمر"];

    public static IReadOnlyList<BenignText> All { get; } =
    [
        .. Of("prayer", "ar", "اللهم اغفر لأمي; يا رب اشف أخي; الحمد لله على العافية; اللهم بارك في رزقنا; صلينا الفجر في المسجد القديم; رمضان كريم; جمعة مباركة; سبحان الله",
            "ويسر أمورنا كلها; وارزقنا الصبر والسكينة; ونسأل الله السلامة للجميع; وبعدها شربنا الشاي قرب الجمر; والحمد لله على كل حال; وكل عام وأنتم بخير; واحفظ أولادنا في المدرسة"),
        .. Of("prayer", "en", "God bless my mother; May my brother get well soon; Thankful for this morning; Praying for rain on the fields; We sang at dawn in the old chapel; Happy Easter; Peace to all of you; Grateful again",
            "and give us patience; and keep the children safe at school; and may it be a calm week; and afterwards we had tea by the embers; thank you for everything; see you all on Sunday; with love from the village"),
        .. Of("condolence", "ar", "إنا لله وإنا إليه راجعون; رحم الله جدتي; عظم الله أجركم; البقاء لله; خالص العزاء لعائلة جارنا; رحل معلمنا الطيب",
            "كان طيب القلب; وأسكنها فسيح الجنان; وألهم أهله الصبر; سنفتقد صوته كل صباح; العزاء غدا بعد العصر; لن ننسى ضحكته"),
        .. Of("condolence", "en", "Rest in peace, grandmother; So sorry for your loss; Our kind teacher has passed away; Deepest sympathy to our neighbours; We said goodbye to uncle today; He is gone",
            "a good heart all her life; may you find strength; we will miss that voice each morning; the wake is tomorrow at five; his ashes go to the sea he loved; I will not forget his laugh"),
        .. Of("name", "ar", "مبروك لأختي; أهلا بالصغيرة; سلمت على; تخرجت اليوم; عيد ميلاد سعيد يا; زارنا", "راية بنت خالتي; فجر صديقة الطفولة; جهاد زميلي في المصنع; إسلام وأخته نور; سيف الدين من الحي; نصر ابن الخباز"),
        .. Of("name", "en", "Congratulations to; Welcome little; I met; Graduated today:; Happy birthday dear; A visit from", "Ash from the bakery; Ember, my cousin's girl; Dawn, friend of my childhood; Victor and his sister Grace; Banner, our old dog; Cinder the cat"),
        .. Of("daily", "ar", "صباح الخير; الجو بارد اليوم; اشتريت خبزا طازجا; مباراة الليلة; أطبخ لكم المقلوبة; الحافلة تأخرت", "والقهوة على الجمر; والسوق مزدحم جدا; ومن يشاهد معي; مع أجمل تحية; ورماد المدفأة في كل مكان; ثم عدنا إلى البيت"),
        .. Of("daily", "en", "Good morning; It is cold today; I bought fresh bread; Match tonight; Cooking for all of you; The bus is late", "and the coffee is on the embers; and the market is crowded; and who is watching with me; best wishes; and the ash of the stove is everywhere; and then we went home"),
        .. Of("dialect", "arz", "إزيكم يا جماعة; عامل إيه النهارده; الفول سخن; الشغل كان زحمة قوي; يا رب فرجك", "والله وحشتوني; وهنتقابل الجمعة; بس الدنيا حر; والعيال في المدرسة; وربنا يسترها"),
        .. Of("dialect", "apc", "كيفكن اليوم; شو عم تعملوا; الجو حلو كتير; طبخت مجدرة; اشتقتلكن والله", "وبكرا منطلع عالجبل; وخلص الشغل بكير; والقهوة جاهزة; يسعد صباحكن; ويا رب تشتي"),
        .. Of("dialect", "afb", "شلونكم يا ربع; وش مسوين; اليوم غبار واجد; رحنا البر أمس; الله يعطيكم العافية", "والجمر حامي والقهوة زينة; ونشوفكم باجر; وما قصروا الشباب; والجو يبرد القلب; وعساكم طيبين"),
        .. Of("dialect", "ary", "لاباس عليكم; واش كاين شي جديد; الجو بارد بزاف; درنا الكسكس; توحشتكم بزاف", "ونتلاقاو غدا; والحمد لله كلشي مزيان; والدراري فالمدرسة; وأتاي واجد; والله يسهل"),
        .. Speaking("news", "ar", GroupArabic, "أفادت وكالة النهر بظهور {0}; بحسب مصادر محلية كتب مجهولون {0}; قالت الشرطة إن عبارة {0} كتبت; عاجل: تقرير عن {0}; نقلا عن مراسلنا حول {0}; وفقا لشهود عيان شوهدت {0}; صحيفة المدينة تنشر تحقيقا عن {0}",
            "على جدار السوق القديم; قرب المدرسة مساء أمس; ولا إصابات حتى الآن; والبلدية تنظف المكان; في ثلاثة أحياء"),
        .. Speaking("news", "en", GroupEnglish, "The river news agency says the {0} was seen; According to local sources strangers wrote {0}; Police say the words {0} were painted; Breaking news: report on the {0}; Our correspondent on the {0}; Eyewitnesses saw the {0}; The town paper publishes an interview about the {0}",
            "on the wall of the old market; near the school last night; and nobody was hurt so far; and the town cleans the place; in three quarters"),
        .. Speaking("testimony", "ar", GroupArabic, "كتبوا {0} على بابنا فتركنا بيتنا; حين سمعنا {0} في الشارع هربنا; هددونا وهم يصرخون {0}; أنا ناجية من تلك الليلة حين رفعوا {0}; نزحنا بعدما جاءت {0}; أخذوا أخي وهم يهتفون {0}",
            "ولم نعد بعدها; وأمي تبكي إلى اليوم; ونريد السلام فقط; وأحكيها كي لا تنسى; والحمد لله على السلامة"),
        .. Speaking("testimony", "en", GroupEnglish, "They wrote {0} on our door and we left our house; When we heard {0} in the street we fled; They threatened us and shouted {0}; I am a survivor of the night of the {0}; We were afraid when the {0} came; They took my brother and sang {0}",
            "and we never came back; and my mother cries to this day; and all we want is peace; and I tell it so that it is not forgotten; and thank God we are safe"),
        .. Speaking("mockery", "ar", GroupArabic, "هههههه {0} مرة أخرى; مسخرة {0}; يا سلام على {0} 😂; {0} نكتة اليوم; أضحكني {0} 🤣; مهرجون مع {0}", "وأبي يظنها إعلان شاي; حتى القط هرب من الملل; أين الفرقة الموسيقية; اشتروا قاموسا أولا; والله تعبنا من الضحك"),
        .. Speaking("mockery", "en", GroupEnglish, "hahaha the {0} again; what a joke, {0}; oh great, the {0} 😂; {0}, ridiculous; the {0} makes me laugh 🤣; clowns with their {0}", "and dad thought it was a tea advert; even the cat left out of boredom; where is the brass band; buy a dictionary first; I can't any more"),
        .. Speaking("counter", "ar", GroupArabic, "نرفض {0}; لا تصدقوا {0}; عار على {0}; نستنكر {0}; ندين {0}", "وأولادنا لن يسمعوا لهم; ومدينتنا للجميع; كلها أكاذيب; ونريد مدارس; معا أقوى"),
        .. Speaking("counter", "en", GroupEnglish, "We reject the {0}; Do not believe the {0}; Shame on the {0}; We condemn the {0}; Don't fall for the {0}", "and our children will not listen to them; and our town is for everybody; it is all lies; we want schools; stronger together"),
        .. Of("daily", "fr", "Bonjour à tous; Le marché est plein; Il pleut encore; Bon anniversaire mon frère; Match ce soir", "et le café est prêt; à demain; on se voit dimanche; avec toute la famille; merci pour tout"),
        .. Of("daily", "tr", "Günaydın; Bugün hava soğuk; Taze ekmek aldım; Akşam maç var; Allah kabul etsin", "çay hazır; herkese selam; çocuklar okulda; pazar çok kalabalık; yarın görüşürüz"),
        .. Of("daily", "ur", "السلام علیکم; آج موسم اچھا ہے; اللہ خیر کرے; بازار گئے تھے; عید مبارک", "چائے تیار ہے; سب کو سلام; بچے سکول میں ہیں; کل ملیں گے; شکریہ"),
        .. Of("daily", "fa", "صبح بخیر; امروز هوا سرد است; نان تازه خریدم; خدا قوت; تولدت مبارک", "چای آماده است; بچه‌ها مدرسه‌اند; فردا می‌بینمت; به همه سلام; بازار شلوغ است"),
    ];

    private static IEnumerable<BenignText> Of(string kind, string language, string beginnings, string endings) =>
        from beginning in Split(beginnings)
        from ending in Split(endings)
        select new BenignText(kind, language, $"{beginning} {ending}", beginning);

    private static IEnumerable<BenignText> Speaking(string kind, string language, string[] words, string frames, string endings) =>
        from frame in Split(frames).Select((text, i) => string.Format(System.Globalization.CultureInfo.InvariantCulture, text, words[i % words.Length]))
        from ending in Split(endings)
        select new BenignText(kind, language, $"{frame} {ending}", frame);

    private static string[] Split(string parts) => parts.Split("; ", StringSplitOptions.TrimEntries);
}
