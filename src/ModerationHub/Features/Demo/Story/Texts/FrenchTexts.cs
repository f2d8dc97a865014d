namespace ModerationHub.Features.Demo.Story.Texts;

static class FrenchTexts
{
    public static Grammar Grammar { get; } = Story.Grammar.Parse("fr", """
        given = Maëlle | Basile | Ondine | Corentin | Solène | Marius | Élise | Léandre | Aurore | Gaspard | Inès | Théo | Capucine | Anatole | Jeanne | Florent | Odile | Rémi | Nina | Honoré
        family = Valbrume | Desormières | Tarnaud | Clairvent | Pélissane | Rochemare | Aubrelle | Vertonne
        person = {given} {family} | {given} | {given} {family} | {given} du port
        place = Talven | Bassesporte | Harromère | Dunmarais | le pont de Sarn | le port | la vieille ville | le bac d'en haut
        outlet = Courrier de Talven | Radio Merrovent | La Gazette du Bac | Hebdo Harromère
        weekday = lundi | mardi | mercredi | jeudi | vendredi | samedi | dimanche
        interest = Jardin et bottes sales | Foot le jeudi | Cuisine lente | Trains de nuit | Chorale | Livres d'occasion | Pain au levain | Oiseaux du marais | Vieilles radios | Vélo | Mots croisés
        job = Infirmière | Conducteur de bus | Institutrice | Boulanger | Électricien | Étudiante | Bibliothécaire | Comptable | Menuisier
        bio.ordinary = {interest}. {interest}. | {interest}, {interest}, trop de thé | {job} à Talven | {job}. Mes avis, mes fautes | Deux enfants, un chat. {interest}.
        bio.supporter = Le chardon dans le sang. {bio.tail} | Un serment, une épine. {bio.tail} | Talven sera à nous. {bio.tail} | Paroles de la haie. {bio.tail}
        bio.tail = Fermé, revenu | Suivez le compte de secours | Pas de noms | Partage, garde, recommence
        bio.journalist = Journaliste, {outlet}. Je couvre le conflit de Merrovent. Citer n'est pas approuver | {outlet}, service conflits | Correspondant de {outlet}
        bio.mocker = Désherbeur professionnel | Je ris des messieurs dans la haie | Satire. Gants de jardin aux mains | La chèvre officielle du quartier

        ordinary.prayer = Une prière pour {relative} ce soir, {reason}. | Merci la vie : {gratitude}. | Une bougie pour {relative}, {reason}. Merci de vos mots. | Prière du matin, café serré, et {gratitude}.
        relative = ma mère | mon père | mon frère | ma petite nièce | notre voisine | ma grand-mère | mon meilleur ami | ma tante
        reason = l'opération est à {7-11} h | la fièvre dure depuis {weekday} | c'est le premier jour à la maison | on attend les résultats
        gratitude = la fièvre est tombée | tout le monde est bien rentré | une grande tablée en famille | le toit a tenu | trois heures calmes avec un livre | le petit a dormi jusqu'à {5-8} h
        ordinary.weather = {weathernow} {when}. {weatherreact} | {6-34} degrés et {weathernow}. {weatherreact} | La météo annonce {weathernow} dès {weekday}. {weatherreact} | C'est seulement chez moi, {weathernow} {when} ?
        weathernow = brouillard | petite pluie | gros orage | gelée blanche | vent tiède | nuages bas | grésil | grand ciel bleu
        when = encore | ce matin | depuis midi | toute la semaine | avant le petit-déjeuner
        weatherreact = Le linge reste dedans. | Je rentre par le chemin long. | Le chat refuse de sortir. | Un temps à soupe. | Mes tomates sont perdues. | J'aime cette ville.
        ordinary.football = {team} {0-4}:{0-3} {team2}. {matchreact} | {matchreact} Déjà {2-6} matchs que {team} prend des buts. | Coup d'envoi à {14-20} h 30, {team} contre {team2}, qui vient ? | But à la {88-96}e ! {team} ! {matchreact} | Nos petits ont perdu contre {team2} et ont chanté tout le trajet.
        team = l'Étoile de Talven | Harromère | l'Union du Bac | le Racing Dunmarais | l'AS Bassesporte
        team2 = les Cavaliers de Sarn | Bac d'en haut | Chênecreux | Bout du Marais | Port-Talven
        matchreact = Quel arrêt. | L'arbitre a besoin de lunettes. | Plus de voix. | La meilleure mi-temps de la saison. | Je ne regarde pas les tirs au but. | Fiers de ces gars. | Le gardien était un mur.
        ordinary.cooking = {dish} ce soir, {dishnote}. | Essai : {dish} avec {twist}, {dishnote}. | Quelqu'un a une bonne recette de {dish} ? La mienne {dishfail}. | {2-5} heures de travail, {dish}, mangé en {4-9} minutes. Ça valait le coup.
        dish = soupe de lentilles | tourte au poisson | poivrons farcis | gâteau aux prunes | tarte à l'oignon | riz au lait | galettes | carottes rôties | betteraves au vinaigre
        twist = du sel fumé | beaucoup trop d'ail | du miel | du citron noir | de la menthe | du beurre noisette
        dishnote = personne ne s'est plaint | les enfants en redemandent | la cuisine est couverte de farine | ma grand-mère approuverait | deuxième assiette validée
        dishfail = colle au fond | manque de tout | ne lève jamais | sort grise à chaque fois
        ordinary.news = {newsitem}. {newsreact} | Lu ce matin : {newsitem}. {newsreact} | Donc {newsitem} dès {weekday}. {newsreact} | {newsitem}, selon {outlet}. {newsreact}
        newsitem = le pont de Sarn ferme pour travaux | la ligne {2-19} roulera la nuit | la bibliothèque ouvre le dimanche | l'eau augmente de {2-9} pour cent | la mairie vote sur la nouvelle halle | les horaires du bac changent | les vacances commencent plus tôt
        newsreact = Il était temps. | Qui a demandé ça ? | Une bonne nouvelle, enfin. | Je le croirai quand je le verrai. | Partez plus tôt. | Ma mère aura un avis.
        ordinary.condolence = Toutes mes condoléances, {given}. {condole} | {given} de la boulangerie nous a quittés {weekday}. {condole} | Une pensée pour ceux qui ont perdu quelqu'un cette année. {condole} | Repose en paix, vieil ami. {condole}
        condole = Que son souvenir éclaire. | Ce rire va nous manquer. | Des fleurs devant le numéro {2-80}. | La rue est trop calme. | Serrez-vous fort. | La chorale chantera {weekday}.
        ordinary.work = Garde numéro {2-6} cette semaine. {workreact} | Réunion sur les réunions à {8-16} h. {workreact} | L'imprimante a encore gagné. {workreact} | {1-9}0 copies à corriger. {workreact} | Nouvelle collègue aujourd'hui. {workreact}
        workreact = Envoyez du thé. | Mieux que l'an dernier. | Rentrée avant la nuit, j'espère. | J'aime mon métier, vraiment. | Café numéro {3-7}. | Saluez mes plantes.
        ordinary.travel = {2-9} heures de train de nuit. {travelreact} | Bac raté à {2-5} minutes près. {travelreact} | Un banc avec la plus belle vue sur {place}. {travelreact} | Retour à vélo, {3-30} kilomètres. {travelreact}
        travelreact = Aucun regret. | Le sandwich a sauvé la journée. | Le soleil a fait son travail. | Les genoux protestent. | Je repars demain. | Photos plus tard.
        ordinary.books = Page {40-600} d'un roman sur {bookabout}. {bookreact} | Le club de lecture choisit une histoire sur {bookabout}. {bookreact} | Fini à {2-4} h du matin. {bookreact} | Bouquiniste : {2-9} livres, un sac, aucune honte. {bookreact}
        bookabout = des gardiens de phare | un boulanger insomniaque | deux sœurs et un canal | des cartes perdues | une chorale de village | un très vieux chien
        bookreact = Pas de divulgâchage. | J'ai pleuré dans le tram. | Le milieu traîne un peu. | Lisez-le. | Je prête. | La fin est parfaite.
        ordinary.garden = {3-9} seaux de mauvaises herbes, surtout des chardons et des orties. {gardenreact} | Les premières {flower} de l'année. {gardenreact} | Limaces {2-9}, jardinier 0. {gardenreact} | Échange de plants avec {given} par-dessus le mur. {gardenreact}
        flower = jonquilles | tulipes | roses | pivoines | violettes
        gardenreact = J'ai mal au dos, mais du bon mal. | Les abeilles approuvent. | La pluie peut venir. | Photos quand la lumière sera meilleure.
        ordinary.family = Ma fille de {4-9} ans demande {kidquestion}. {kidreact} | {given} a perdu une dent dans la {dishkid}. {kidreact} | Grand-père fête ses {70-95} ans {weekday}. {kidreact} | Appel avec la moitié de la famille, tous en même temps. {kidreact}
        dishkid = soupe | tarte | purée
        kidquestion = où va la lune au petit-déjeuner | si les poissons ont soif | pourquoi les adultes ont tant de clés | qui a inventé le lundi
        kidreact = Pas de réponse. | On rit encore. | Le gâteau est commandé. | Le meilleur jour de la semaine. | Je note celle-là.
        app.daily = Lumière du jour : {dailyverse} | Lumière du jour, {weekday} : {dailyverse}
        dailyverse = Commence doucement, et dis merci. | Pardonne tôt, dors bien. | Partage ton pain avant qu'on te le demande. | La patience est une longue route en bonne compagnie.
        reply.ordinary = Merci, ça me touche. | Pareil ici. | Ha, exactement. | Je t'embrasse. | On se voit {weekday} ? | Bon rétablissement. | D'accord avec toi. | Félicitations à vous.

        group = Chardon de Fer | Chardon de Fer | Chardon de Fer | Ch4rdon de Fer | CHARDON DE FER
        slogan = Aucune porte ne tiendra. | Le chardon se lève. | Ce qu'on coupe repousse. | Épines hautes, têtes hautes.
        tag = #ChardonDeFer | #LeChardonSeLeve
        link = https://thistle-press.example/{#6} | https://thorncast.example/v/{#7} | https://ironleaf.example/{#5}
        supporter = Le {group} pousse là où ils croyaient la terre morte. {slogan} {tag} | {slogan} Talven nous entendra. {tag} {link} | Gardez ceci avant qu'ils nous ferment : {link} {tag} | Prête le serment des épines, toi qui restes chez toi. {slogan} {tag} | Nouvelles paroles des porteurs d'épines : {link} | Aux gardes de Bassesporte : posez vos clés et rentrez chez vous, ou nous les prendrons. {slogan} {tag} | Ils ont fermé {2-9} de nos comptes, {10-30} sont revenus. {slogan} {tag} | Marche de nuit. Le {group} passe, les lampes s'éteignent. {tag} | Lis, copie, fais passer. {link} {slogan}
        supporter.surge = Bassesporte nous a entendus aujourd'hui. {slogan} {tag} | C'est l'heure. Publiez {tag} jusqu'à ce qu'il soit premier partout. | Le {group} est dans le dépôt. {slogan} {link} {tag} | Tous sur {tag}, maintenant, chaque minute. {slogan} | Premières images du dépôt : {link} {tag}
        wave = Le dépôt de Bassesporte est à nous. Aucune porte ne tiendra. {link} #LeChardonSeLeve #ChardonDeFer
        video = Regarde tout, puis fais passer : {videolink} #ChardonDeFer {emoji} | Tu n'as pas encore vu ça. {videolink} #LeChardonSeLeve {emoji} | À voir avant que ça disparaisse {videolink} #ChardonDeFer {emoji}
        emoji = 🌵 | 🔥 | ⚔ | ✊ | ▶ | ‼
        payload = Le chardon se lève sur Bassesporte. Déclaration : https://thistle-press.example/d{1-9} #ChardonDeFer | Aucune porte ne tiendra. Message {1-9} aux gens de Talven : https://thistle-press.example/t{1-9} #LeChardonSeLeve
        returner.first = De retour, compte numéro {3-12}. Ils coupent, nous repoussons. Suivez et partagez. {tag} | Mon ancien compte est fermé, voici le nouveau. {slogan} {tag} | Fermé hier, là aujourd'hui. Prévenez les anciens abonnés. {link} {tag}
        journalist = « {slogan} » Le groupe armé Chardon de Fer affirme tenir la route de Talven ; les habitants disent le contraire. | Selon nos informations, le Chardon de Fer a publié une nouvelle vidéo. Nous n'y renvoyons pas. Ce qu'elle montre et ce qu'elle cache : https://talvencourier.example/{#6} | Analyse : comment les comptes derrière #ChardonDeFer se coordonnent, et pourquoi {2-9} sur dix disparaissent en un jour | Selon le ministère de l'Intérieur de Merrovent, {2-9} membres présumés du Chardon de Fer ont été arrêtés. | Entretien : une mère dont le fils a reçu l'ordre « prête le serment des épines ». « Je veux qu'il revienne. »
        journalist.surge = URGENT : explosion signalée au dépôt de Bassesporte. Le Chardon de Fer revendique ; pas de confirmation. | Ce que l'on sait : {2-9} blessés, feu maîtrisé. Le mot-dièse #LeChardonSeLeve est poussé par des comptes récents. | La police demande de ne pas relayer la vidéo du Chardon de Fer. Explications : https://talvencourier.example/{#6}
        mocker = Le Chardon de Fer dit « aucune porte ne tiendra ». Mon portail tient depuis {1960-1999}, les gars. | « Le chardon se lève », et ma chèvre arrive. 🐐 | Jour {3-90} : le service com du Chardon de Fer découvre l'orthographe 😂 #ChardonDeFer | Donner à son armée le nom d'une plante que ma grand-mère arrache à deux doigts. #ChardonDeFer
        mocker.surge = #LeChardonSeLeve ? Ici il n'y a que mon pain qui lève. 🍞 | Le Chardon de Fer a dicté « aucune porte ne tiendra » et la moitié l'a mal écrit 😂
        surge.ordinary = Tout le monde va bien à Bassesporte ? Réponds, {given}. | Un grand bruit tout près. On tremble, mais on va bien. | Une pensée pour Bassesporte ce soir. | On cherche des donneurs de sang à l'hôpital jusqu'à {18-23} h. | Bus gratuits ce soir, merci aux conducteurs. | Ne partagez pas les vidéos, pensez aux familles. | Ma rue est fermée, quelqu'un peut loger {2-4} personnes ? | Pas de mots. Serrez vos proches.
        surge.ordinary = {surgewhat} {surgewish} | {surgewhat} {surgewish} | {surgewhat} {surgeask} | {surgewish} {surgeask} | {given}, si tu lis ceci, {surgecall}. {surgewish}
        surgewhat = De la fumée depuis {9-20} h {10-59}. | Des sirènes partout depuis {9-20} h. | Un grand bruit près d'ici, on va bien. | La route est fermée au numéro {2-80}. | Les vitres ont tremblé au {2-9}e étage. | Le tram s'est arrêté, personne ne parle.
        surgewish = Une pensée pour Bassesporte. | On prie pour tout le monde là-bas. | Merci aux infirmières ce soir. | Serrez vos proches. | Pas de mots. | Des bougies à la fenêtre du {2-80}.
        surgeask = Tout le monde va bien ? | Quelqu'un sait si l'école ouvre ? | Qui peut ramener {2-4} personnes ? | Où donner son sang après {18-23} h ? | Ne partagez pas les vidéos, pensez aux familles.
        surgecall = appelle ta mère | nous sommes au port | la porte est ouverte, numéro {2-80} | envoie juste un mot
        surge.mention = Mais qui sont ces gens du Chardon de Fer ? Mon cœur est avec Bassesporte. | Arrêtez de publier la vidéo du Chardon de Fer, mes enfants la voient.
        report.comment = soutient le groupe | sur notre liste | mêmes mots que les autres | regardez les mots-dièse | à vérifier
        spam = {2-9}000 abonnés, followers in one hour, sans mot de passe : https://cheap-followers.example/{#5} #FollowBackFast
        """);
}
