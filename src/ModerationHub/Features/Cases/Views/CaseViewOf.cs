using System.Globalization;
using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Components.Controls;
using ModerationHub.Detection.Media;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;

namespace ModerationHub.Features.Cases.Views;

/// <summary>From the whole case as handlers and the API give it to what the screens show.</summary>
public static class CaseViewOf
{
    public static CaseView Of(CaseFile file, IStringLocalizer<Strings> L) => new(file.Id, NumberOf(file.Id), RiskBands.Of(file.Risk, file.Policy.Threshold, file.Lane), AccountOf(file, L))
    {
        OpenedAt = file.OpenedAt,
        DueAt = file.DeadlineAt ?? file.OpenedAt.AddMinutes(file.Policy.TargetMinutes),
        ClaimedUntil = file.Claim is { Mine: true } claim ? claim.Until : null,
        Queue = L[file.QueueName],
        Language = file.Language,
        PriorityReasons = [.. (file.Priority?.Reasons ?? []).Select(reason => EvidenceSentences.Say(reason, L))],
        Signals = [.. file.Explanation.Select(part => SignalOf(part, L))],
        Resembles = [.. file.Resembles.Select(one => ResemblanceOf(one, L))],
        Weights = WeightsNote(file.Weights, L),
        Posts = [.. file.Posts.Select((post, at) => PostOf(post, 1.0 / (at + 1), L))],
        Reports = [.. file.Reports.Select(report => ReportWords.View(report, L))],
        Timeline = [.. file.Timeline.Select(entry => TimelineWords.View(entry, key => PolicyName(file, key, L), L))],
        Policies = [PolicyOf(file.Policy, OwnersLanguage(file), L), .. file.Policies.Where(choice => choice.Key != file.Policy.Key).Select(choice => PolicyOf(choice, OwnersLanguage(file), L))],
        Apps = file.Apps,
        SuggestedExhibits = Suggested(file),
        EvidenceCount = file.EvidenceCount,
        Kept = file.Draft,
    };

    /// <summary>Short enough to say aloud; the last digits of a time-ordered id differ most.</summary>
    public static string NumberOf(Guid id) => id.ToString("N")[^8..];

    public static string? WeightsNote(LearnedFrom? learned, IStringLocalizer<Strings> L) =>
        learned is null ? null : L["Weights learned from {0} (version {1}).", L.Count(learned.Decisions, "{0} decision", "{0} decisions"), learned.Version].Value;

    public static SignalView SignalOf(ExplanationPart part, IStringLocalizer<Strings> L) => new(DetectorName(part.Detector, L), EvidenceSentences.Say(part.Evidence, L), part.Share, part.PostIds);

    public static MediaView MediumOf(MediaEvidence medium) => new(medium.Id, medium.Type, null)
    {
        // What looks like nothing is known by its file.
        Hash = medium switch
        {
            { Pdq: { } pdq, Quality: null } => pdq,
            { Pdq: { } pdq, Quality: { } quality } when quality >= PdqFingerprint.Usable => $"{pdq} {quality}",
            _ => medium.Md5,
        },
    };

