using System.Collections.Frozen;

namespace ModerationHub.Detection.Text;

/// <summary>A link as banks compare it: host without "www.", path without a closing slash, no fragment and no tracking parameters (RFC 3986, section 6).</summary>
/// <param name="Host">Lower case, international names in ASCII (RFC 5891).</param>
/// <param name="Path">With its query; empty for a host alone.</param>
public sealed record WebAddress(string Host, string Path)
{
    private static readonly FrozenSet<string> Shorteners = FrozenSet.ToFrozenSet(
        ["bit.ly", "tinyurl.com", "goo.gl", "ow.ly", "is.gd", "buff.ly", "adf.ly", "cutt.ly", "rb.gy", "shorturl.at", "t.ly", "tiny.cc", "v.gd", "bl.ink", "lnkd.in", "rebrand.ly", "s.id"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Private = FrozenSet.ToFrozenSet(
        ["t.me", "telegram.me", "wa.me", "chat.whatsapp.com", "kik.me", "signal.group", "signal.me", "discord.gg", "threema.id", "m.me", "join.skype.com", "matrix.to"], StringComparer.Ordinal);

    private static readonly string[] Everyday = ["www.", "m.", "mobile."];
    private static readonly string[] Tracking = ["utm_", "fbclid", "gclid", "igshid", "mc_cid", "mc_eid"];

    /// <summary>Whether the host shortens links, so that nobody sees where they lead.</summary>
    public bool IsShortened => Shorteners.Contains(Host);

    /// <summary>Whether the host leads to a private chat.</summary>
    public bool IsPrivateChannel => Private.Contains(Host);

    /// <summary>The address as banks keep it.</summary>
    public override string ToString() => Host + Path;

    /// <summary>Reads a link, with or without its scheme; null for what is no web address.</summary>
    public static WebAddress? Of(string link)
    {
        var text = link.AsSpan().Trim();
        if (text.Length is 0 or > 2048) return null;
        // Behind a path or a question mark it is another address, as a part of this one.
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var whole = scheme >= 0 && text[..scheme].IndexOfAny("/?#") < 0 ? text.ToString() : $"https://{text}";
        if (!Uri.TryCreate(whole, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)) return null;
        var host = HostOf(uri);
        return host.Contains('.') ? new WebAddress(host, uri.AbsolutePath.TrimEnd('/') + QueryOf(uri.Query)) : null;
    }

    private static string HostOf(Uri uri)
    {
        string host;
        try
        {
            host = uri.IdnHost.ToLowerInvariant().TrimEnd('.');
        }
        catch (UriFormatException)
        {
            return "";
        }
        while (Array.Find(Everyday, prefix => host.StartsWith(prefix, StringComparison.Ordinal) && host.AsSpan(prefix.Length).Contains('.')) is { } everyday)
            host = host[everyday.Length..];
        return host;
    }

    private static string QueryOf(string query)
    {
        if (query.Length <= 1) return "";
        var kept = query[1..].Split('&').Where(part => part.Length > 0 && !Array.Exists(Tracking, name => part.StartsWith(name, StringComparison.OrdinalIgnoreCase)));
        var joined = string.Join('&', kept);
        return joined.Length == 0 ? "" : "?" + joined;
    }
}
