using System.Buffers.Binary;
using ModerationHub.Detection.Media;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;
using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <summary>Some links or images by themselves: which of them a post links to or shows, whatever the banks hold and whether they are stopped or not.</summary>
public sealed class BankEntries
{
    const string One = """
        select t.text, null, null, null from bank_terms t join banks b on b.platform_id = t.platform_id and b.id = t.bank_id and b.kind = 'urls'
        where t.platform_id = $1 and t.id = $2
        union all
        select null, h.pdq, h.md5, h.quality::int from bank_hashes h where h.platform_id = $1 and h.id = $2
        limit 1
        """;

    readonly LinkBank _links;
    readonly KnownMedia? _images;
    readonly List<LinkEntry> _found = [];

    BankEntries(LinkBank links, KnownMedia? images) => (_links, _images) = (links, images);

    /// <summary>Whether they are images; else links.</summary>
    public bool AreImages => _images is not null;

    // Of one policy the most specific entry alone is found: each has one of its own.
    public static BankEntries OfLinks(IEnumerable<string> addresses) => new(LinkBank.Compile(addresses.Select((address, i) => new LinkEntry($"{i}", "", $"{i}", address, 1))), null);

    public static BankEntries OfImages(IEnumerable<(PdqHash? Pdq, string? Md5, int? Quality)> hashes)
    {
        var known = new KnownMedia();
        foreach (var (i, hash) in hashes.Index())
        {
            var id = new byte[16];
            BinaryPrimitives.WriteInt32BigEndian(id.AsSpan(12), i);
            known.Put(new BankedHash(new Guid(id, bigEndian: true), "", hash.Pdq, hash.Md5, hash.Quality, "", 1, false));
        }
        return new(LinkBank.Empty, known);
    }

    /// <summary>The entry that a bank of links or images keeps under an id.</summary>
    /// <returns>Null when none has it.</returns>
    public static async Task<BankEntries?> ReadAsync(NpgsqlConnection connection, int platformId, Guid id, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(One, connection) { Parameters = { Param.Of(platformId), Param.Of(id) } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return null;
        return reader.IsDBNull(0)
            ? OfImages([(!reader.IsDBNull(1) && PdqHash.TryParse(reader.GetString(1), out var pdq) ? pdq : null, reader.IsDBNull(2) ? null : reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetInt32(3))])
            : OfLinks([reader.GetString(0)]);
    }

    public bool AreIn(PostInput post) => In(post).Any();

    /// <returns>Their places in the order in which they were given, each once.</returns>
    public IEnumerable<int> In(PostInput post)
    {
        if (_images is not null)
            return post.Media.SelectMany(media => _images.Find(media.Pdq, media.Md5, media.Quality, mirrored: true)).Select(match => (int)match.Hash.Key).Distinct();
        _found.Clear();
        foreach (var url in ObservedPost.UrlsOf(post))
            if (WebAddress.Of(url) is { } address)
                _links.Find(address, _found);
        return _found.Select(entry => int.Parse(entry.Id, System.Globalization.CultureInfo.InvariantCulture)).Distinct();
    }
}