    public static ResemblanceView ResemblanceOf(Resemblance one, IStringLocalizer<Strings> L)
    {
        List<string> why = [];
        if (one.HandleLikeness >= Alike) why.Add(L["the handle is {0} alike", Percent(one.HandleLikeness)]);
        if (one.NameLikeness >= Alike) why.Add(L["the name shown is {0} alike", Percent(one.NameLikeness)]);
        if (one.DescriptionLikeness >= Alike) why.Add(L["the description is {0} alike", Percent(one.DescriptionLikeness)]);
        if (one.SharedFollowers > 0) why.Add(L.Count(one.SharedFollowers, "{0} of the first followers is the same", "{0} of the first followers are the same"));
        return new(one.Handle ?? one.AccountId, one.CaseId is { } id ? $"/cases/{id}" : Accounts.AccountPage.PathOf(one.AccountId), why);

        static string Percent(double share) => share.ToString("0 %", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Less is no reason.</summary>
    const double Alike = 0.3;

    public static PostView PostOf(PostEvidence post, double weight, IStringLocalizer<Strings> L) => new(post.Id, post.Text, post.Language, post.CreatedAt, weight)
    {
        Client = post.Client,
        DeletedAt = post.DeletedAt,
        EditedAt = post.EditedAt,
        IsAnswer = post.InReplyTo is not null,
        IsQuote = post.QuoteOf is not null,
        Highlights = [.. post.Signals.SelectMany(signal => signal.Spans.Chunk(2).Where(span => span.Length == 2).Select(span => new Highlight(span[0], span[1], EvidenceSentences.Say(signal.Evidence, L))))],
        Links = [.. post.Urls.Select(LinkOf)],
        Media = [.. post.Media.Select(MediumOf)],
        KnownMedia = [.. post.Signals.Where(signal => signal.Detector == "known_media").Select(signal => EvidenceSentences.Say(signal.Evidence, L)).Distinct()],
    };

    public static LinkView LinkOf(string url) => new(url, Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.Host : "");

    static AccountView AccountOf(CaseFile file, IStringLocalizer<Strings> L)
    {
        var profile = file.Account;
        return new(profile.Id, profile.Handle ?? profile.Id, profile.DisplayName, profile.CreatedAt)
        {
            Bio = profile.Bio,
            State = profile.State,
            StateUntil = file.AccountStateUntil,
            Followers = profile.Followers,
            Following = profile.Following,
            Posts = profile.Posts,
            Languages = [.. file.Posts.Select(post => post.Language).Append(profile.Language).OfType<string>().Where(language => language != "und").Distinct().Take(4)],
            Location = profile.Location,
            Url = profile.Url,
            Formerly = file.ProfileThen is { } then ? Formerly(then, profile, L) : [],
            Strikes = file.Strikes,
            Earlier = [.. Stood(file.Decisions).Select(line => new EarlierDecision(line.Id, line.DecidedAt, DecisionWords.Actions(line, L), PolicyName(file, line.PolicyKey, L),
                DecisionWords.State(line.State, L), DecisionWords.Tone(line.State), line.CaseId == file.Id ? null : $"/cases/{line.CaseId}"))],
            EarlierDecisions = Stood(file.Decisions).Count(),
            EarlierOverturned = file.Decisions.Count(line => line.State == DecisionState.Overturned),
            Verified = profile.Verified == true,
            Protected = profile.Protected == true,
            Minor = profile.AgeBand == AgeBand.Minor,
        };
    }

    /// <summary>The key of a policy that has no live version any more stands for itself.</summary>
    static string PolicyName(CaseFile file, string key, IStringLocalizer<Strings> L) =>
        L[key == file.Policy.Key ? file.Policy.Name : file.Policies.FirstOrDefault(choice => choice.Key == key)?.Name ?? key];

    /// <summary>Decisions that were not undone, without those that took one back.</summary>
    static IEnumerable<DecisionLine> Stood(IEnumerable<DecisionLine> lines) => lines.Where(line => line.Reverses is null && line.State != DecisionState.Undone);

    static IReadOnlyList<FormerProfilePart> Formerly(ProfileEvidence then, ProfileEvidence now, IStringLocalizer<Strings> L)
    {
        (string Name, string? Was, string? Is)[] parts =
        [
            (L["Handle"], then.Handle, now.Handle), (L["Name"], then.DisplayName, now.DisplayName), (L["Description"], then.Bio, now.Bio),
            (L["Place"], then.Location, now.Location), (L["Address"], then.Url, now.Url),
        ];
        return [.. parts.Where(part => (part.Was ?? "") != (part.Is ?? "")).Select(part => new FormerProfilePart(part.Name, part.Was ?? ""))];
    }

    /// <summary>The posts in which the case's own policy was found, as many as satisfy it; the most telling come first.</summary>
    static IReadOnlyList<string> Suggested(CaseFile file) =>
    [
        .. file.Posts.Where(post => post.Signals.Any(signal => signal.Policy == file.Policy.Key))
            .Select(post => post.Id).Take(Math.Max(1, file.Policy.EnoughExhibits)),
    ];

    static PolicyView PolicyOf(CasePolicy policy, string owners, IStringLocalizer<Strings> L) => new(policy.Key, L[policy.Name], policy.Version, L[policy.Text])
    {
        // The texts that come with the program have translations; what a team writes stands as it was written.
        Examples = [.. policy.Examples.Select(text => L[text].Value)],
        EdgeCases = [.. policy.EdgeCases.Select(text => L[text].Value)],
        ExhibitsNeeded = policy.EnoughExhibits,
        AllowedActions = Allowed(policy.AllowedActions),
        StandardReasons = StandardReasons(policy.Name, owners, L),
    };

    static PolicyView PolicyOf(PolicyChoice choice, string owners, IStringLocalizer<Strings> L) => new(choice.Key, L[choice.Name], choice.Version, L[choice.Text])
    {
        ExhibitsNeeded = choice.EnoughExhibits,
        AllowedActions = Allowed(choice.AllowedActions),
        StandardReasons = StandardReasons(choice.Name, owners, L),
    };

    static IReadOnlyList<ActionKind> Allowed(IEnumerable<string> stored) => [.. Policies.PolicyActions.Of(stored).Select(Enum.Parse<ActionKind>)];

    /// <summary>The owner's language where the program speaks it, else the reviewer's.</summary>
    static string OwnersLanguage(CaseFile file) =>
        Preferences.Languages.Contains(file.Account.Language ?? file.Language) ? (file.Account.Language ?? file.Language)! : CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    static IReadOnlyList<StandardReason> StandardReasons(string policy, string owners, IStringLocalizer<Strings> L) =>
    [
        .. Preferences.Languages.OrderByDescending(language => language == owners).Select(language => L.In(language, () =>
            new StandardReason(language, L["The posts named here break our policy “{0}”.", L[policy]], L["No breach of the policy was found."]))),
    ];

    public static string DetectorName(string key, IStringLocalizer<Strings> L) => key switch
    {
        "terms" => L["Terms of the policy's bank"],
        "rules" => L["Rules of the policy"],
        "text_model" => L["What a text model says"],
        "threat_to_life" => L["Signs of a threat to life"],
        "repeated_text" => L["The same text again and again"],
        "shared_text" => L["Text shared across accounts"],
        "bulk_creation" => L["Made in bulk"],
        "handle_series" => L["Handles of one series"],
        "client_concentration" => L["An app that few others use"],
        "default_profile" => L["Bare profile"],
        "young_account" => L["Young account"],
        "reports" => L["Reports"],
        "posting_rhythm" => L["Posting rhythm"],
        "vanishing_posts" => L["Posts that vanish"],
        "suspended_circle" => L["Follows suspended accounts"],
        "links" => L["Links of the policy's bank"],
        "shortened_links" => L["Shortened links"],
        "outreach" => L["Invites strangers to private channels"],
        "sought_out" => L["Was sought out by strangers"],
        "posting_app" => L["Posts come from one app"],
        "split_voice" => L["An app speaks, not the owner"],
        "context_cues" => L["Signs of reporting, research, satire or counter-speech"],
        "cleared" => L["Cleared by a reviewer"],
        "standing" => L["Long standing"],
        "known_media" => L["Known images"],
        _ => key,
    };
}

/// <summary>Risk and lane as the band that people read.</summary>
public static class RiskBands
{
    public static Band Of(double risk, double threshold, CaseLane lane) => lane == CaseLane.Threat ? Band.ThreatToLife
        : risk < threshold ? Band.Below
        : CasePriority.Over(risk, threshold) switch
        {
            > CasePriority.FarOver => Band.FarOver,
            > CasePriority.WellOver => Band.WellOver,
            _ => Band.JustOver,
        };
}
