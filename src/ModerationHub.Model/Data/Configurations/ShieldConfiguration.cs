using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ModerationHub.Domain.Shield;

namespace ModerationHub.Data.Configurations;

sealed class ShieldedAccountConfiguration : IEntityTypeConfiguration<ShieldedAccount>
{
    public void Configure(EntityTypeBuilder<ShieldedAccount> shielded)
    {
        shielded.ToTable("shielded_accounts").HasKey(s => new { s.PlatformId, s.AccountId }).HasName("pk_shielded_accounts");
        shielded.HasEnum(s => s.Kind, "ck_shielded_accounts_kind");
    }
}

sealed class ClearanceConfiguration : IEntityTypeConfiguration<Clearance>
{
    public void Configure(EntityTypeBuilder<Clearance> clearance)
    {
        clearance.ToTable("account_clearances").HasKey(c => new { c.PlatformId, c.AccountId, c.Id }).HasName("pk_account_clearances");
        clearance.Property(c => c.Severity).HasConversion<short>();
    }
}
