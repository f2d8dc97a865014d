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
/// What hosts tell each other of findings between accounts, so that twenty accounts with one text, one app or one hour of creation are
/// twenty wherever each is scored, and after a host was started anew. Written with the scores; read following transactions, as live events are. Reading
/// a row twice changes nothing.
/// </summary>
public sealed class Sightings(NpgsqlDataSource source, TimeProvider time)
{
    static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    /// <summary>How far back a host looks that starts: as long as texts are remembered.</summary>
    static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    const int MostAtOnce = 50_000;

    /// <summary>A host of a later release may tell of others.</summary>
    static readonly string[] Kinds = [.. Enum.GetValues<SightingKind>().Select(SnakeCase.Of)];

    /// <summary>Writes what this host found since it was asked last.</summary>
    /// <returns>What was written: to be given back when the transaction fails.</returns>
    public static async Task<Told> TellAsync(NpgsqlTransaction transaction, int platformId, ScoringContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        var told = new Told(context);
        Row[] rows = [.. told.Rows];
        if (rows.Length == 0)
            return told;
        try
        {
            await WriteAsync(transaction, platformId, rows, now, cancellation);
            return told;
        }
        catch
        {
            told.GiveBack();
            throw;
        }
    }

    static async Task WriteAsync(NpgsqlTransaction transaction, int platformId, Row[] rows, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            insert into sightings (platform_id, id, kind, account_id, signature, by_account_id, client, posted_at, noted_at)
            select $1, s.id, s.kind, s.account, s.signature, s.by, s.client, s.posted_at, $2
            from unnest($3::uuid[], $4::text[], $5::text[], $6::bytea[], $7::text[], $8::text[], $9::timestamptz[]) as s(id, kind, account, signature, by, client, posted_at)
            """, transaction.Connection, transaction)
        {
            Parameters =
            {
                Param.Of(platformId), Param.Of(now.UtcDateTime), Param.Of(rows.Select(_ => Guid.CreateVersion7(now))), Param.Of(rows.Select(r => SnakeCase.Of(r.Kind))),
                Param.Of(rows.Select(r => r.Account)), Param.Of(rows.Select(r => r.Signature)), Param.Of(rows.Select(r => r.By)), Param.Of(rows.Select(r => r.Client)),
                Param.Of(rows.Select(r => r.PostedAt)),
            },
        };
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
                    select s.kind, s.account_id, s.signature, s.by_account_id, s.client, s.posted_at, a.handle, a.created_at
                    from (select * from sightings where platform_id = $1 and tx >= $2 and noted_at >= $3 and kind = any ($5) order by id desc limit $4) s
                    left join accounts a on s.kind = 'created_together' and a.platform_id = s.platform_id and a.id = s.account_id
                    order by s.id
                    """)
                {
                    Parameters =
                    {
                        Param.Of(platformId), new() { Value = position ?? 0UL, NpgsqlDbType = NpgsqlDbType.Xid8 },
                        Param.Of((now - Recent).UtcDateTime), Param.Of(MostAtOnce), Param.Of(Kinds),
                    },
                },
            },
        };
        await using var reader = await look.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var next = reader.GetFieldValue<ulong>(0);
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            Learn(context, reader);
        return next;
    }

    static void Learn(ScoringContext context, NpgsqlDataReader row)
    {
        var account = row.GetString(1);
        switch (SnakeCase.Parse<SightingKind>(row.GetString(0)))
        {
            case SightingKind.SharedText:
                context.Window.Learn(new SharedText(account, Signature(row.GetFieldValue<byte[]>(2)), row.GetFieldValue<DateTimeOffset>(5)));
                break;
            case SightingKind.SoughtOut:
                context.Outreach.Learn(new(account, row.GetString(3)));
                break;
            case SightingKind.PostingApp:
                context.Window.Learn(new PostingAppUse(row.GetString(4), account));
                break;
            // As it is described by now; erased since, it is nobody's.
            case SightingKind.CreatedTogether when !row.IsDBNull(6) && !row.IsDBNull(7):
                var (handle, createdAt) = (row.GetString(6), row.GetFieldValue<DateTimeOffset>(7));
                context.Creations.Learn(account, handle, createdAt);
                context.Handles.Learn(account, handle, createdAt);
                break;
        }
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

    internal readonly record struct Row(SightingKind Kind, string Account, byte[]? Signature = null, string? By = null, string? Client = null, DateTime? PostedAt = null);

    /// <summary>What was taken from a context to be told.</summary>
    public sealed class Told(ScoringContext context)
    {
        readonly SharedText[] _texts = context.Window.SharedTexts.Take();
        readonly SoughtOut[] _contacts = context.Outreach.Contacts.Take();
        readonly PostingAppUse[] _apps = context.Window.FoundApps.Take();
        readonly string[] _created = context.Creations.Together.Take();
        readonly string[] _series = context.Handles.Together.Take();

        internal IEnumerable<Row> Rows =>
        [
            .. _texts.Select(t => new Row(SightingKind.SharedText, t.Account, Signature: Bytes(t.Signature), PostedAt: t.At.UtcDateTime)),
            .. _contacts.Select(c => new Row(SightingKind.SoughtOut, c.Account, By: c.By)),
            .. _apps.Select(a => new Row(SightingKind.PostingApp, a.Account, Client: a.Client)),
            .. _created.Union(_series).Select(a => new Row(SightingKind.CreatedTogether, a)),
        ];

        public void GiveBack()
        {
            context.Window.SharedTexts.GiveBack(_texts);
            context.Outreach.Contacts.GiveBack(_contacts);
            context.Window.FoundApps.GiveBack(_apps);
            context.Creations.Together.GiveBack(_created);
            context.Handles.Together.GiveBack(_series);
        }
    }
}
