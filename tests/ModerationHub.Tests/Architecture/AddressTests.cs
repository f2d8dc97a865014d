using System.Reflection;
using Microsoft.AspNetCore.Components;
using ModerationHub.Components;

namespace ModerationHub.Tests.Architecture;

/// <summary>Anybody can type an address: Blazor ends the circuit at a value that does not convert, so pages take text and read it themselves.</summary>
public sealed class AddressTests
{
    public static TheoryData<string> Asking => [.. typeof(Asked).Assembly.GetTypes().SelectMany(page => page.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        .Where(property => property.GetCustomAttribute<SupplyParameterFromQueryAttribute>() is not null).Select(property => $"{property.DeclaringType!.FullName}.{property.Name}")];

    [Theory, MemberData(nameof(Asking))]
    public void A_page_takes_text_from_its_address(string asked)
    {
        var page = typeof(Asked).Assembly.GetType(asked[..asked.LastIndexOf('.')], throwOnError: true)!;
        Assert.Equal(typeof(string), page.GetProperty(asked[(asked.LastIndexOf('.') + 1)..])!.PropertyType);
    }

    [Theory, InlineData(null), InlineData(""), InlineData("abc"), InlineData("-1"), InlineData("99999999999999999999"), InlineData("\0"), InlineData("notadate")]
    public void What_cannot_be_read_counts_as_not_asked(string? rubbish)
    {
        Assert.Null(Asked.Id(rubbish));
        Assert.Null(Asked.Number(rubbish));
        Assert.Null(Asked.Day(rubbish));
        Assert.Equal(0, Asked.Offset(rubbish));
        Assert.False(Asked.Yes(rubbish));
    }

    [Fact]
    public void What_can_be_read_is_what_the_pages_write()
    {
        var id = Guid.CreateVersion7();
        Assert.Equal(id, Asked.Id(id.ToString()));
        Assert.Equal(50, Asked.Number("50"));
        Assert.Equal(50, Asked.Offset("50"));
        Assert.Equal(0, Asked.Offset(int.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        // As a field of an HTML form writes it, and as the router does.
        Assert.Equal(new DateOnly(2026, 10, 1), Asked.Day("2026-10-01"));
        Assert.Equal(new DateOnly(2026, 10, 1), Asked.Day("10/01/2026"));
        Assert.True(Asked.Yes("True"));
        Assert.Equal("thorn", Asked.Words("th\0orn"));
    }
}
