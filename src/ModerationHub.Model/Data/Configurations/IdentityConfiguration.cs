using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ModerationHub.Domain.People;

namespace ModerationHub.Data.Configurations;

sealed class HubUserConfiguration : IEntityTypeConfiguration<HubUser>
{
    public void Configure(EntityTypeBuilder<HubUser> user)
    {
        user.ToTable("users").HasKey(u => u.Id).HasName("pk_users");
        user.HasIndex(u => u.NormalizedUserName).IsUnique().HasDatabaseName("ux_users_normalized_user_name");
        user.HasIndex(u => u.NormalizedEmail).IsUnique().HasDatabaseName("ux_users_normalized_email");
        user.HasIndex(u => u.Pseudonym).IsUnique().HasDatabaseName("ux_users_pseudonym");
    }
}

sealed class UserClaimConfiguration : IEntityTypeConfiguration<IdentityUserClaim<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserClaim<Guid>> claim)
    {
        claim.ToTable("user_claims").HasKey(c => c.Id).HasName("pk_user_claims");
        claim.HasIndex(c => c.UserId).HasDatabaseName("ix_user_claims_user_id");
        claim.HasOne<HubUser>().WithMany().HasForeignKey(c => c.UserId).HasConstraintName("fk_user_claims_users");
    }
}

sealed class UserLoginConfiguration : IEntityTypeConfiguration<IdentityUserLogin<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserLogin<Guid>> login)
    {
        login.ToTable("user_logins").HasKey(l => new { l.LoginProvider, l.ProviderKey }).HasName("pk_user_logins");
        login.HasIndex(l => l.UserId).HasDatabaseName("ix_user_logins_user_id");
        login.HasOne<HubUser>().WithMany().HasForeignKey(l => l.UserId).HasConstraintName("fk_user_logins_users");
    }
}

sealed class UserTokenConfiguration : IEntityTypeConfiguration<IdentityUserToken<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserToken<Guid>> token)
    {
        token.ToTable("user_tokens").HasKey(t => new { t.UserId, t.LoginProvider, t.Name }).HasName("pk_user_tokens");
        token.HasOne<HubUser>().WithMany().HasForeignKey(t => t.UserId).HasConstraintName("fk_user_tokens_users");
    }
}

sealed class DataProtectionKeyConfiguration : IEntityTypeConfiguration<DataProtectionKey>
{
    public void Configure(EntityTypeBuilder<DataProtectionKey> key) =>
        key.ToTable("data_protection_keys").HasKey(k => k.Id).HasName("pk_data_protection_keys");
}

sealed class MembershipConfiguration : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> membership)
    {
        membership.ToTable("memberships").HasKey(m => new { m.PlatformId, m.UserId }).HasName("pk_memberships");
        membership.HasEnum(m => m.Role, "ck_memberships_role");
        membership.HasIndex(m => m.UserId).HasDatabaseName("ix_memberships_user_id");
        membership.HasOne<HubUser>().WithMany().HasForeignKey(m => m.UserId).HasConstraintName("fk_memberships_users");
    }
}

sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> key)
    {
        key.ToTable("api_keys").HasKey(k => new { k.PlatformId, k.Id }).HasName("pk_api_keys");
        key.HasIndex(k => k.Id).HasDatabaseName("ix_api_keys_id");
    }
}

sealed class SetupLinkConfiguration : IEntityTypeConfiguration<SetupLink>
{
    public void Configure(EntityTypeBuilder<SetupLink> link) =>
        link.ToTable("setup_links").HasKey(l => l.Id).HasName("pk_setup_links");
}
