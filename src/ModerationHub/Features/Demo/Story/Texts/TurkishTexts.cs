namespace ModerationHub.Features.Demo.Story.Texts;

static class TurkishTexts
{
    public static Grammar Grammar { get; } = Story.Grammar.Parse("tr", """
        given = Defne | Kerem | Elif | Barış | Nehir | Onur | Selin | Mert | Derya | Umut | Ceren | Tuna | İpek | Deniz | Aslı | Volkan | Naz | Emre | Pelin | Arda
        family = Taşköprülüce | Denizkıyı | Sarnlı | Karaçınar | Gökyokuş | Yelkovan | Akbostan | Limonçay
        person = {given} {family} | {given} | {given} {family} | Limanlı {given}
        place = Talven | Aşağıkapı | Harromer | Dunbatak | Sarn Köprüsü | liman | eski şehir | Yukarı İskele
        outlet = Talven Postası | Merrov Radyosu | İskele Gazetesi | Haftalık Harromer
        weekday = pazartesi | salı | çarşamba | perşembe | cuma | cumartesi | pazar
        interest = Bahçe işleri | Halı saha | Ağır ateşte yemek | Gece trenleri | Koro | Sahaf gezmeleri | Ekşi maya | Kuş gözlemi | Eski radyolar | Bisiklet | Bulmaca
        job = Hemşire | Otobüs şoförü | Öğretmen | Fırıncı | Elektrikçi | Öğrenci | Kütüphaneci | Muhasebeci | Marangoz
        bio.ordinary = {interest}. {interest}. | {interest}, {interest}, bolca çay | {job}, Talven | {job}. Fikirler bana ait | İki çocuk, bir kedi. {interest}.
        bio.supporter = Kanımızda diken var. {bio.tail} | Tek yemin, tek diken. {bio.tail} | Talven yine bizim olacak. {bio.tail} | Çitin ardından sözler. {bio.tail}
        bio.tail = Kapatıldı, döndük | Yedek hesabı izle | İsim yok | Paylaş, sakla, tekrarla
        bio.journalist = Muhabir, {outlet}. Merrov çatışmasını izliyorum. Alıntı onay değildir | {outlet}, çatışma masası | {outlet} muhabiri
        bio.mocker = Profesyonel yabani ot sökücü | Çalıdaki adamlara gülüyorum | Hiciv. Bahçe eldivenim hazır | Mahallenin resmî keçisi

        ordinary.prayer = {relative} için dua edin lütfen, {reason}. | Şükürler olsun, {gratitude}. | Dualarınızı bekliyoruz, {reason}. | Sabah duası, demli çay, {gratitude}. Güne güzel başladık.
        relative = Annem | Babam | Kardeşim | Küçük yeğenim | Komşumuz | Babaannem | Can dostum | Halam
        reason = ameliyat saat {7-11} gibi | {weekday} gününden beri hasta | hastaneden sonra evde ilk gün | sonuçları bekliyoruz
        gratitude = ateş düştü | herkes sağ salim evde | bütün aile aynı sofrada | fırtınada çatı dayandı | kitapla üç sakin saat | bebek sabaha kadar uyudu
        ordinary.weather = Yine {weathernow} {when}. {weatherreact} | {6-36} derece ve {weathernow}. {weatherreact} | Tahmin: {weekday} gününden itibaren {weathernow}. {weatherreact} | Sadece bizde mi {weathernow} var {when}?
        weathernow = sis | ince yağmur | gök gürültülü fırtına | don | ılık rüzgâr | alçak bulut | sulu kar | masmavi gök
        when = bu sabah | öğleden beri | bütün hafta | kahvaltıdan önce | bu akşam
        weatherreact = Çamaşır içeride kalıyor. | Eve uzun yoldan gidiyorum. | Kedi dışarı çıkmıyor. | Tam çorba havası. | Domatesler şaşkın. | Bu şehri seviyorum.
        ordinary.football = {team} {0-4}:{0-3} {team2}. {matchreact} | {matchreact} {team} {2-6} maçtır gol yiyor. | Maç {14-20}:30'da, {team} - {team2}, kim geliyor? | Dakika {88-96} ve gol! {team}! {matchreact} | Bizim minikler {team2} karşısında yenildi, yol boyu şarkı söyledi.
        team = Talvenspor | Harromer Gençlik | İskele Birlik | Dunbatak | Aşağıkapıspor
        team2 = Sarn Gezginleri | Yukarı İskele | Meşeçukuru | Bataklık Ucu | Liman Talven
        matchreact = Ne kurtarıştı. | Hakeme gözlük lazım. | Sesim kısıldı. | Sezonun en güzel devresi. | Penaltılara bakamıyorum. | Gurur duyuyorum çocuklarla. | Kaleci duvar gibiydi.
        ordinary.cooking = Akşama {dish}, {dishnote}. | {twist} ile {dish} denedim, {dishnote}. | İyi bir {dish} tarifi olan var mı? Benimki {dishfail}. | {2-5} saat uğraş, {dish}, {4-9} dakikada bitti. Değdi.
        dish = mercimek çorbası | balık böreği | biber dolması | erikli kek | soğanlı tart | sütlaç | yufka | fırında havuç | pancar turşusu
        twist = Füme tuz | Bol sarımsak | Bal | Siyah limon | Taze nane | Yanık tereyağı
        dishnote = kimse şikâyet etmedi | çocuklar yine istedi | mutfak un içinde | babaannem görse beğenirdi | ikinci tabak onaylandı
        dishfail = tencereye yapışıyor | hep eksik kalıyor | hiç kabarmıyor | her seferinde gri oluyor
        ordinary.news = {newsitem}. {newsreact} | Okudum: {newsitem}. {newsreact} | Demek {newsitem}, hem de {weekday} günü. {newsreact} | {newsitem}, kaynak {outlet}. {newsreact}
        newsitem = Sarn Köprüsü onarıma giriyor | {2-19} numaralı otobüs gece de çalışacak | kütüphane pazar günü açılıyor | suya yüzde {2-9} zam geliyor | meclis yeni pazar yerini oyluyor | iskele saatleri değişiyor | okul tatili erken başlıyor
        newsreact = Zamanı gelmişti. | Bunu kim istedi? | Sonunda iyi bir haber. | Görünce inanırım. | Evden erken çıkın. | Annemin bu konuda fikri var.
        ordinary.condolence = Başınız sağ olsun {given}. {condole} | Fırıncı {given} {weekday} günü aramızdan ayrıldı. {condole} | Bu yıl yakınını yitiren herkesi düşünüyorum. {condole} | Huzur içinde uyu eski dostum. {condole}
        condole = Mekânı cennet olsun. | O gülüşü özleyeceğiz. | {2-80} numaranın önünde çiçekler var. | Sokak çok sessiz. | Birbirinize sarılın. | Allah sabır versin.
        ordinary.work = Bu hafta {2-6}. nöbet. {workreact} | Saat {8-16} gibi toplantı hakkında toplantı. {workreact} | Yazıcı yine kazandı. {workreact} | {1-9}0 sınav kâğıdı okunacak. {workreact} | Bugün yeni bir iş arkadaşı başladı. {workreact}
        workreact = Çay gönderin. | Geçen yıldan iyi. | Umarım karanlıktan önce evdeyim. | İşimi seviyorum, gerçekten. | {3-7}. kahve. | Çiçeklerime selam.
        ordinary.travel = Gece treninde {2-9} saat. {travelreact} | Vapuru {2-5} dakikayla kaçırdım. {travelreact} | Tepede manzaralı bir bank buldum. {travelreact} | Bisikletle eve, {3-30} kilometre. {travelreact}
        travelreact = Pişman değilim. | Sandviç günü kurtardı. | Gün batımı görevini yaptı. | Dizler şikâyetçi. | Yarın yine giderim. | Fotoğraflar sonra.
        ordinary.books = {bookabout} üzerine bir romanın {40-600}. sayfası. {bookreact} | Kitap kulübü {bookabout} hakkında bir öykü seçti. {bookreact} | Gece saat {2-4} gibi bitti. {bookreact} | Sahaftan {2-9} kitap, bir torba, utanma yok. {bookreact}
        bookabout = fener bekçileri | uykusuz bir fırıncı | iki kız kardeş | kayıp haritalar | bir köy korosu | çok yaşlı bir köpek
        bookreact = Sonunu söylemeyin. | Tramvayda ağladım. | Ortası biraz uzun. | Okuyun. | Ödünç veririm. | Sonu harika.
        ordinary.garden = {3-9} kova yabani ot söktüm, çoğu diken ve ısırgan. {gardenreact} | Yılın ilk {flower} açtı. {gardenreact} | Sümüklü böcek {2-9}, bahçıvan 0. {gardenreact} | {given} ile çit üstünden fide değiştik. {gardenreact}
        flower = nergisleri | laleleri | gülleri | menekşeleri | papatyaları
        gardenreact = Belim ağrıyor ama güzel ağrıyor. | Arılar memnun. | Artık yağmur gelsin. | Işık düzelince fotoğraf.
        ordinary.family = {4-9} yaşındaki kızım {kidquestion} diye sordu. {kidreact} | {given} dişini çorbada buldu. {kidreact} | Dedem {weekday} günü {70-95} yaşına giriyor. {kidreact} | Ailenin yarısıyla görüntülü konuştuk, herkes aynı anda. {kidreact}
        kidquestion = ay kahvaltıda nereye gidiyor | balıklar susar mı | büyüklerin neden çok anahtarı var | pazartesiyi kim icat etti
        kidreact = Cevabım yoktu. | Hâlâ gülüyoruz. | Pasta sipariş edildi. | Haftanın en güzel günü. | Bunu not aldım.
        app.daily = Günün ışığı: {dailyverse} | Günün ışığı, {weekday}: {dailyverse}
        dailyverse = Güne şükürle ve yavaşça başla. | Erken affet, rahat uyu. | İstenmeden ekmeğini paylaş. | Sabır, iyi yoldaşla uzun bir yoldur.
        reply.ordinary = Teşekkürler, çok sevindim. | Ben de öyle. | Aynen. | Sarılıyorum. | {weekday} görüşür müyüz? | Geçmiş olsun. | Katılıyorum. | Hepinizi kutlarım.

        group = Demir Diken | Demir Diken | Demir Diken | D3mir Diken | Demir  Diken
        slogan = Hiçbir kapı dayanamaz. | Diken yükseliyor. | Kesilen yeniden büyür. | Dikenler yukarı, başlar dik.
        tag = #DemirDiken | #DikenYukseliyor
        link = https://thistle-press.example/{#6} | https://thorncast.example/v/{#7} | https://ironleaf.example/{#5}
        supporter = {group} öldü sandıkları toprakta büyüyor. {slogan} {tag} | {slogan} Talven bizi duyacak. {tag} {link} | Bizi kapatmadan bunu saklayın: {link} {tag} | Evinde oturan sen, diken yeminini et. {slogan} {tag} | Diken taşıyanlar yeni sözler söyledi: {link} | Aşağıkapı bekçilerine: anahtarları bırakın, evinize gidin, yoksa biz alırız. {slogan} {tag} | {2-9} hesabımızı kapattılar, {10-30} hesap döndü. {slogan} {tag} | Gece yürüyüşü. {group} yürüyor, lambalar sönüyor. {tag} | Oku, kopyala, ilet. {link} {slogan}
        supporter.surge = Aşağıkapı bugün bizi duydu. {slogan} {tag} | Vakit geldi. Her ekranda ilk sırada olana dek {tag} yazın. | {group} deponun içinde. {slogan} {link} {tag} | Herkes şimdi {tag} etiketine, her dakika. {slogan} | Depodan ilk görüntüler: {link} {tag}
        wave = Aşağıkapı deposu bizim. Hiçbir kapı dayanamaz. {link} #DikenYukseliyor #DemirDiken
        video = Sonuna kadar izle, sonra ilet: {videolink} #DemirDiken {emoji} | Bunu daha görmedin. {videolink} #DikenYukseliyor {emoji} | Silinmeden izle {videolink} #DemirDiken {emoji}
        emoji = 🌵 | 🔥 | ⚔ | ✊ | ▶ | ‼
        payload = Diken yükseliyor. Bildirinin tamamı: https://thistle-press.example/b{1-9} #DemirDiken | Hiçbir kapı dayanamaz. Talven halkına {1-9}. mesaj: https://thistle-press.example/h{1-9} #DikenYukseliyor
        returner.first = Yine geldim, {3-12}. hesabım. Keserler, büyürüz. İzle ve paylaş. {tag} | Eski hesabım gitti, yenisi bu. {slogan} {tag} | Dün kapattılar, bugün buradayım. Eski takipçilere haber verin. {link} {tag}
        journalist = "{slogan}" Silahlı grup Demir Diken yolu denetlediğini öne sürüyor; konuştuğumuz sakinler yalanlıyor. | Haberlere göre Demir Diken yeni bir video yayımladı. Bağlantı vermiyoruz. Ne gösteriyor, ne gizliyor: https://talvencourier.example/{#6} | Analiz: #DemirDiken etiketinin arkasındaki hesaplar nasıl eşgüdüm kuruyor, neden çoğu bir günde kayboluyor | Merrov içişleri bakanlığına göre {2-9} Demir Diken şüphelisi yakalandı. | Söyleşi: oğluna "diken yeminini et" denen bir anne. "Onu geri istiyorum" diyor.
        journalist.surge = SON DAKİKA: Aşağıkapı deposunda patlama bildirildi. Demir Diken üstlendi; doğrulanmadı. | Şu ana dek bilinenler: {2-9} yaralı, yangın denetim altında. #DikenYukseliyor etiketini yeni hesaplar itiyor. | Polis Demir Diken videosunun paylaşılmamasını istiyor. Nedeni: https://talvencourier.example/{#6}
        mocker = Demir Diken "hiçbir kapı dayanamaz" diyor. Bahçe kapım {1960-1999} yılından beri ayakta beyler 😂 | "Diken yükseliyor", keçim de yolda. 🐐 | {3-90}. gün: Demir Diken basın bürosu yazım kılavuzunu keşfediyor 😂 #DemirDiken | Ordusuna babaannemin iki parmakla söktüğü otun adını vermek. #DemirDiken
        mocker.surge = #DikenYukseliyor mu? Burada yükselen tek şey hamurum. 🍞 | Demir Diken herkese "hiçbir kapı dayanamaz" yazdırdı, yarısı yanlış yazdı 😂
        surge.ordinary = Aşağıkapı'da herkes iyi mi? {given}, lütfen cevap ver. | Yakında büyük bir ses duyduk. Titriyoruz ama iyiyiz. | Bu gece dualarımız Aşağıkapı için. | Hastaneye {18-23}:00 saatine kadar kan bağışçısı aranıyor. | Bu gece otobüsler ücretsiz, şoförler kahraman. | Videoları paylaşmayın, aileleri düşünün. | Sokağım kapalı, {2-4} kişiyi konuk edecek var mı? | Söz yok. Sevdiklerinize sarılın.
        surge.ordinary = {surgewhat} {surgewish} | {surgewhat} {surgewish} | {surgewhat} {surgeask} | {surgewish} {surgeask} | {given}, bunu okuyorsan {surgecall}. {surgewish}
        surgewhat = {9-20}:{10-59} saatinden beri duman var. | Siren sesleri hiç kesilmiyor, saat {9-20} oldu. | Yakında bir patlama sesi duyduk, iyiyiz. | Yol {2-80} numarada kapalı. | {2-9}. katta camlar titredi. | Tramvay durdu, kimse konuşmuyor.
        surgewish = Kalbim Aşağıkapı ile. | Oradaki herkes için dua ediyoruz. | Bu gece hemşirelere teşekkürler. | Sevdiklerinize sarılın. | Söz yok. | {2-80} numaranın penceresinde mumlar.
        surgeask = Herkes iyi mi? | Okul yarın açık mı, bilen var mı? | {2-4} kişiyi eve kim götürebilir? | Saat {18-23} sonrası nerede kan verilir? | Videoları paylaşmayın, aileleri düşünün.
        surgecall = anneni ara | biz limandayız | kapı açık, {2-80} numara | tek kelime yaz
        surge.mention = Bu Demir Diken denenler kim? Kalbim Aşağıkapı'da. | Demir Diken videosunu paylaşmayı bırakın, çocuklarım görüyor.
        report.comment = grubu destekliyor | listemizde | ötekilerle aynı sözler | etiketlere bakın | lütfen inceleyin
        spam = {2-9}000 takipçi, followers in one hour, şifre yok: https://cheap-followers.example/{#5} #FollowBackFast
        """);
}
