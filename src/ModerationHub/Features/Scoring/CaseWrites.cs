using ModerationHub.Data;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <summary>The statements that follow when cases were opened or changed, gathered into one round trip.</summary>
sealed class CaseWrites(NpgsqlBatch batch, int platformId, DateTimeOffset now)
{
    const int MostPosts = 50;

    /// <summary>Where somebody works on the case, and may have chosen exhibits, or it is escalated.</summary>
    const int MostPostsAtWork = 500;

    internal const int MostReports = 200;

    public void Update(CaseDraft draft)
    {
        if (draft.KeptRank is not null)
        {
            Add("""
                update cases set evidence_count = greatest(evidence_count, $3), language = coalesce(language, $4), changed_at = $5
                where platform_id = $1 and id = $2 and state <> 'decided'
                """, Param.Of(platformId), Param.Of(draft.Id), Param.Of(draft.Scored.Memory.EvidenceCount), Param.Text(draft.Language), Param.Of(now.UtcDateTime));
            return;
        }
        // Rank and priority move only when somebody should notice: the queue's index is spared the rest.
        Add("""
            update cases set risk = $3, evidence_count = greatest(evidence_count, $4), policy_key = $5, policy_version = $6,
                language = coalesce(language, $7), changed_at = $8,
                explanation = case when lane = 'sealed' then explanation else $9 end,
                risk_version = case when lane = 'sealed' then risk_version else $13 end,
                text_model = case when lane = 'sealed' then text_model else $14 end,
                rank = case when $10 then $11 else rank end, priority = case when $10 then $12 else priority end
            where platform_id = $1 and id = $2 and state <> 'decided'
            """, Param.Of(platformId), Param.Of(draft.Id), Param.Of(draft.Risk.Risk), Param.Of(draft.Scored.Memory.EvidenceCount),
            Param.Text(draft.PolicyKey), Param.Of(draft.PolicyVersion), Param.Text(draft.Language), Param.Of(now.UtcDateTime),
            Param.Json(Explanation.ForCase(draft.Risk)), Param.Of(draft.Noticeable), Param.Of(draft.Rank), Param.Json(CaseRows.PriorityJson(draft)),
            Param.Int(draft.Policy?.Learned?.Version), Param.Text(draft.Policy?.TextModel));
        if (draft.Threat is { } escalation)
        {
            Add("""
                update cases set state = 'escalated', lane = $7, band = $3, queue_id = $4, deadline_at = $5, escalation_id = $6,
                    claimed_by = null, claimed_until = null
                where platform_id = $1 and id = $2 and state <> 'decided'
                """, Param.Of(platformId), Param.Of(draft.Id), Param.Of(draft.Band), Param.Text(draft.QueueId),
                Param.Of(draft.DeadlineAt!.Value.UtcDateTime), Param.Of(escalation), Param.Text(SnakeCase.Of(draft.Lane)));
            Add("update escalations set closed_at = $3, outcome = $4 where platform_id = $1 and case_id = $2 and closed_at is null",
                Param.Of(platformId), Param.Of(draft.Id), Param.Of(now.UtcDateTime), Param.Text(EscalationPlan.Superseded));
        }
    }

    /// <summary>The way back of an escalation that this one replaces goes on.</summary>
    public void Escalate(CaseDraft draft) => Add("""
        insert into escalations (platform_id, id, case_id, kind, sealed, queue_id, owner, deadline_at, origin_queue_id, origin_deadline_at, reason, raised_by, raised_at, level)
        select $1, $2, $3, 'threat_to_life', $13, $4, $5, $6, coalesce(before.origin_queue_id, $7),
            case when before.id is null then $8 else before.origin_deadline_at end, $9, $10, $11, 0
        from (values (1)) one(n)
        left join lateral (select * from escalations where platform_id = $1 and case_id = $3 and closed_at = $11 and outcome = $12 limit 1) before on true
        """, Param.Of(platformId), Param.Of(draft.Threat!.Value), Param.Of(draft.Id), Param.Text(draft.QueueId), Param.Text(EscalationPlan.ThreatOwner(0)),
        Param.Of(draft.DeadlineAt!.Value.UtcDateTime), Param.Text(draft.OriginQueueId), Param.Time(draft.OriginDeadlineAt), Param.Text(CaseDraft.ThreatReason),
        Param.Of(Guid.Empty), Param.Of(now.UtcDateTime), Param.Text(EscalationPlan.Superseded), Param.Of(draft.Lane == CaseLane.Sealed));

