using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ModerationHub.Domain.Wellbeing;

namespace ModerationHub.Data.Configurations;

/// <summary>One row each time; its only key begins with the user, because nobody asks across users.</summary>
sealed class ExposureConfiguration : IEntityTypeConfiguration<Exposure>
{
    public void Configure(EntityTypeBuilder<Exposure> exposure) =>
        exposure.ToTable("exposures").HasKey(e => new { e.PlatformId, e.UserId, e.Id }).HasName("pk_exposures");
}
