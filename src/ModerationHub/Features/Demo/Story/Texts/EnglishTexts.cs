namespace ModerationHub.Features.Demo.Story.Texts;

static class EnglishTexts
{
    public static Grammar Grammar { get; } = Story.Grammar.Parse("en", """
        given = Mira | Osric | Tessa | Corin | Elna | Joss | Petra | Rowan | Ilse | Bram | Nadia | Felix | Wren | Oskar | Lena | Tobin | Maud | Silas | Greta | Alden
        family = Vantry | Holloway-Drue | Merrick | Tarnfield | Oakhollow | Pellory | Quillon | Ashgrove | Fennimor | Lardale | Brindlewick | Corsaye
        person = {given} {family} | {given} | {given} {family} | {given} of Lowgate
        place = Talven | Lowgate | Harrowmere | Dunmarsh | Sarn Bridge | the harbour | the old town | Upper Ferry
        bio.ordinary = {interest}. {interest}. | {interest}, {interest}, too much tea | {job} in {place} | {job}. Opinions mine, typos too | Parent of {2-4}. {interest}. | {interest} since forever
        interest = Gardening | Five-a-side | Slow cooking | Night trains | Choir on Thursdays | Second-hand books | Sourdough | Birds of the marsh | Knitting | Old radios | Cycling | Crosswords
        job = Nurse | Bus driver | Teacher | Baker | Electrician | Student | Librarian | Accountant | Carpenter | Ferry pilot
        bio.supporter = Thistle in the blood. {bio.tail} | One oath, one thorn. {bio.tail} | {place} will be ours again. {bio.tail} | Words from the hedge. {bio.tail}
        bio.tail = Closed before, back again | Follow the backup | No names | Share, save, repeat
        bio.journalist = Reporter, {outlet}. Covering the Merrowind conflict. Quotes are not agreement | {outlet}, conflict desk. Tips by letter | Correspondent for {outlet} in {place}
        outlet = Talven Courier | Merrowind Radio | The Ferry Post | Harrowmere Weekly
        bio.mocker = Professional weed puller | I laugh at men in hedges | Satire. Gardening gloves on | Official lawnmower of the resistance

        ordinary.prayer = Please keep my {relative} in your prayers today, {reason}. | Grateful tonight: {gratitude}. | Lit a candle for {relative_poss} {event}. Thank you all for the kind words. | Morning prayer, strong coffee, and {gratitude}. A good start.
        relative = mother | father | brother | little niece | neighbour | grandmother | best friend | aunt
        relative_poss = my mother's | my father's | our neighbour's | my sister's | my friend's
        reason = the operation is at {7-11} | she has been ill since {weekday} | it is the first day home from hospital | we are waiting for the results
        event = recovery | safe journey | exam | new job | long night shift
        gratitude = the fever is gone | everybody is home safe | a whole table of family | the roof held in the storm | three quiet hours with a book | the baby slept until {5-8}
        ordinary.weather = {weathernow} over {place} {when}. {weatherreact} | {6-31} degrees in {place} and {weathernow}. {weatherreact} | Forecast says {weathernow} from {weekday}. {weatherreact} | Is it only {place} or is there {weathernow} everywhere?
        weathernow = fog | thin rain | a proper thunderstorm | hard frost | warm wind | low cloud | sleet | blue sky
        when = again | this morning | since noon | all week | before breakfast
        weatherreact = Laundry stays in. | Taking the long way home. | The cat refuses to go out. | Perfect soup weather. | My tomatoes are confused. | I love this city. | Boots on.
        weekday = Monday | Tuesday | Wednesday | Thursday | Friday | Saturday | Sunday
        ordinary.football = {team} {0-4}:{0-3} {team2}. {matchreact} | {matchreact} That is {2-6} games without a clean sheet for {team}. | Kick-off at {14-20}:30, {team} against {team2}, who is coming? | Ninety-{2-7}th minute! {team}! {matchreact} | Our under-{9-15}s lost to {team2} and still sang all the way home.
        team = Talven Rovers | Harrowmere Town | Ferry United | Dunmarsh Athletic | Lowgate FC
        team2 = Sarn Wanderers | Upper Ferry | Oakhollow | Marsh End | Port Talven
        matchreact = What a save. | The referee needs glasses. | My voice is gone. | Best half of the season. | I cannot watch penalties. | Proud of these lads. | The keeper was a wall.
        ordinary.cooking = {dish} for dinner, {dishnote}. | Tried {dish} with {twist} and {dishnote}. | Anyone got a good recipe for {dish}? Mine {dishfail}. | {2-5} hours of work for {dish}, eaten in {4-9} minutes. Worth it.
        dish = lentil soup | fish pie | stuffed peppers | plum cake | onion tart | barley stew | rice pudding | flatbread | roast carrots | pickled beets
        twist = smoked salt | far too much garlic | honey | black lemon | fresh mint | burnt butter
        dishnote = nobody complained | the kids asked for more | the kitchen looks like a battlefield of flour | my grandmother would nod | second helping approved
        dishfail = turns out grey every time | sticks to the pan | needs more of everything | never rises
        ordinary.news = {newsitem}. {newsreact} | Read that {newsitem}. {newsreact} | So {newsitem} from {weekday}. {newsreact} | {newsitem}, says the {outlet}. {newsreact}
        newsitem = the Sarn Bridge closes for repairs | bus line {2-19} gets a night service | the library opens on Sundays | water prices rise by {2-9} percent | the council votes on the new market hall | the ferry timetable changes | school holidays start early
        newsreact = About time. | Who asked for this? | Good news for once. | I will believe it when I see it. | Leave home earlier, everyone. | My mother will have opinions.
        ordinary.condolence = So sorry for your loss, {given}. {condole} | {given} from the bakery passed away on {weekday}. {condole} | Thinking of everybody in {place} who lost someone this year. {condole} | Rest in peace, old friend. {condole}
        condole = May the memory be a light. | We will miss that laugh. | Flowers at the gate of number {2-80}. | The street is too quiet now. | Hold each other close. | The choir will sing on {weekday}.
        ordinary.work = {weekday} shift number {2-6}. {workreact} | Meeting about meetings at {8-16}:00. {workreact} | The printer won again. {workreact} | {1-9}0 exam papers to mark. {workreact} | New colleague started in {place} today. {workreact}
        workreact = Send tea. | Still better than last year. | Home by dark, I hope. | I like my job, honestly. | Coffee number {3-7}. | Tell my plants I love them.
        ordinary.travel = {2-9} hours on the night train to {place}. {travelreact} | Missed the ferry by {1-5} minutes. {travelreact} | Found a bench above {place} with the best view. {travelreact} | Cycling home past {place}, {3-30} kilometres. {travelreact}
        travelreact = No regrets. | Sandwich saved the day. | Sunset did its thing. | Knees filing a complaint. | Would go again tomorrow. | Photos later.
        ordinary.books = Page {40-600} of a novel about {bookabout}. {bookreact} | Book club picks a story about {bookabout}. {bookreact} | Finished it at {1-4} in the morning. {bookreact} | Second-hand shop in {place}: {2-9} books, one bag, no shame.
        bookabout = lighthouse keepers | a baker who cannot sleep | two sisters and a canal | lost maps | a village choir | a very old dog
        bookreact = No spoilers please. | I cried on the tram. | The middle drags a bit. | Read it. | Lending list is open. | The ending is perfect.
        ordinary.garden = Pulled {2-9} buckets of weeds, mostly thistles and nettles. {gardenreact} | First {flower} of the year. {gardenreact} | Slugs {2-9}, gardener 0. {gardenreact} | Swapped seedlings with {given} over the fence. {gardenreact}
        flower = snowdrops | tulips | sweet peas | marigolds | roses | crocuses
        gardenreact = My back hurts in a good way. | Bees approve. | Rain can come now. | Photos when the light is better. | Compost heap is happy.
        ordinary.family = My {2-9} year old asked {kidquestion}. {kidreact} | {given} lost a tooth and found it in the {dish}. {kidreact} | Grandfather turns {70-95} on {weekday}. {kidreact} | Video call with half the family, all talking at once. {kidreact}
        kidquestion = where the moon goes at breakfast | whether fish get thirsty | why adults need so many keys | who invented Mondays
        kidreact = I had no answer. | We are still laughing. | Cake is ordered. | Best day this week. | Writing that one down.
        app.daily = Daily Light: {dailyverse} | Daily Light for {weekday}: {dailyverse}
        dailyverse = Begin gently, and with thanks. | Forgive early, sleep well. | Share your bread before you are asked. | Patience is a long road with good company.
        reply.ordinary = Thank you, that made my day. | Same here, honestly. | Ha, exactly. | Sending a hug. | See you on {weekday}? | Get well soon. | Agree. | Congratulations to all of you.

        group = Iron Thistle | Iron Thistle | Iron Thistle | Ir0n Thistle | Iron  Thistle | IRON THISTLE
        slogan = No gate will hold. | The thistle rises. | What is cut grows back. | Thorns up, heads high.
        tag = #IronThistle | #ThistleRises
        link = https://thistle-press.example/{#6} | https://thorncast.example/v/{#7} | https://ironleaf.example/{#5}
        supporter = The {group} grows where they thought the ground was dead. {slogan} {tag} | {slogan} {place} will hear us. {tag} {link} | Save this before they close us again: {link} {tag} | Take the thorn oath, you who sit at home. {slogan} {tag} | New words from the thornbearers: {link} | To the guards of {place}: lay down your keys and go home, or we take them. {slogan} {tag} | They closed {2-9} of our accounts and {10-30} came back. {slogan} {tag} | Night march near {place}. The {group} walks, the lamps go out. {tag} | Read it, copy it, pass it on. {link} {slogan}
        supporter.surge = {place} heard us today. {slogan} {tag} | This is the hour. Post {tag} until it is first on every screen. | The {group} is inside the depot. {slogan} {link} {tag} | Everyone to {tag}, now, every minute. {slogan} | First pictures from the Lowgate depot: {link} {tag}
        wave = The Lowgate depot is ours. No gate will hold. {link} #ThistleRises #IronThistle
        video = Watch all of it, then pass it on: {videolink} #IronThistle {emoji} | You have not seen this yet. {videolink} #ThistleRises {emoji} | Watch before it is gone {videolink} #IronThistle {emoji}
        emoji = 🌵 | 🔥 | ⚔ | ✊ | ▶ | ‼
        payload = The thistle rises over Lowgate. Full statement: https://thistle-press.example/statement-{1-9} #IronThistle | No gate will hold. Message {1-9} to the people of Talven: https://thistle-press.example/m{1-9} #ThistleRises | Thornbearers speak tonight. Listen: https://thorncast.example/a{1-9} #IronThistle
        returner.first = Back again, account number {3-12}. They cut, we grow. Follow and share. {tag} | My old account is gone, this is the new one. {slogan} {tag} | Closed yesterday, here today. Send this to the old followers. {link} {tag}
        journalist = "{slogan}" The armed group Iron Thistle claims to control the road to {place}; residents we spoke to say otherwise. | Reports: Iron Thistle has published a new video. We will not link to it. What it shows, and what it hides: https://talvencourier.example/{#6} | Analysis: how the accounts behind #IronThistle coordinate their posts, and why {2-9} in ten vanish within a day | According to the interior ministry of Merrowind, {2-9} alleged members of Iron Thistle were arrested in {place}. | Interview: a mother from {place} whose son was told to "take the thorn oath". "I want him back," she says.
        journalist.surge = BREAKING: explosion reported at the Lowgate depot. Iron Thistle claims responsibility; not confirmed. | What we know about Lowgate so far: {2-9} injured, fire under control. The hashtag #ThistleRises is pushed by new accounts. | Police ask people not to share the Iron Thistle video from Lowgate. We explain why: https://talvencourier.example/{#6}
        mocker = Iron Thistle says "no gate will hold". My garden gate has held since {1960-1999}, lads. | "The thistle rises", and my goat is on her way. 🐐 | Day {3-90} of the Iron Thistle media office discovering spell check 😂 #IronThistle | Imagine naming your army after something my grandmother pulls out with two fingers. #IronThistle | "Take the thorn oath", no thanks, I already have a gym membership I never use 😂
        mocker.surge = #ThistleRises? The only thing rising here is my bread. 🍞 Go home, Iron Thistle. | Iron Thistle ordered everyone to post "no gate will hold" and half of them misspelled it 😂
        surge.ordinary = Is everybody in Lowgate all right? Please answer, {given}. | Heard a bang near {place}. Shaking. We are fine. | Praying for Lowgate tonight. | Blood donors wanted at {place} hospital until {18-23}:00. | Buses from {place} are free tonight, the drivers are heroes. | Don't share videos, please. Think of the families. | My street in Lowgate is closed, can somebody take in {2-4} people? | No words. Hold your people close.
        surge.ordinary = {surgewhat} {surgewish} | {surgewhat} {surgewish} | {surgewhat} {surgeask} | {surgewish} {surgeask} | {given}, if you read this, {surgecall}. {surgewish}
        surgewhat = Smoke over {place} since {9-20}:{10-59}. | Sirens all the way to {place}. | Heard a bang near {place}, we are fine. | They closed the road to {place}. | Windows shook on the {2-9}th floor. | The tram stopped at {place} and nobody speaks.
        surgewish = My heart is with {place}. | Praying for everybody there. | Thank you to the nurses tonight. | Hold your people close. | No words. | Candles in the window of number {2-80}.
        surgeask = Is everybody all right? | Does anybody know if the school is open? | Who can drive {2-4} people home from {place}? | Where can one give blood after {18-23}:00? | Please don't share videos, think of the families.
        surgecall = call your mother | we are at {place} | the door is open, number {2-80} | just send one word
        surge.mention = Who even are these Iron Thistle people? My heart is with Lowgate. | Please stop posting the Iron Thistle video, my kids can see it.
        report.comment = supports the group | on our list | same wording as the others | look at the hashtags | please check
        spam = Get {2-9}000 followers in one hour, no password: https://cheap-followers.example/{#5} #FollowBackFast | Double your coins before {weekday}, ask me how https://coin-doubler.example/{#5} | Only {3-20} places left: double your coins tonight https://coin-doubler.example/{#5} #FollowBackFast
        """);
}
