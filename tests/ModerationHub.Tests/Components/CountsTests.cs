using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using ModerationHub.Components;

namespace ModerationHub.Tests.Components;

public class CountsTests : ConsoleTest
{
    IStringLocalizer<Strings> L => Services.GetRequiredService<IStringLocalizer<Strings>>();

    [Theory]
    [InlineData("en", 0, "0 reports")]
    [InlineData("en", 1, "1 report")]
    [InlineData("en", 1200, "1,200 reports")]
    [InlineData("ar", 0, "لا بلاغات")]
    [InlineData("ar", 1, "بلاغ واحد")]
    [InlineData("ar", 2, "بلاغان")]
    [InlineData("ar", 3, "3 بلاغات")]
    [InlineData("ar", 110, "110 بلاغات")]
    [InlineData("ar", 11, "11 بلاغًا")]
    [InlineData("ar", 99, "99 بلاغًا")]
    [InlineData("ar", 100, "100 بلاغ")]
    [InlineData("ar", 102, "102 بلاغ")]
    public void Words_take_the_form_that_the_number_asks_for(string language, long number, string said)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            Assert.Equal(said, L.Count(number, "{0} report", "{0} reports"));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
