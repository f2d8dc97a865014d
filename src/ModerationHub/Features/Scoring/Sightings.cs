using System.Runtime.InteropServices;
using ModerationHub.Data;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;
using ModerationHub.Domain.Scoring;
using ModerationHub.Infrastructure.Data;
using Npgsql;
using NpgsqlTypes;

namespace ModerationHub.Features.Scoring;

/// <summary>
/// What hosts tell each other of findings between accounts, so that twenty accounts with one text are twenty wherever each is
/// scored, and after a host was started anew. Written with the scores; read following transactions, as live events are. Reading
/// a row twice changes nothing.
/// </summary>
public sealed class Sightings(NpgsqlDataSource source, TimeProvider time)
{
    static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    /// <summary>How far back a host looks that starts: as long as texts are remembered.</summary>
    static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    const int MostAtOnce = 50_000;

    /// <summary>Writes what this host found since it was asked last.</summary>
    /// <returns>What was written: to be given back when the transaction fails.</returns>
    public static async Task<Told> TellAsync(NpgsqlTransaction transaction, int platformId, ScoringContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        var told = new Told(context, context.Window.TakeShared(), context.Outreach.TakeNoted());
        if (told.Texts.Length + told.Contacts.Length == 0)
            return told;
        try
        {
            await WriteAsync(transaction, platformId, told, now, cancellation);
            return told;
        }
        catch
        {
            told.GiveBack();
            throw;
        }
    }

    static async Task WriteAsync(NpgsqlTransaction transaction, int platformId, Told told, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            insert into sightings (platform_id, id, kind, account_id, signature, by_account_id, posted_at, noted_at)
            select $1, s.id, s.kind, s.account, s.signature, s.by, s.posted_at, $2
            from unnest($3::uuid[], $4::text[], $5::text[], $6::bytea[], $7::text[], $8::timestamptz[]) as s(id, kind, account, signature, by, posted_at)
            """, transaction.Connection, transaction);
        var (texts, contacts) = (told.Texts, told.Contacts);
        command.Parameters.AddRange(new[]
        {
            Param.Of(platformId), Param.Of(now.UtcDateTime), Param.Of(Enumerable.Range(0, texts.Length + contacts.Length).Select(_ => Guid.CreateVersion7(now))),
            Param.Of(texts.Select(_ => SnakeCase.Of(SightingKind.SharedText)).Concat(contacts.Select(_ => SnakeCase.Of(SightingKind.SoughtOut)))),
            Param.Of(texts.Select(t => t.Account).Concat(contacts.Select(c => c.Account))),
            Param.Of(texts.Select(byte[]? (t) => Bytes(t.Signature)).Concat(contacts.Select(byte[]? (_) => null))),
            Param.Of(texts.Select(string? (_) => null).Concat(contacts.Select(string? (c) => c.By))),
            Param.Of(texts.Select(DateTime? (t) => t.At.UtcDateTime).Concat(contacts.Select(DateTime? (_) => null))),
        });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Takes in what others committed since the position; at first what is recent.</summary>
    /// <returns>The next position.</returns>
    public static async Task<ulong> LearnAsync(NpgsqlTransaction transaction, int platformId, ScoringContext context, ulong? position, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var look = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new("select pg_snapshot_xmin(pg_current_snapshot())"),
                new("""
                    select account_id, signature, by_account_id, posted_at from sightings
                    where platform_id = $1 and tx >= $2 and noted_at >= $3 order by id desc limit $4
                    """)
                {
                    Parameters =
                    {
                        Param.Of(platformId), new() { Value = position ?? 0UL, NpgsqlDbType = NpgsqlDbType.Xid8 },
                        Param.Of((now - Recent).UtcDateTime), Param.Of(MostAtOnce),
                    },
                },
            },
        };
        await using var reader = await look.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var next = reader.GetFieldValue<ulong>(0);
        await reader.NextResultAsync(cancellation);
        List<SharedText> texts = [];
        List<SoughtOut> contacts = [];
        while (await reader.ReadAsync(cancellation))
            if (reader.IsDBNull(1))
                contacts.Add(new(reader.GetString(0), reader.GetString(2)));
            else
                texts.Add(new(reader.GetString(0), Signature(reader.GetFieldValue<byte[]>(1)), reader.GetFieldValue<DateTimeOffset>(3)));
        foreach (var text in Enumerable.Reverse(texts))
            context.Window.Learn(text);
        foreach (var contact in Enumerable.Reverse(contacts))
            context.Outreach.Learn(contact);
        return next;
    }

    /// <summary>Removes what nobody asks for any more.</summary>
    public async Task ForgetAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(null, cancellation);
        await using var command = new NpgsqlCommand("delete from sightings where noted_at < $1", connection, transaction)
        {
            Parameters = { Param.Of((time.GetUtcNow() - Kept).UtcDateTime) },
        };
        await command.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    static byte[] Bytes(MinHash signature) => MemoryMarshal.AsBytes(signature.Minima).ToArray();

    static MinHash Signature(byte[] bytes) => new(MemoryMarshal.Cast<byte, uint>(bytes).ToArray());

    /// <summary>What was taken from a context to be told.</summary>
    public sealed record Told(ScoringContext Context, SharedText[] Texts, SoughtOut[] Contacts)
    {
        public void GiveBack()
        {
            Context.Window.ReturnShared(Texts);
            Context.Outreach.ReturnNoted(Contacts);
        }
    }
}
