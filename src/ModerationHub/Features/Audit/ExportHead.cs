using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Audit;

/// <summary>Where a chain stood at some moment, outside of the database and signed.</summary>
/// <param name="Database">Which one: heads of several may lie in one folder. Null in lines of before; the signature binds these to the hub's keys, which lie in its database.</param>
public sealed record ExportedHead(int PlatformId, long Seq, string Hash, DateTimeOffset At, string Signature, string? Database = null);

/// <summary>
/// Carries the heads of the chains out of the database, to the log and to a file in the data folder, so that a tail cut off
/// later shows. Every minute; hosts that do it twice do no harm.
/// </summary>
public sealed partial class ExportHead(NpgsqlDataSource data, ExportedHeads heads, HubSettings settings, TimeProvider time, ILogger<ExportHead> logger)
{
    readonly Dictionary<int, long> _last = [];

    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var head in await ReadAsync(cancellation))
        {
            if (_last.GetValueOrDefault(head.PlatformId) == head.Seq)
                continue;
            Log.Head(logger, head.PlatformId, head.Seq, head.Hash, head.Signature);
            await HeadFile.AppendAsync(settings.DataFolder, head, cancellation);
            _last[head.PlatformId] = head.Seq;
        }
    }

    async Task<List<ExportedHead>> ReadAsync(CancellationToken cancellation)
    {
        await using var connection = await data.OpenConnectionAsync(cancellation);
        var database = await ExportedHeads.DatabaseAsync(connection, cancellation);
        await using var transaction = await connection.BeginAsync(null, cancellation);
        await using var query = new NpgsqlCommand("select platform_id, seq, hash from audit_heads where seq > 0 order by platform_id", connection, transaction);
        var read = new List<ExportedHead>();
        await using var reader = await query.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var (platform, seq, hash) = (reader.GetInt32(0), reader.GetInt64(1), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(2)));
            read.Add(heads.Sign(new(platform, seq, hash, time.GetUtcNow(), "", database)));
        }
        return read;
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Audit head of platform {PlatformId}: {Seq} {Hash} {Signature}")]
        public static partial void Head(ILogger logger, int platformId, long seq, string hash, string signature);
    }
}

/// <summary>Heads as they come back: those of this database that a hub of its own signed.</summary>
public sealed class ExportedHeads(NpgsqlDataSource data, IDataProtectionProvider protection)
{
    readonly IDataProtector _signer = protection.CreateProtector("ModerationHub.Audit.Head");

    public ExportedHead Sign(ExportedHead head) => head with { Signature = _signer.Protect(Statement(head)) };

    /// <returns>Those that count, and how many others lie there.</returns>
    public async Task<(IReadOnlyList<ExportedHead> Heads, int Others)> ReadAsync(string folder, CancellationToken cancellation)
    {
        var all = await HeadFile.ReadAsync(folder, cancellation);
        if (all.Count == 0)
            return (all, 0);
        await using var connection = await data.OpenConnectionAsync(cancellation);
        var database = await DatabaseAsync(connection, cancellation);
        List<ExportedHead> own = [.. all.Where(head => (head.Database is null || head.Database == database) && IsGenuine(head))];
        return (own, all.Count - own.Count);
    }

    /// <summary>The same as long as the database lives, and another for each: of the cluster and of the database in it.</summary>
    public static async Task<string> DatabaseAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var query = new NpgsqlCommand("select c.system_identifier || '-' || d.oid from pg_control_system() c, pg_database d where d.datname = current_database()", connection);
        return (string)(await query.ExecuteScalarAsync(cancellation))!;
    }

    bool IsGenuine(ExportedHead head)
    {
        try
        {
            return _signer.Unprotect(head.Signature) == Statement(head);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return false;
        }
    }

    static string Statement(ExportedHead head)
    {
        var place = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{head.PlatformId}:{head.Seq}:{head.Hash}");
        return head.Database is null ? place : $"{head.Database}:{place}";
    }
}

/// <summary>The exported heads in the data folder, one a line.</summary>
public static class HeadFile
{
    public const string Name = "audit-heads.ndjson";

    /// <summary>Nothing is written where the hub keeps no folder (its database is elsewhere): the log has it then.</summary>
    public static async Task AppendAsync(string folder, ExportedHead head, CancellationToken cancellation)
    {
        if (Directory.Exists(folder))
            await File.AppendAllTextAsync(Path.Combine(folder, Name), JsonSerializer.Serialize(head, Operation.Json) + "\n", cancellation);
    }

    /// <summary>Lines that cannot be read (a host was killed while writing) are passed over.</summary>
    public static async Task<IReadOnlyList<ExportedHead>> ReadAsync(string folder, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, Name);
        var heads = new List<ExportedHead>();
        if (!File.Exists(path))
            return heads;
        await foreach (var line in File.ReadLinesAsync(path, cancellation))
            if (TryParse(line) is { } head)
                heads.Add(head);
        return heads;
    }

    static ExportedHead? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<ExportedHead>(line, Operation.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
