using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "account_scores",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    bucket = table.Column<short>(type: "smallint", nullable: false),
                    features = table.Column<byte[]>(type: "bytea", nullable: false),
                    risk = table.Column<float>(type: "real", nullable: false),
                    policy_key = table.Column<string>(type: "text", nullable: true),
                    policy_version = table.Column<int>(type: "integer", nullable: true),
                    explanation = table.Column<string>(type: "jsonb", nullable: true),
                    scored_posts = table.Column<long>(type: "bigint", nullable: false),
                    evidence_count = table.Column<long>(type: "bigint", nullable: false),
                    last_post_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_scores", x => new { x.platform_id, x.account_id });
                });

            migrationBuilder.CreateTable(
                name: "accounts",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<string>(type: "text", nullable: false),
                    bucket = table.Column<short>(type: "smallint", nullable: false),
                    handle = table.Column<string>(type: "text", nullable: true),
                    display_name = table.Column<string>(type: "text", nullable: true),
                    bio = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    followers = table.Column<long>(type: "bigint", nullable: true),
                    following = table.Column<long>(type: "bigint", nullable: true),
                    posts = table.Column<long>(type: "bigint", nullable: true),
                    language = table.Column<string>(type: "text", nullable: true),
                    location = table.Column<string>(type: "text", nullable: true),
                    url = table.Column<string>(type: "text", nullable: true),
                    avatar_pdq = table.Column<string>(type: "text", nullable: true),
                    verified = table.Column<bool>(type: "boolean", nullable: true),
                    @protected = table.Column<bool>(name: "protected", type: "boolean", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false, defaultValueSql: "'active'"),
                    state_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    age_band = table.Column<string>(type: "text", nullable: false, defaultValueSql: "'unknown'"),
                    email_hash = table.Column<string>(type: "text", nullable: true),
                    device_hashes = table.Column<string[]>(type: "text[]", nullable: false),
                    ip_hashes = table.Column<string[]>(type: "text[]", nullable: false),
                    is_stub = table.Column<bool>(type: "boolean", nullable: false),
                    first_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts", x => new { x.platform_id, x.id });
                    table.CheckConstraint("ck_accounts_age_band", "age_band in ('unknown', 'minor', 'adult')");
                    table.CheckConstraint("ck_accounts_state", "state in ('active', 'suspended', 'restricted', 'deleted')");
                });

            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    secret_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_keys", x => new { x.platform_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor = table.Column<string>(type: "text", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    subject_kind = table.Column<string>(type: "text", nullable: false),
                    subject_id = table.Column<string>(type: "text", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: true),
                    correlation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    payload_digest = table.Column<byte[]>(type: "bytea", nullable: false),
                    previous_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_entries", x => new { x.platform_id, x.seq });
                });

            migrationBuilder.CreateTable(
                name: "audit_heads",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_heads", x => x.platform_id);
                });

            migrationBuilder.CreateTable(
                name: "audit_read_seals",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    read_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_read_seals", x => new { x.platform_id, x.read_id });
                });

            migrationBuilder.CreateTable(
                name: "audit_reads",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false),
                    subject_kind = table.Column<string>(type: "text", nullable: false),
                    subject_id = table.Column<string>(type: "text", nullable: false),
                    correlation_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_reads", x => new { x.platform_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "banks",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_banks", x => new { x.platform_id, x.id });
                    table.CheckConstraint("ck_banks_kind", "kind in ('terms', 'urls', 'hashes')");
                });

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    friendly_name = table.Column<string>(type: "text", nullable: true),
                    xml = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_protection_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "decision_drafts",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    payload = table.Column<string>(type: "jsonb", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_decision_drafts", x => new { x.platform_id, x.case_id, x.user_id });
                });

            migrationBuilder.CreateTable(
                name: "follows",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    follower_id = table.Column<string>(type: "text", nullable: false),
                    followed_id = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_follows", x => new { x.platform_id, x.follower_id, x.followed_id });
                });

            migrationBuilder.CreateTable(
                name: "live_events",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    subject_id = table.Column<Guid>(type: "uuid", nullable: false),
                    queue_id = table.Column<string>(type: "text", nullable: true),
                    band = table.Column<short>(type: "smallint", nullable: false),
                    rank = table.Column<double>(type: "double precision", nullable: false),
                    state = table.Column<string>(type: "text", nullable: true),
                    by = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_live_events", x => new { x.platform_id, x.id });
                    table.CheckConstraint("ck_live_events_kind", "kind in ('candidate_raised', 'candidate_changed', 'case_claimed', 'case_released', 'case_decided', 'campaign_raised', 'alarm_raised', 'alarm_acknowledged', 'user_revoked')");
                });

            migrationBuilder.CreateTable(
                name: "orders",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    report_id = table.Column<string>(type: "text", nullable: false),
                    authority = table.Column<string>(type: "text", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    post_id = table.Column<string>(type: "text", nullable: true),
                    grounds = table.Column<string>(type: "text", nullable: false),
                    comment = table.Column<string>(type: "text", nullable: true),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders", x => new { x.platform_id, x.id });
                    table.CheckConstraint("ck_orders_state", "state in ('received', 'verified', 'refused', 'fulfilled')");
                });

            migrationBuilder.CreateTable(
                name: "platforms",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    post_retention_days = table.Column<int>(type: "integer", nullable: true),
                    backlog_limit = table.Column<int>(type: "integer", nullable: false),
                    last_decision_number = table.Column<long>(type: "bigint", nullable: false),
                    enforcement_alarm_minutes = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platforms", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "policies",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    parent_key = table.Column<string>(type: "text", nullable: true),
                    severity = table.Column<short>(type: "smallint", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_policies", x => new { x.platform_id, x.key });
                });

            migrationBuilder.CreateTable(
                name: "post_chunks",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    bucket = table.Column<short>(type: "smallint", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    post_created_at = table.Column<DateTimeOffset[]>(type: "timestamp with time zone[]", nullable: false),
                    post_ids = table.Column<string[]>(type: "text[]", nullable: false),
                    account_ids = table.Column<string[]>(type: "text[]", nullable: false),
                    rows = table.Column<int>(type: "integer", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_post_chunks", x => new { x.platform_id, x.bucket, x.id });
                    table.CheckConstraint("ck_post_chunks_kind", "kind in ('posts', 'accounts')");
                });

            migrationBuilder.CreateTable(
                name: "queues",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    policy_key = table.Column<string>(type: "text", nullable: true),
                    languages = table.Column<string[]>(type: "text[]", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_queues", x => new { x.platform_id, x.id });
                    table.CheckConstraint("ck_queues_kind", "kind in ('ordinary', 'language', 'specialist', 'lead', 'threat', 'sealed')");
                });

            migrationBuilder.CreateTable(
                name: "reporters",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    reports = table.Column<int>(type: "integer", nullable: false),
                    upheld = table.Column<int>(type: "integer", nullable: false),
                    rejected = table.Column<int>(type: "integer", nullable: false),
                    first_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reporters", x => new { x.platform_id, x.kind, x.id });
                    table.CheckConstraint("ck_reporters_kind", "kind in ('user', 'trusted_flagger', 'partner', 'authority')");
                });

            migrationBuilder.CreateTable(
                name: "reports",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<string>(type: "text", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    post_id = table.Column<string>(type: "text", nullable: true),
                    reporter_id = table.Column<string>(type: "text", nullable: false),
                    reporter_kind = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    comment = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reports", x => new { x.platform_id, x.id });
                    table.CheckConstraint("ck_reports_reporter_kind", "reporter_kind in ('user', 'trusted_flagger', 'partner', 'authority')");
                });

            migrationBuilder.CreateTable(
                name: "scoring_failures",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    post_id = table.Column<string>(type: "text", nullable: true),
                    post_created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    error = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scoring_failures", x => new { x.platform_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "scoring_shards",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    shard = table.Column<short>(type: "smallint", nullable: false),
                    last_worker = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scoring_shards", x => new { x.platform_id, x.shard });
                });

            migrationBuilder.CreateTable(
                name: "setup_links",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    secret_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_setup_links", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    pseudonym = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    user_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    normalized_user_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    normalized_email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    email_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: true),
                    security_stamp = table.Column<string>(type: "text", nullable: true),
                    concurrency_stamp = table.Column<string>(type: "text", nullable: true),
                    phone_number = table.Column<string>(type: "text", nullable: true),
                    phone_number_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    two_factor_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    lockout_end = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lockout_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    access_failed_count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "webhook_endpoints",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    url = table.Column<string>(type: "text", nullable: false),
                    protected_secret = table.Column<string>(type: "text", nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_endpoints", x => new { x.platform_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "audit_payloads",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    salt = table.Column<byte[]>(type: "bytea", nullable: false),
                    json = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_payloads", x => new { x.platform_id, x.seq });
                    table.ForeignKey(
                        name: "fk_audit_payloads_entries",
                        columns: x => new { x.platform_id, x.seq },
                        principalTable: "audit_entries",
                        principalColumns: new[] { "platform_id", "seq" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "bank_terms",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    bank_id = table.Column<string>(type: "text", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    language = table.Column<string>(type: "text", nullable: true),
                    weight = table.Column<double>(type: "double precision", nullable: false),
                    threat_to_life = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bank_terms", x => new { x.platform_id, x.bank_id, x.id });
                    table.CheckConstraint("ck_bank_terms_kind", "kind in ('phrase', 'hashtag', 'domain')");
                    table.CheckConstraint("ck_bank_terms_weight", "weight >= 0 and weight <= 1");
                    table.ForeignKey(
                        name: "fk_bank_terms_banks",
                        columns: x => new { x.platform_id, x.bank_id },
                        principalTable: "banks",
                        principalColumns: new[] { "platform_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "policy_versions",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    policy_key = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    examples = table.Column<string[]>(type: "text[]", nullable: false),
                    edge_cases = table.Column<string[]>(type: "text[]", nullable: false),
                    threshold = table.Column<double>(type: "double precision", nullable: false),
                    enough_exhibits = table.Column<int>(type: "integer", nullable: false),
                    allowed_actions = table.Column<string[]>(type: "text[]", nullable: false),
                    target_minutes = table.Column<int>(type: "integer", nullable: false),
                    bank_ids = table.Column<string[]>(type: "text[]", nullable: false),
                    risk_parameters = table.Column<string>(type: "jsonb", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_policy_versions", x => new { x.platform_id, x.policy_key, x.version });
                    table.CheckConstraint("ck_policy_versions_state", "state in ('draft', 'live', 'retired')");
                    table.CheckConstraint("ck_policy_versions_threshold", "threshold > 0 and threshold < 1");
                    table.ForeignKey(
                        name: "fk_policy_versions_policies",
                        columns: x => new { x.platform_id, x.policy_key },
                        principalTable: "policies",
                        principalColumns: new[] { "platform_id", "key" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "memberships",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<string>(type: "text", nullable: false),
                    languages = table.Column<string[]>(type: "text[]", nullable: false),
                    queues = table.Column<string[]>(type: "text[]", nullable: false),
                    sealed_lane = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_memberships", x => new { x.platform_id, x.user_id });
                    table.CheckConstraint("ck_memberships_role", "role in ('moderator', 'lead', 'auditor', 'admin')");
                    table.ForeignKey(
                        name: "fk_memberships_users",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_claims",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    claim_type = table.Column<string>(type: "text", nullable: true),
                    claim_value = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_claims", x => x.id);
                    table.ForeignKey(
                        name: "fk_user_claims_users",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_logins",
                columns: table => new
                {
                    login_provider = table.Column<string>(type: "text", nullable: false),
                    provider_key = table.Column<string>(type: "text", nullable: false),
                    provider_display_name = table.Column<string>(type: "text", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_logins", x => new { x.login_provider, x.provider_key });
                    table.ForeignKey(
                        name: "fk_user_logins_users",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_tokens",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    login_provider = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_tokens", x => new { x.user_id, x.login_provider, x.name });
                    table.ForeignKey(
                        name: "fk_user_tokens_users",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    endpoint_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    decision_id = table.Column<Guid>(type: "uuid", nullable: true),
                    @event = table.Column<string>(name: "event", type: "text", nullable: false),
                    payload = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_deliveries", x => new { x.platform_id, x.id });
                    table.CheckConstraint("ck_webhook_deliveries_state", "state in ('held', 'pending', 'delivered', 'dead', 'cancelled')");
                    table.ForeignKey(
                        name: "fk_webhook_deliveries_endpoints",
                        columns: x => new { x.platform_id, x.endpoint_id },
                        principalTable: "webhook_endpoints",
                        principalColumns: new[] { "platform_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "cases",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    queue_id = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    lane = table.Column<string>(type: "text", nullable: false),
                    band = table.Column<short>(type: "smallint", nullable: false),
                    rank = table.Column<double>(type: "double precision", nullable: false),
                    priority = table.Column<string>(type: "jsonb", nullable: false),
                    policy_key = table.Column<string>(type: "text", nullable: false),
                    policy_version = table.Column<int>(type: "integer", nullable: false),
                    risk = table.Column<double>(type: "double precision", nullable: false),
                    explanation = table.Column<string>(type: "jsonb", nullable: false),
                    language = table.Column<string>(type: "text", nullable: true),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deadline_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    claimed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    claimed_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    escalation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    evidence_count = table.Column<long>(type: "bigint", nullable: false),
                    times_reopened = table.Column<int>(type: "integer", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cases", x => new { x.platform_id, x.id });
                    table.CheckConstraint("ck_cases_claim", "(state = 'claimed') = (claimed_by is not null and claimed_until is not null)");
                    table.CheckConstraint("ck_cases_escalated", "state <> 'escalated' or escalation_id is not null");
                    table.CheckConstraint("ck_cases_lane", "lane in ('ordinary', 'threat', 'sealed')");
                    table.CheckConstraint("ck_cases_state", "state in ('open', 'claimed', 'escalated', 'decided')");
                    table.ForeignKey(
                        name: "fk_cases_accounts",
                        columns: x => new { x.platform_id, x.account_id },
                        principalTable: "accounts",
                        principalColumns: new[] { "platform_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_cases_policy_versions",
                        columns: x => new { x.platform_id, x.policy_key, x.policy_version },
                        principalTable: "policy_versions",
                        principalColumns: new[] { "platform_id", "policy_key", "version" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_cases_queues",
                        columns: x => new { x.platform_id, x.queue_id },
                        principalTable: "queues",
                        principalColumns: new[] { "platform_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "case_events",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: true),
                    detail = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_case_events", x => new { x.platform_id, x.case_id, x.id });
                    table.ForeignKey(
                        name: "fk_case_events_cases",
                        columns: x => new { x.platform_id, x.case_id },
                        principalTable: "cases",
                        principalColumns: new[] { "platform_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "case_evidence",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    payload = table.Column<string>(type: "jsonb", nullable: false),
                    weight = table.Column<double>(type: "double precision", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_case_evidence", x => new { x.platform_id, x.case_id, x.key });
                    table.CheckConstraint("ck_case_evidence_kind", "kind in ('profile', 'post', 'report')");
                    table.ForeignKey(
                        name: "fk_case_evidence_cases",
                        columns: x => new { x.platform_id, x.case_id },
                        principalTable: "cases",
                        principalColumns: new[] { "platform_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "case_passes",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_case_passes", x => new { x.platform_id, x.case_id, x.user_id });
                    table.ForeignKey(
                        name: "fk_case_passes_cases",
                        columns: x => new { x.platform_id, x.case_id },
                        principalTable: "cases",
                        principalColumns: new[] { "platform_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "decisions",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    policy_key = table.Column<string>(type: "text", nullable: false),
                    policy_version = table.Column<int>(type: "integer", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    note = table.Column<string>(type: "text", nullable: true),
                    context_check = table.Column<string>(type: "jsonb", nullable: true),
                    exhibits = table.Column<string[]>(type: "text[]", nullable: false),
                    language = table.Column<string>(type: "text", nullable: true),
                    decided_by = table.Column<Guid>(type: "uuid", nullable: false),
                    decided_as = table.Column<string>(type: "text", nullable: false),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    undo_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: true),
                    reverses = table.Column<Guid>(type: "uuid", nullable: true),
                    account_state_before = table.Column<string>(type: "text", nullable: false),
                    account_state_until_before = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_decisions", x => new { x.platform_id, x.id });
                    table.CheckConstraint("ck_decisions_account_state_before", "account_state_before in ('active', 'suspended', 'restricted', 'deleted')");
                    table.CheckConstraint("ck_decisions_number", "number is null or state in ('final', 'overturned')");
                    table.CheckConstraint("ck_decisions_state", "state in ('pending', 'undone', 'final', 'overturned')");
                    table.ForeignKey(
                        name: "fk_decisions_accounts",
                        columns: x => new { x.platform_id, x.account_id },
                        principalTable: "accounts",
                        principalColumns: new[] { "platform_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_decisions_cases",
                        columns: x => new { x.platform_id, x.case_id },
                        principalTable: "cases",
                        principalColumns: new[] { "platform_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_decisions_policy_versions",
                        columns: x => new { x.platform_id, x.policy_key, x.policy_version },
                        principalTable: "policy_versions",
                        principalColumns: new[] { "platform_id", "policy_key", "version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "escalations",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    queue_id = table.Column<string>(type: "text", nullable: false),
                    owner = table.Column<string>(type: "text", nullable: false),
                    deadline_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    origin_queue_id = table.Column<string>(type: "text", nullable: false),
                    origin_deadline_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false),
                    raised_by = table.Column<Guid>(type: "uuid", nullable: false),
                    raised_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    level = table.Column<int>(type: "integer", nullable: false),
                    acknowledged_by = table.Column<Guid>(type: "uuid", nullable: true),
                    acknowledged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    external_reference = table.Column<string>(type: "text", nullable: true),
                    @sealed = table.Column<bool>(name: "sealed", type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_escalations", x => new { x.platform_id, x.id });
                    table.CheckConstraint("ck_escalations_kind", "kind in ('lead', 'specialist', 'threat_to_life', 'sealed_lane')");
                    table.ForeignKey(
                        name: "fk_escalations_cases",
                        columns: x => new { x.platform_id, x.case_id },
                        principalTable: "cases",
                        principalColumns: new[] { "platform_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "decision_actions",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    decision_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    target = table.Column<string>(type: "text", nullable: true),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    territories = table.Column<string[]>(type: "text[]", nullable: false),
                    enforcement = table.Column<string>(type: "text", nullable: false),
                    enforcement_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    enforcement_detail = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_decision_actions", x => new { x.platform_id, x.decision_id, x.ordinal });
                    table.CheckConstraint("ck_decision_actions_enforcement", "enforcement in ('pending', 'applied', 'refused', 'failed')");
                    table.CheckConstraint("ck_decision_actions_kind", "kind in ('suspend', 'restrict', 'remove_post', 'warn', 'revoke_app', 'no_action', 'restore')");
                    table.ForeignKey(
                        name: "fk_decision_actions_decisions",
                        columns: x => new { x.platform_id, x.decision_id },
                        principalTable: "decisions",
                        principalColumns: new[] { "platform_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_accounts_handle",
                table: "accounts",
                columns: new[] { "platform_id", "handle" });

            migrationBuilder.CreateIndex(
                name: "ix_accounts_state_until",
                table: "accounts",
                column: "state_until",
                filter: "state_until is not null");

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_id",
                table: "api_keys",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_case",
                table: "audit_entries",
                columns: new[] { "platform_id", "case_id" },
                filter: "case_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_subject",
                table: "audit_entries",
                columns: new[] { "platform_id", "subject_kind", "subject_id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_read_seals_seq",
                table: "audit_read_seals",
                columns: new[] { "platform_id", "seq" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_reads_subject",
                table: "audit_reads",
                columns: new[] { "platform_id", "subject_kind", "subject_id" });

            migrationBuilder.CreateIndex(
                name: "ux_bank_terms_text",
                table: "bank_terms",
                columns: new[] { "platform_id", "bank_id", "kind", "text" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_cases_account",
                table: "cases",
                columns: new[] { "platform_id", "account_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_cases_claimed_until",
                table: "cases",
                column: "claimed_until",
                filter: "state = 'claimed'");

            migrationBuilder.CreateIndex(
                name: "ix_cases_deadline",
                table: "cases",
                column: "deadline_at",
                filter: "state <> 'decided' and deadline_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_cases_waiting",
                table: "cases",
                columns: new[] { "platform_id", "queue_id", "band", "rank", "id" },
                descending: new[] { false, false, true, true, true },
                filter: "state in ('open', 'escalated')");

            migrationBuilder.CreateIndex(
                name: "ux_cases_undecided",
                table: "cases",
                columns: new[] { "platform_id", "account_id" },
                unique: true,
                filter: "state <> 'decided'");

            migrationBuilder.CreateIndex(
                name: "ix_decisions_account",
                table: "decisions",
                columns: new[] { "platform_id", "account_id", "decided_at" });

            migrationBuilder.CreateIndex(
                name: "ix_decisions_case",
                table: "decisions",
                columns: new[] { "platform_id", "case_id" });

            migrationBuilder.CreateIndex(
                name: "ix_decisions_decided_at",
                table: "decisions",
                columns: new[] { "platform_id", "decided_at", "id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_decisions_pending",
                table: "decisions",
                column: "undo_until",
                filter: "state = 'pending'");

            migrationBuilder.CreateIndex(
                name: "ux_decisions_number",
                table: "decisions",
                columns: new[] { "platform_id", "number" },
                unique: true,
                filter: "number is not null");

            migrationBuilder.CreateIndex(
                name: "ux_decisions_reverses",
                table: "decisions",
                columns: new[] { "platform_id", "reverses" },
                unique: true,
                filter: "reverses is not null and state <> 'undone'");

            migrationBuilder.CreateIndex(
                name: "ix_escalations_deadline",
                table: "escalations",
                column: "deadline_at",
                filter: "closed_at is null");

            migrationBuilder.CreateIndex(
                name: "ux_escalations_open",
                table: "escalations",
                columns: new[] { "platform_id", "case_id" },
                unique: true,
                filter: "closed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_follows_followed",
                table: "follows",
                columns: new[] { "platform_id", "followed_id" });

            migrationBuilder.CreateIndex(
                name: "ix_live_events_at",
                table: "live_events",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_memberships_user_id",
                table: "memberships",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_orders_received",
                table: "orders",
                columns: new[] { "platform_id", "received_at" });

            migrationBuilder.CreateIndex(
                name: "ux_orders_report",
                table: "orders",
                columns: new[] { "platform_id", "report_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_platforms_key",
                table: "platforms",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_policy_versions_live",
                table: "policy_versions",
                columns: new[] { "platform_id", "policy_key" },
                unique: true,
                filter: "state = 'live'");

            migrationBuilder.CreateIndex(
                name: "ix_reports_account",
                table: "reports",
                columns: new[] { "platform_id", "account_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_user_claims_user_id",
                table: "user_claims",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_user_logins_user_id",
                table: "user_logins",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ux_users_normalized_email",
                table: "users",
                column: "normalized_email",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_users_normalized_user_name",
                table: "users",
                column: "normalized_user_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_users_pseudonym",
                table: "users",
                column: "pseudonym",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_account",
                table: "webhook_deliveries",
                columns: new[] { "platform_id", "account_id", "endpoint_id", "id" },
                filter: "state in ('held', 'pending')");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_decision",
                table: "webhook_deliveries",
                columns: new[] { "platform_id", "decision_id" });

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_due",
                table: "webhook_deliveries",
                column: "next_attempt_at",
                filter: "state = 'pending'");

            migrationBuilder.Sql(HubMigrations.Sql("partitions"));
            migrationBuilder.Sql("select ensure_partitions(date '2006-01-01', (now() + interval '8 weeks')::date);");
            migrationBuilder.Sql(HubMigrations.Sql("security"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new System.NotSupportedException("The first migration is not taken back: drop the database instead.");
    }
}
