using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Learning;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;
using NpgsqlTypes;

namespace ModerationHub.Features.Learning;

public sealed record ImportedExamples(int Taken, int LeftOut);

/// <summary>A lead brings labelled texts in. The same text again replaces its label; the file's rows are examples, never evidence against anybody.</summary>
public sealed class ImportExamples(Operation op, KnownStock stock)
{
    /// <param name="Source">The file's name.</param>
    public sealed record Command(string PolicyKey, string Source, string Content);

    public async Task<ImportedExamples> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.TrainModel);
        if (!await op.Db.Policies.AnyAsync(p => p.Key == command.PolicyKey, cancellation))
            throw new RuleBrokenException(LearningRules.PolicyUnknown);
        var (rows, leftOut) = ReadLabelledFile.Read(command.Content);
        if (rows.Count == 0)
            throw new RuleBrokenException(LearningRules.FileUnreadable);
        var distinct = rows.Select(r => (Id: new Guid(LabelledText.Hash(r.Text).AsSpan(0, 16)), Row: r)).GroupBy(r => r.Id).Select(g => g.Last()).ToList();
        var source = command.Source.Length <= 200 ? command.Source : command.Source[..200];
        await op.Db.Database.ExecuteSqlRawAsync("""
            insert into text_examples (platform_id, policy_key, id, text, positive, language, source, added_at)
            select @platform, @policy, e.id, e.text, e.positive, e.language, @source, @now
            from unnest(@ids, @texts, @labels, @languages) as e(id, text, positive, language)
            on conflict (platform_id, policy_key, id) do update set positive = excluded.positive, language = excluded.language,
                source = excluded.source, added_at = excluded.added_at
            """,
            [
                new Npgsql.NpgsqlParameter("platform", op.PlatformId), new Npgsql.NpgsqlParameter("policy", command.PolicyKey),
                new Npgsql.NpgsqlParameter("source", source), new Npgsql.NpgsqlParameter("now", op.Now),
                new Npgsql.NpgsqlParameter("ids", distinct.Select(r => r.Id).ToArray()), new Npgsql.NpgsqlParameter("texts", distinct.Select(r => r.Row.Text).ToArray()),
                new Npgsql.NpgsqlParameter("labels", distinct.Select(r => r.Row.Positive).ToArray()),
                new Npgsql.NpgsqlParameter("languages", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = distinct.Select(r => r.Row.Language).ToArray() },
            ], cancellation);
        op.Audit("model.examples_imported", "policy", command.PolicyKey, new { source, rows = distinct.Count, left_out = leftOut, positives = distinct.Count(r => r.Row.Positive) });
        op.AfterCommit(() => stock.Forget(op.PlatformId, command.PolicyKey));
        return new(distinct.Count, leftOut);
    }
}
