using ModerationHub.Data;
using ModerationHub.Domain.Media;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Intake;
using Npgsql;

namespace ModerationHub.Features.Media;

/// <summary>The hashes that one request names, as they are and as they will be. Only what changed is written and numbered.</summary>
sealed class HashLedger
{
    sealed record Key(string Bank, string? Pdq, string? Md5)
    {
        public static Key Of(HashRow row) => new(row.Bank, row.Pdq, row.Md5);
    }

    sealed class Entry(BankHash hash, bool isNew)
    {
        public BankHash Hash => hash;
        public bool IsNew { get; } = isNew;

        /// <summary>What readers follow is another than before.</summary>
        public bool Changed { get; set; } = isNew;
        public Dictionary<string, (HashOpinion Opinion, Severity? Severity)> Opinions { get; } = new(StringComparer.Ordinal);
        public HashSet<string> Said { get; } = new(StringComparer.Ordinal);
    }

    readonly Dictionary<Key, Entry> _entries = [];
    readonly int _platformId;
    readonly DateTimeOffset _now;

    HashLedger(int platformId, DateTimeOffset now) => (_platformId, _now) = (platformId, now);

    /// <summary>Banks in which a hash matches that did not before.</summary>
    public HashSet<string> Woken { get; } = new(StringComparer.Ordinal);

    public int Changes => _entries.Values.Count(e => e.Changed);

