using System.Text.Json.Serialization;

namespace ModerationHub.Detection.Signals;

/// <summary>Whom an account writes to first.</summary>
public sealed class Outreach
{
    private const int MostKnown = 24;

    /// <summary>Hashes of the latest young accounts written to that do not follow.</summary>
    [JsonPropertyName("s")]
    public List<uint> Known { get; set; } = [];

    /// <summary>First contacts to young accounts that do not follow.</summary>
    [JsonPropertyName("y")]
    public int Strangers { get; set; }

    /// <summary>Those that were invited to a private channel.</summary>
    [JsonPropertyName("v")]
    public int Invited { get; set; }

    /// <summary>Latest posts that invite.</summary>
    [JsonPropertyName("i")]
    public List<string> PostIds { get; set; } = [];

    /// <summary>Whether the contact is a first one.</summary>
    internal bool Note(Contact contact)
    {
        var key = StableHash.Of(contact.AccountId);
        if (Known.Contains(key)) return false;
        Known.Add(key);
        if (Known.Count > MostKnown) Known.RemoveAt(0);
        Strangers++;
        return true;
    }

    internal void Invite(string postId)
    {
        Invited++;
        Bounded.Add(PostIds, postId);
    }
}
