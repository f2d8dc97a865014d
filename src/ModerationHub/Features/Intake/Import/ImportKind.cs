namespace ModerationHub.Features.Intake.Import;

public enum FieldType
{
    Text,
    Number,
    Flag,
    Time,
    List,
}

/// <param name="Name">As the API calls it.</param>
/// <param name="Aliases">Column names of common data sets that mean the same.</param>
public sealed record ImportField(string Name, FieldType Type, params string[] Aliases);

/// <summary>What a file can hold, and which columns the API takes of it; other columns are left out.</summary>
public sealed record ImportKind(string Name, IReadOnlyList<ImportField> Fields, int InFlight = 2)
{
    /// <summary>One request at a time: the last row of an account wins, also across requests.</summary>
    public static ImportKind Accounts { get; } = new("accounts",
    [
        new("id", FieldType.Text, "account_id", "user_id", "userid"),
        new("handle", FieldType.Text, "screen_name", "user_screen_name", "username"),
        new("display_name", FieldType.Text, "name", "user_display_name"),
        new("bio", FieldType.Text, "description", "user_profile_description"),
        new("created_at", FieldType.Time, "account_created_at", "account_creation_date"),
        new("followers", FieldType.Number, "followers_count", "follower_count", "followers_last"),
        new("following", FieldType.Number, "following_count", "friends_count", "following_last"),
        new("posts", FieldType.Number, "posts_total", "statuses_count", "posts_count"),
        new("language", FieldType.Text, "lang", "account_language"),
        new("location", FieldType.Text, "user_reported_location"),
        new("url", FieldType.Text, "user_profile_url"),
        new("avatar_pdq", FieldType.Text),
        new("verified", FieldType.Flag),
        new("protected", FieldType.Flag),
        new("state", FieldType.Text),
        new("age_band", FieldType.Text),
        new("email_hash", FieldType.Text),
        new("device_hashes", FieldType.List),
        new("ip_hashes", FieldType.List),
    ], InFlight: 1);

    public static ImportKind Posts { get; } = new("posts",
    [
        new("id", FieldType.Text, "post_id", "tweet_id", "tweetid", "status_id"),
        new("account_id", FieldType.Text, "user_id", "userid", "author_id"),
        new("created_at", FieldType.Time, "tweet_time", "posted_at", "timestamp", "date"),
        new("text", FieldType.Text, "tweet_text", "full_text", "content", "body"),
        new("language", FieldType.Text, "lang", "tweet_language"),
        new("client", FieldType.Text, "source", "tweet_client_name"),
        new("in_reply_to", FieldType.Text, "in_reply_to_tweetid", "in_reply_to_status_id"),
        new("quote_of", FieldType.Text, "quoted_tweet_tweetid"),
        new("repost_of", FieldType.Text, "retweet_tweetid", "retweet_of"),
        new("edited_at", FieldType.Time),
        new("mentions", FieldType.List, "user_mentions"),
        new("hashtags", FieldType.List),
        new("urls", FieldType.List, "links"),
        new("media", FieldType.List),
    ]);

    public static ImportKind Follows { get; } = new("follows",
    [
        new("follower_id", FieldType.Text, "follower", "source", "from_id", "from"),
        new("followed_id", FieldType.Text, "followed", "target", "to_id", "to"),
        new("at", FieldType.Time, "created_at", "followed_at", "timestamp"),
    ]);

    public static ImportKind Reports { get; } = new("reports",
    [
        new("id", FieldType.Text, "report_id"),
        new("account_id", FieldType.Text, "reported_account_id", "user_id"),
        new("post_id", FieldType.Text, "reported_post_id"),
        new("reporter_id", FieldType.Text, "reporter"),
        new("reporter_kind", FieldType.Text, "kind"),
        new("reason", FieldType.Text, "category"),
        new("comment", FieldType.Text, "note"),
        new("at", FieldType.Time, "created_at", "reported_at", "timestamp"),
    ]);

    /// <summary>One request at a time: the last word of a source on a hash wins, also across requests.</summary>
    public static ImportKind Hashes { get; } = new("hashes",
    [
        new("bank", FieldType.Text, "bank_id", "collection"),
        new("policy", FieldType.Text, "policy_key"),
        new("pdq", FieldType.Text, "pdq_hash", "hash"),
        new("md5", FieldType.Text, "md5_hash"),
        new("quality", FieldType.Number, "pdq_quality"),
        new("label", FieldType.Text, "tag", "description"),
        new("severity", FieldType.Text),
        new("source", FieldType.Text, "owner", "provider"),
        new("opinion", FieldType.Text),
        new("not_bankable", FieldType.Flag),
    ], InFlight: 1);

    public static IReadOnlyList<ImportKind> All { get; } = [Accounts, Posts, Follows, Reports, Hashes];
}
