using System.Reflection;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using Microsoft.AspNetCore.Components;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace ModerationHub.Tests.Architecture;

public sealed class DependencyTests
{
    static readonly ArchUnitNET.Domain.Architecture Hub = new ArchLoader().LoadAssemblies(
        typeof(Program).Assembly,
        typeof(ModerationHub.Data.ModerationDbContext).Assembly,
        typeof(ModerationHub.Migrations.Migrator).Assembly,
        typeof(ModerationHub.Detection.Text.TextNormaliser).Assembly).Build();

    [Fact]
    public void Domain_knows_nothing_of_data_host_or_detection() =>
        Types().That().ResideInNamespaceMatching(@"^ModerationHub\.Domain")
            .Should().NotDependOnAnyTypesThat().ResideInNamespaceMatching(
                @"^(ModerationHub\.(Data|Features|Infrastructure|Components|Detection|Migrations)|Microsoft\.|Npgsql|Hangfire)")
            .Check(Hub);

    [Fact]
    public void Detection_knows_nothing_of_ours_and_does_no_io() =>
        Types().That().ResideInNamespaceMatching(@"^ModerationHub\.Detection")
            .Should().NotDependOnAnyTypesThat().ResideInNamespaceMatching(
                @"^(ModerationHub\.(Domain|Data|Features|Infrastructure|Components|Migrations)|Microsoft\.(EntityFrameworkCore|AspNetCore)|Npgsql|System\.Net)")
            .Check(Hub);

    [Fact]
    public void Data_knows_the_domain_only() =>
        Types().That().ResideInNamespaceMatching(@"^ModerationHub\.Data")
            .Should().NotDependOnAnyTypesThat().ResideInNamespaceMatching(
                @"^ModerationHub\.(Features|Infrastructure|Components|Detection|Migrations)")
            .Check(Hub);

    /// <summary>What of the infrastructure knows a feature, and why. A new one has no place here without a reason.</summary>
    static readonly Dictionary<string, string> KnowingFeatures = new(StringComparer.Ordinal)
    {
        ["ModerationHub.Infrastructure.CommandLine.HubCommands"] = "lists the commands, which lie beside their features",
        ["ModerationHub.Infrastructure.Operations.Operation"] = "every action ends in the audit",
        ["ModerationHub.Infrastructure.Operations.OperationRunner"] = "every action ends in the live feed",
        ["ModerationHub.Infrastructure.Security.SessionRegistry"] = "hears from the live feed who was revoked",
    };

    [Fact]
    public void Infrastructure_knows_no_feature_but_where_every_action_passes() =>
        Assert.Equal(KnowingFeatures.Keys.Order(StringComparer.Ordinal), Hub.Types
            .Where(t => IsIn(t, "Infrastructure") && t.Dependencies.Any(d => IsIn(d.Target, "Features")))
            .Select(t => t.FullName.Split('+', '/')[0]).Distinct().Order(StringComparer.Ordinal));

    static bool IsIn(IType type, string place) => type.Namespace?.FullName is { } name && (name + ".").StartsWith($"ModerationHub.{place}.", StringComparison.Ordinal);

    [Fact]
    public void Detection_and_model_reference_no_assembly_of_ours_that_they_must_not()
    {
        Assert.DoesNotContain(typeof(ModerationHub.Detection.Text.TextNormaliser).Assembly.GetReferencedAssemblies(),
            a => a.Name!.StartsWith("ModerationHub", StringComparison.Ordinal));
        Assert.DoesNotContain(typeof(ModerationHub.Data.ModerationDbContext).Assembly.GetReferencedAssemblies(),
            a => a.Name is "ModerationHub" or "ModerationHub.Detection" or "ModerationHub.Migrations");
    }

    [Fact]
    public void Shared_components_take_no_handler_no_operation_and_no_database()
    {
        const BindingFlags all = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var components = typeof(Program).Assembly.GetTypes()
            .Where(t => t.Namespace?.StartsWith("ModerationHub.Components", StringComparison.Ordinal) == true && t.IsAssignableTo(typeof(IComponent))).ToList();
        Assert.NotEmpty(components);
        Assert.Empty(components.SelectMany(t => t.GetConstructors(all).SelectMany(c => c.GetParameters()).Select(p => p.ParameterType)
                .Concat(t.GetProperties(all).Where(p => p.IsDefined(typeof(InjectAttribute), false)).Select(p => p.PropertyType))
                .Where(type => type == typeof(ModerationHub.Data.ModerationDbContext) || type == typeof(ModerationHub.Infrastructure.Operations.Operation) || type == typeof(Npgsql.NpgsqlDataSource)
                    || type.GetMethod("HandleAsync") is not null)
                .Select(type => $"{t.Name} takes {type.Name}")));
    }
}
