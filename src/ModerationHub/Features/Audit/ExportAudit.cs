using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModerationHub.Domain;
using ModerationHub.Domain.Audit;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Shield;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Audit;

/// <summary>One entry as it leaves: everything that its hash was made of, so that anybody can check the chain.</summary>
/// <param name="Withheld">It tells who is protected, which never leaves the hub, or of a case that is sealed: its link in the chain stands, its payload stays inside.</param>
public sealed record AuditLine(long Seq, DateTimeOffset At, Guid? ActorId, string Actor, string Action, string SubjectKind, string? SubjectId, Guid? CaseId,
    Guid CorrelationId, string? PayloadDigest, string PreviousHash, string Hash, string? Salt, string? PayloadJson, JsonNode? Payload, bool Withheld = false)
{
    /// <summary>Entries of before named the account as their subject.</summary>
    static readonly HashSet<string> Protecting = ["shield.added", "shield.removed", "account.cleared"];

    /// <param name="withheld">It belongs to a case that whoever reads on may not see.</param>
    public static AuditLine Of(AuditEntry e, bool withheld = false)
    {
        var line = new AuditLine(e.Seq, e.At, e.ActorId, e.Actor, e.Action, e.SubjectKind, e.SubjectId, e.CaseId, e.CorrelationId,
            Convert.ToHexStringLower(e.PayloadDigest), Convert.ToHexStringLower(e.PreviousHash), Convert.ToHexStringLower(e.Hash), null, null, null);
        if (withheld || e.SubjectKind == ShieldedAccount.Subject)
            return line with { Withheld = true };
        // Without the digest nobody can try one account after another until the hash fits.
        if (Protecting.Contains(e.Action))
            return line with { Withheld = true, SubjectId = null, PayloadDigest = null };
        return e.Payload is { } payload ? line with { Salt = Convert.ToHexStringLower(payload.Salt), PayloadJson = payload.Json, Payload = JsonNode.Parse(payload.Json) } : line;
    }
}

public sealed record AuditRange(DateTimeOffset From, DateTimeOffset To)
{
    public static readonly Rule Invalid = new("invalid_time", "from and to are times like 2026-01-31T00:00:00Z, from not after to.");

    public static AuditRange Parse(string? from, string? to)
    {
        var range = new AuditRange(Time(from) ?? DateTimeOffset.UnixEpoch, Time(to) ?? new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return range.From <= range.To ? range : throw new RuleBrokenException(Invalid);
    }

    static DateTimeOffset? Time(string? text) => string.IsNullOrEmpty(text) ? null
        : DateTimeOffset.TryParse(WithSign(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time : throw new RuleBrokenException(Invalid);

    /// <summary>In an address a `+` that nobody escaped is a blank.</summary>
    static string WithSign(string text) => text.IndexOf('T', StringComparison.OrdinalIgnoreCase) is > 0 and var t && char.IsAsciiDigit(text[t - 1]) && text.IndexOf(' ', t) is > 0 and var blank
        && text.AsSpan(blank + 1) is [>= '0' and <= '9', ..] ? $"{text[..blank]}+{text[(blank + 1)..]}" : text;
}

/// <summary>Puts on the chain that it is exported, by whom and how much, before anything leaves.</summary>
public sealed class RecordAuditExport(Operation op)
{
    public Task HandleAsync(AuditRange range, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        op.Actor.Demand(Permission.ExportAudit);
        op.Audit("audit.exported", "audit", "chain", new { range.From, range.To });
        return Task.CompletedTask;
    }
}

/// <summary>Streams a platform's entries of a time range in the order of the chain, page by page, with no transaction open between pages.</summary>
public sealed class ExportAudit(NpgsqlDataSource data)
{
    const int Page = 500;

    /// <param name="actor">Sealed cases are told to people alone who work with them, and to no key.</param>
    public async IAsyncEnumerable<AuditLine> LinesAsync(Actor actor, AuditRange range, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var maySeeSealed = actor.UserId is not null && actor.Can(Permission.ReadSealedLane);
        var (after, last) = await BoundsAsync(actor.PlatformId, range, cancellation);
        while (after < last)
        {
            var page = await PageAsync(actor.PlatformId, after, last, cancellation);
            foreach (var (entry, isSealed) in page.Where(e => e.Entry.At >= range.From && e.Entry.At < range.To))
                yield return AuditLine.Of(entry, withheld: isSealed && !maySeeSealed);
            after = page is [.., var end] ? end.Entry.Seq : last;
        }
    }

    /// <summary>A case that was sealed once counts: why is in its entries, whatever became of it.</summary>
    async Task<List<(AuditEntry Entry, bool Sealed)>> PageAsync(int platformId, long after, long last, CancellationToken cancellation)
    {
        await using var connection = await data.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(platformId, cancellation);
        await using var query = new NpgsqlCommand($"""
            select {AuditRows.Columns}, coalesce(c.lane = 'sealed' or exists (select from escalations s where s.platform_id = c.platform_id and s.case_id = c.id and s.sealed), false) as sealed
            from audit_entries e left join audit_payloads p on p.platform_id = e.platform_id and p.seq = e.seq
            left join decisions d on d.platform_id = e.platform_id and d.id = case when e.subject_kind = 'decision' then e.subject_id::uuid end
            left join cases c on c.platform_id = e.platform_id and c.id = coalesce(e.case_id, d.case_id)
            where e.platform_id = $1 and e.seq > $2 and e.seq <= $3 order by e.seq limit {Page}
            """, connection, transaction)
        { Parameters = { new() { Value = platformId }, new() { Value = after }, new() { Value = last } } };
        var entries = new List<(AuditEntry, bool)>(Page);
        await using var reader = await query.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            entries.Add((AuditRows.Entry(platformId, reader), reader.GetBoolean(reader.GetOrdinal("sealed"))));
        return entries;
    }

    async Task<(long After, long Last)> BoundsAsync(int platformId, AuditRange range, CancellationToken cancellation)
    {
        await using var connection = await data.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(platformId, cancellation);
        await using var query = new NpgsqlCommand("select coalesce(min(seq), 1) - 1, coalesce(max(seq), 0) from audit_entries where platform_id = $1 and at >= $2 and at < $3",
            connection, transaction)
        { Parameters = { new() { Value = platformId }, new() { Value = range.From }, new() { Value = range.To } } };
        await using var reader = await query.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    static readonly byte[] NewLine = "\n"u8.ToArray();

    internal static async Task WriteAsync(Stream body, IAsyncEnumerable<AuditLine> lines, CancellationToken cancellation)
    {
        await foreach (var line in lines.WithCancellation(cancellation))
        {
            await JsonSerializer.SerializeAsync(body, line, Operation.Json, cancellation);
            await body.WriteAsync(NewLine, cancellation);
        }
    }
}
