namespace ModerationHub.Domain.Policies;

/// <summary>What a change of policy must keep to, in the words that its editors read.</summary>
public static class PolicyRules
{
    public static readonly Rule Unknown = new("policy_unknown", "There is no such policy or version.");
    public static readonly Rule NotDraft = new("version_not_draft", "Only a draft can be changed; take it back first.");
    public static readonly Rule NotInReview = new("version_not_in_review", "This version does not wait for a review.");
    public static readonly Rule NotApproved = new("version_not_approved", "Only a version that a second person approved can be published.");
    public static readonly Rule OwnDraft = new("version_own_draft", "Whoever wrote a version cannot approve it; a second person has to.");
    public static readonly Rule DraftOpen = new("draft_open", "This policy already has a version in preparation; finish or withdraw that one first.");
    public static readonly Rule NotOpen = new("version_not_open", "This version is published or closed already.");
    public static readonly Rule NothingChanged = new("draft_unchanged", "The draft does not differ from the version that it is based on.");
    public static readonly Rule Overtaken = new("draft_overtaken", "Another version went live since this draft began; begin a new draft from that one.");
    public static readonly Rule TimePassed = new("publish_time_passed", "The time of publishing lies in the past.");
    public static readonly Rule TimeTooFar = new("publish_time_too_far", "A version is published within 90 days or not at all.");
    public static readonly Rule ReasonRequired = new("policy_reason_required", "Say why in a sentence; whoever reads the audit later was not there.");
    public static readonly Rule NeverLive = new("version_never_live", "Only a version that was live before can be brought back.");
    public static readonly Rule AlreadyLive = new("version_already_live", "This version is live already.");

    public static readonly Rule NothingLive = new("policy_nothing_live", "No version of this policy is live: publish its first, or bring an earlier one back.");

    public static readonly Rule Key = new("policy_key", "A key has 3 to 50 small Latin letters, digits and hyphens, such as hate-speech.");
    public static readonly Rule KeyTaken = new("policy_key_taken", "There is a policy with this key already.");
    public static readonly Rule NameRequired = new("policy_name_required", "A policy needs a name of at most 100 characters.");
    public static readonly Rule Loop = new("policy_loop", "A policy cannot lie below itself or below what lies below it.");
    public static readonly Rule TooDeep = new("policy_too_deep", "The tree has at most five levels.");
    public static readonly Rule TooMany = new("too_many_policies", "A platform has at most 200 policies.");
    public static readonly Rule SeverityUnknown = new("severity_unknown", "There is no such severity.");
    public static readonly Rule Archived = new("policy_archived", "This policy is archived: take it out of the archive first.");
    public static readonly Rule NotArchived = new("policy_not_archived", "This policy is not archived, and nobody asked for it.");
    public static readonly Rule OwnArchive = new("policy_own_archive", "You asked to archive it; a second lead has to agree.");
    public static readonly Rule HoldsPolicies = new("archive_holds_policies", "Policies lie below it: move or archive them first.");
    public static readonly Rule HoldsDraft = new("archive_holds_draft", "A version is in preparation: publish or withdraw it first.");
    public static readonly Rule HoldsCases = new("archive_holds_cases", "Undecided cases lie under it: decide them first.");
    public static readonly Rule HoldsBanks = new("archive_holds_banks", "A bank of links or images serves it: remove the bank first.");

    public static readonly Rule ShadowUnknown = new("shadow_unknown", "There is no such shadow.");
    public static readonly Rule ShadowDays = new("shadow_days", "A version runs in shadow for 1 to 30 days.");
    public static readonly Rule TooManyShadows = new("too_many_shadows", "Three versions run in shadow already; stop one of them first.");
    public static readonly Rule RecountUnknown = new("recount_unknown", "There is no such recount.");
    public static readonly Rule StopUnknown = new("stop_unknown", "There is no such stop.");
    public static readonly Rule StopDecided = new("stop_decided", "Somebody already decided about this term.");

    public static readonly Rule TermEmpty = new("term_empty", "A term needs a text.");
    public static readonly Rule TermNothingLeft = new("term_nothing_left", "Nothing is left of this term once marks and spaces are taken away.");
    public static readonly Rule TermOneLetter = new("term_one_letter", "A term of one letter would hit nearly every post.");
    public static readonly Rule TermTooLong = new("term_too_long", "A term has at most 200 characters.");
    public static readonly Rule TermControl = new("term_control_characters", "A term holds no line breaks or control characters.");
    public static readonly Rule TermWeight = new("term_weight", "A strength lies above 0 and is at most 1.");
    public static readonly Rule TermLanguage = new("term_language", "The language is a tag of two or three letters, such as ar or en, or is left empty.");
    public static readonly Rule TermHashtag = new("term_hashtag", "A hashtag is one word: letters, digits and underscores behind the sign.");
    public static readonly Rule TermDomain = new("term_domain", "A domain is a host name with a dot, without https:// and path.");
    public static readonly Rule TermTwice = new("term_twice", "This term is in the bank already.");
    public static readonly Rule TermUnknown = new("term_unknown", "This term is not in the draft any more.");
    public static readonly Rule TooManyTerms = new("too_many_terms", "A bank holds at most 20,000 terms.");

    public static readonly Rule Threshold = new("threshold_range", "A threshold lies between 0 and 1.");
    public static readonly Rule Weight = new("weight_range", "A weight lies between 0 and 20.");
    public static readonly Rule WeightUnknown = new("weight_unknown", "There is no detector of this name.");
    public static readonly Rule SupportAlone = new("support_alone", "With this threshold circumstances and reports alone could make a candidate; it must be higher.");
    public static readonly Rule Target = new("target_range", "The target lies between 1 minute and 30 days.");
    public static readonly Rule Exhibits = new("exhibits_range", "Between 1 and 50 exhibits are enough.");
    public static readonly Rule Strikes = new("strikes_range", "A decision counts 0 to 10 strikes.");
    public static readonly Rule StrikeDays = new("strike_days_range", "Strikes count for 1 to 3,650 days.");
    public static readonly Rule TextRequired = new("policy_text_required", "A policy needs its text, of at most 10,000 characters.");
    public static readonly Rule Examples = new("policy_examples", "At most 50 examples, each of at most 1,000 characters.");
    public static readonly Rule EdgeCases = new("policy_edge_cases", "At most 50 edge cases, each of at most 1,000 characters.");
    public static readonly Rule NoAction = new("actions_required", "A policy allows at least one action.");
}
