namespace ModerationHub.Domain.Policies;

/// <summary>What banks of links and of image hashes must keep to, in the words that their editors read.</summary>
public static class BankRules
{
    public const int MostLines = 1_000;
    public const int MostLinks = 100_000;
    public const int LongestName = 100;
    public const int LongestLabel = 200;
    public const int LongestLink = 1_000;

    public static readonly Rule Unknown = new("bank_unknown", "There is no such bank.");
    public static readonly Rule NotLinks = new("bank_not_links", "This bank holds no links.");
    public static readonly Rule NotHashes = new("bank_not_hashes", "This bank holds no image hashes.");
    public static readonly Rule NameRequired = new("bank_name_required", "A bank needs a name of at most 100 characters.");
    public static readonly Rule NameTaken = new("bank_name_taken", "There is a bank of this name already.");
    public static readonly Rule NoLines = new("bank_no_lines", "Give at least one line.");
    public static readonly Rule TooManyLines = new("bank_too_many_lines", "At most 1,000 lines at once.");
    public static readonly Rule Full = new("bank_full", "A bank holds at most 100,000 links.");
    public static readonly Rule LabelRequired = new("bank_label_required", "Say in at most 200 characters what the images show.");
    public static readonly Rule EntryUnknown = new("bank_entry_unknown", "This entry is not in the bank any more.");
    public static readonly Rule NotOurs = new("bank_hash_not_ours", "Another source brought this hash, and it alone takes it out: say that you disagree instead.");

    public static readonly Rule NoAddress = new("link_no_address", "This is no web address.");
    public static readonly Rule LinkTooLong = new("link_too_long", "An address has at most 1,000 characters.");
    public static readonly Rule Shortener = new("link_shortener", "A shortener leads anywhere: list the address that it leads to.");
    public static readonly Rule PrivateHost = new("link_private_host", "Everybody has channels there: list the address of one.");
    public static readonly Rule Twice = new("line_twice", "This line repeats an earlier one.");
    public static readonly Rule Known = new("line_known", "It is in the bank already.");
    public static readonly Rule InUse = new("bank_in_use", "A live version looks with this bank: take its entries out first, then it can be removed.");
    public static readonly Rule Named = new("bank_named", "A version of a policy names this bank, so it stays.");
    public static readonly Rule FlatHash = new("hash_flat", "This is the hash of a plain surface: it would fit every plain image.");
    public static readonly Rule NoHash = new("hash_unreadable", "A line is 64 hexadecimal digits (PDQ) or 32 (MD5), and may end with the quality, 0 to 100.");
}
