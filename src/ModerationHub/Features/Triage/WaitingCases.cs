using System.Globalization;
using System.Text;

namespace ModerationHub.Features.Triage;

/// <summary>
/// The statement that walks several queues' waiting cases in one order: one index range a queue, merged lazily, so that
/// taking the first costs the same with a hundred cases and with a million. Parameters: $1 platform, then as the caller says.
/// </summary>
public static class WaitingCases
{
    public const string Order = "band desc, rank desc, id desc";

    /// <param name="queues">How many queues.</param>
    /// <param name="firstQueue">Number of the first queue's parameter; the others follow.</param>
    /// <param name="condition">More conditions on `c`, the same for each queue; empty for none.</param>
    public static string Merged(int queues, int firstQueue, string condition = "")
    {
        var sql = new StringBuilder();
        for (var i = 0; i < queues; i++)
            sql.Append(i == 0 ? "" : " union all ").Append(CultureInfo.InvariantCulture,
                $"(select c.id, c.band, c.rank from cases c where c.platform_id = $1 and c.queue_id = ${firstQueue + i} and c.state in ('open', 'escalated'){condition} order by c.band desc, c.rank desc, c.id desc)");
        return sql.ToString();
    }

    /// <summary>What the reviewer passed on is others' work. Looked up row by row: a join might read the whole queue first.</summary>
    /// <param name="reviewer">Number of the reviewer's parameter; the case is `w`.</param>
    public static string NotPassedOn(int reviewer) =>
        string.Create(CultureInfo.InvariantCulture, $"(select count(*) from (select from case_passes p where p.platform_id = $1 and p.case_id = w.id and p.user_id = ${reviewer} limit 1) x) = 0");

    /// <summary>
    /// The best waiting case that the reviewer ($2) has not passed on. Conditions are repeated on the row itself, because it may change between finding and locking.
    /// </summary>
    /// <param name="sealedToo">Whether the reviewer works with sealed cases; nobody else gets one, wherever it lies.</param>
    public static string Next(int queues, int firstQueue, bool locked, bool sealedToo) => $"""
        select w.id from ({Merged(queues, firstQueue)}) w
        join cases c on c.platform_id = $1 and c.id = w.id and c.state in ('open', 'escalated')
        where {NotPassedOn(2)}{(sealedToo ? "" : " and c.lane <> 'sealed'")}
        order by w.band desc, w.rank desc, w.id desc
        limit 1{(locked ? " for update of c skip locked" : "")}
        """;
}