    /// <param name="changed">Cases that were there before: the least telling posts and reports make room.</param>
    public void Evidence(IReadOnlyList<EvidenceRow> rows, IReadOnlyList<CaseDraft> changed)
    {
        if (rows.Count == 0)
            return;
        Add("""
            insert into case_evidence as k (platform_id, case_id, key, kind, payload, weight, at)
            select $1, e.case_id, e.key, e.kind, e.payload, e.weight, e.at
            from unnest($2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::float8[], $7::timestamptz[]) as e(case_id, key, kind, payload, weight, at)
            on conflict (platform_id, case_id, key) do update set payload = excluded.payload, weight = excluded.weight, at = excluded.at
                where k.kind <> 'post' or k.at = excluded.at or k.weight < excluded.weight
            """, Param.Of(platformId), Param.Of(rows.Select(r => r.CaseId)), Param.Of(rows.Select(r => r.Key)),
            Param.Of(rows.Select(r => SnakeCase.Of(r.Kind))), Param.Json(rows.Select(r => r.Payload)), Param.Of(rows.Select(r => r.Weight)),
            Param.Of(rows.Select(r => r.At.UtcDateTime)));
        Add($"""
            delete from case_evidence e using (
                select x.case_id, x.key, case x.kind when 'post' then c.most else {MostReports} end as most,
                    row_number() over (partition by x.case_id, x.kind order by x.weight desc, x.at desc, x.key) as place
                from unnest($2::uuid[], $3::int[]) as c(id, most) join case_evidence x on x.platform_id = $1 and x.case_id = c.id and x.kind in ('post', 'report')) r
            where e.platform_id = $1 and e.case_id = r.case_id and e.key = r.key and r.place > r.most
            """, Param.Of(platformId), Param.Of(changed.Select(d => d.Id)), Param.Of(changed.Select(d => d.State == CaseState.Open ? MostPosts : MostPostsAtWork)));
    }

    public void Timeline(IEnumerable<CaseDraft> drafts, Func<Guid> newId)
    {
        var lines = drafts.SelectMany(d => Lines(d).Select(line => (d.Id, line.Kind, line.Detail))).ToArray();
        if (lines.Length == 0)
            return;
        Add("""
            insert into case_events (platform_id, case_id, id, at, kind, detail)
            select $1, e.case_id, e.id, $2, e.kind, e.detail from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[]) as e(case_id, id, kind, detail)
            """, Param.Of(platformId), Param.Of(now.UtcDateTime), Param.Of(lines.Select(l => l.Id)), Param.Of(lines.Select(_ => newId())),
            Param.Of(lines.Select(l => SnakeCase.Of(l.Kind))), Param.Of(lines.Select(l => l.Detail)));
    }

    public void Live(IReadOnlyList<LiveEvent> events)
    {
        if (events.Count == 0)
            return;
        Add("""
            insert into live_events (platform_id, id, at, kind, subject_id, queue_id, band, rank, state)
            select $1, e.id, $2, e.kind, e.subject, e.queue, e.band, e.rank, e.state
            from unnest($3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::smallint[], $8::float8[], $9::text[]) as e(id, kind, subject, queue, band, rank, state)
            """, Param.Of(platformId), Param.Of(now.UtcDateTime), Param.Of(events.Select(e => e.Id)), Param.Of(events.Select(e => SnakeCase.Of(e.Kind))),
            Param.Of(events.Select(e => e.SubjectId)), Param.Of(events.Select(e => e.QueueId)), Param.Of(events.Select(e => e.Band)),
            Param.Of(events.Select(e => e.Rank)), Param.Of(events.Select(e => e.State)));
    }

    static IEnumerable<(CaseEventKind Kind, string Detail)> Lines(CaseDraft draft)
    {
        // The timeline of a sealed case names an alarm alone, and by its kind.
        if (!draft.TakesEvidence)
        {
            if (draft.Threat is not null)
                yield return (CaseEventKind.Escalated, SnakeCase.Of(EscalationKind.ThreatToLife));
            yield break;
        }
        if (draft.Opened)
            yield return (CaseEventKind.Opened, $"{draft.PolicyKey} v{draft.PolicyVersion}");
        else if (draft.Scored.NewEvidence.Count > 0)
            yield return (CaseEventKind.EvidenceAdded, $"{draft.Scored.NewEvidence.Count}");
        else
            yield return (CaseEventKind.RiskChanged, $"{draft.PolicyKey} v{draft.PolicyVersion}");
        if (draft.Threat is not null)
            yield return (CaseEventKind.Escalated, $"{SnakeCase.Of(EscalationKind.ThreatToLife)}: {CaseDraft.ThreatReason}");
    }

    void Add(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
    }
}
