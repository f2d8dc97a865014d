using System.Text.Json.Serialization;

namespace ModerationHub.Detection.Signals;

/// <summary>How much an account posts through one app.</summary>
public sealed class ClientUse
{
    /// <summary>Apps remembered an account.</summary>
    public const int Most = 6;

    private const int LongestName = 64;

    /// <summary>The app's name, cut to 64 units.</summary>
    [JsonPropertyName("c")]
    public string Name { get; set; } = "";

    /// <summary>Posts through it.</summary>
    [JsonPropertyName("n")]
    public int Posts { get; set; }

    /// <summary>Its part of all policies' <see cref="PolicyUse.Own"/>, in features that were stored when it was not kept by policy; 0 once they are read.</summary>
    [JsonInclude, JsonPropertyName("o")]
    internal double Own { get; set; }

    /// <summary>The name as remembered.</summary>
    internal static string Key(string client) => client.Length <= LongestName ? client : client[..LongestName];

    internal static int Note(List<ClientUse> clients, string? client)
    {
        if (string.IsNullOrEmpty(client)) return -1;
        var key = Key(client);
        for (var i = 0; i < clients.Count; i++)
        {
            if (clients[i].Name != key) continue;
            clients[i].Posts++;
            return i;
        }
        if (clients.Count == Most) return -1;
        clients.Add(new ClientUse { Name = key, Posts = 1 });
        return clients.Count - 1;
    }
}