    public static async Task<HashLedger> ReadAsync(NpgsqlConnection connection, int platformId, List<HashRow> rows, DateTimeOffset now, CancellationToken cancellation)
    {
        var ledger = new HashLedger(platformId, now);
        await using var command = new NpgsqlCommand("""
            with k as (select distinct * from unnest($2::text[], $3::text[], $4::text[]) as k(bank_id, pdq, md5)),
            h as (
                select h.* from k join bank_hashes h on h.platform_id = $1 and h.bank_id = k.bank_id and h.pdq = k.pdq and h.md5 is not distinct from k.md5
                union all
                select h.* from k join bank_hashes h on h.platform_id = $1 and h.bank_id = k.bank_id and h.pdq is null and h.md5 = k.md5 where k.pdq is null)
            select h.id, h.bank_id, h.pdq, h.md5, h.quality, h.label, h.severity, h.source, h.not_bankable, h.stance, h.added_at, o.source, o.opinion, o.severity
            from h left join bank_hash_opinions o on o.platform_id = $1 and o.hash_id = h.id
            """, connection)
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = platformId }, Columns.Of(rows, r => r.Bank), Columns.Of(rows, r => r.Pdq), Columns.Of(rows, r => r.Md5) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
            var key = new Key(reader.GetString(1), Text(2), Text(3));
            if (!ledger._entries.TryGetValue(key, out var entry))
                ledger._entries.Add(key, entry = new(new BankHash
                {
                    PlatformId = platformId, Id = reader.GetGuid(0), BankId = key.Bank, Seq = 0, Pdq = key.Pdq, Md5 = key.Md5,
                    Quality = reader.IsDBNull(4) ? null : reader.GetInt16(4), Label = reader.GetString(5), Severity = (Severity)reader.GetInt16(6),
                    Source = reader.GetString(7), NotBankable = reader.GetBoolean(8), Stance = SnakeCase.Parse<HashStance>(reader.GetString(9)),
                    AddedAt = reader.GetFieldValue<DateTimeOffset>(10),
                }, isNew: false));
            if (Text(11) is { } source)
                entry.Opinions[source] = (SnakeCase.Parse<HashOpinion>(reader.GetString(12)), reader.IsDBNull(13) ? null : (Severity)reader.GetInt16(13));
        }
        return ledger;
    }

    /// <returns>Whether the hash is new to its bank.</returns>
    public bool Take(HashRow row)
    {
        var isNew = !_entries.TryGetValue(Key.Of(row), out var entry);
        entry ??= _entries[Key.Of(row)] = new(new BankHash
        {
            PlatformId = _platformId, Id = Guid.CreateVersion7(_now), BankId = row.Bank, Seq = 0, Pdq = row.Pdq, Md5 = row.Md5,
            Label = row.Label, Severity = row.Severity ?? Severity.Medium, Source = row.Source, AddedAt = _now,
        }, isNew: true);
        var hash = entry.Hash;
        var slept = isNew || !hash.Matches;
        if (hash.Source == row.Source)
        {
            var (quality, before) = ((short?)row.Quality, (hash.Quality, hash.Label, hash.NotBankable));
            (hash.Quality, hash.Label, hash.NotBankable) = (quality, row.Label, row.NotBankable);
            entry.Changed |= before != (quality, row.Label, row.NotBankable);
        }
        var says = (row.Opinion, row.Severity ?? (hash.Source == row.Source ? Severity.Medium : null));
        if (!entry.Opinions.TryGetValue(row.Source, out var said) || said != says)
        {
            entry.Opinions[row.Source] = says;
            entry.Said.Add(row.Source);
        }
        var (stance, severity) = (BankHash.StanceOf(entry.Opinions.Values.Select(o => o.Opinion)), BankHash.SeverityOf(entry.Opinions.Values) ?? hash.Severity);
        entry.Changed |= (stance, severity) != (hash.Stance, hash.Severity);
        (hash.Stance, hash.Severity) = (stance, severity);
        if (slept && hash.Matches)
            Woken.Add(hash.BankId);
        return isNew;
    }

    public async Task WriteAsync(NpgsqlConnection connection, int platformId, long seq, CancellationToken cancellation)
    {
        foreach (var entry in _entries.Values.Where(e => e.Changed))
            entry.Hash.Seq = ++seq;
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, platformId, [.. _entries.Values.Where(e => e.IsNew).Select(e => e.Hash)], """
            insert into bank_hashes (platform_id, id, bank_id, pdq, md5, seq, quality, label, severity, source, not_bankable, stance, added_at)
            select $1, r.id, r.bank_id, r.pdq, r.md5, r.seq, r.quality, r.label, r.severity, r.source, r.not_bankable, r.stance, r.added_at
            from
            """);
        Add(batch, platformId, [.. _entries.Values.Where(e => e is { IsNew: false, Changed: true }).Select(e => e.Hash)], """
            update bank_hashes h set seq = r.seq, quality = r.quality, label = r.label, severity = r.severity, not_bankable = r.not_bankable, stance = r.stance
            from
            """, "where h.platform_id = $1 and h.id = r.id");
        var said = _entries.Values.SelectMany(e => e.Said.Select(source => (e.Hash.Id, Source: source, e.Opinions[source].Opinion, e.Opinions[source].Severity))).ToList();
        if (said.Count > 0)
            batch.BatchCommands.Add(new("""
                insert into bank_hash_opinions (platform_id, hash_id, source, opinion, severity, at)
                select $1, r.id, r.source, r.opinion, r.severity, $6 from unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[]) as r(id, source, opinion, severity)
                on conflict (platform_id, hash_id, source) do update set opinion = excluded.opinion, severity = excluded.severity, at = excluded.at
                """)
            {
                Parameters =
                {
                    new NpgsqlParameter<int> { TypedValue = platformId }, Columns.Of(said, s => s.Id), Columns.Of(said, s => s.Source),
                    Columns.Of(said, s => SnakeCase.Of(s.Opinion)), Columns.Of(said, s => (long?)s.Severity), new NpgsqlParameter<DateTime> { TypedValue = _now.UtcDateTime },
                },
            });
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellation);
    }

    static void Add(NpgsqlBatch batch, int platformId, List<BankHash> hashes, string sql, string? where = null)
    {
        if (hashes.Count == 0)
            return;
        batch.BatchCommands.Add(new($"""
            {sql} unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[], $9::smallint[], $10::text[], $11::bool[], $12::text[], $13::timestamptz[])
                as r(id, bank_id, pdq, md5, seq, quality, label, severity, source, not_bankable, stance, added_at)
            {where}
            """)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = platformId },
                Columns.Of(hashes, h => h.Id), Columns.Of(hashes, h => h.BankId), Columns.Of(hashes, h => h.Pdq), Columns.Of(hashes, h => h.Md5),
                Columns.Of(hashes, h => (long?)h.Seq), Columns.Of(hashes, h => (long?)h.Quality), Columns.Of(hashes, h => h.Label),
                Columns.Of(hashes, h => (short)h.Severity), Columns.Of(hashes, h => h.Source), Columns.Of(hashes, h => (bool?)h.NotBankable),
                Columns.Of(hashes, h => SnakeCase.Of(h.Stance)), Columns.Of(hashes, h => (DateTime?)h.AddedAt.UtcDateTime),
            },
        });
    }
}
