using Bunit;
using ModerationHub.Domain.Shield;
using ModerationHub.Features.Shield;

namespace ModerationHub.Tests.Pages;

public class ShieldSectionTests : PageTest
{
    IRenderedComponent<ShieldSection> Section()
    {
        Runner.Answer<ReadShield>(new AccountShield(new ShieldLine(ShieldKind.Press, "Known paper.", "Heron", Now, Now.AddDays(30)), []));
        return Render<ShieldSection>(p => p.Add(s => s.AccountId, "a1"));
    }

    [Theory]
    [InlineData("Clear what was seen so far")]
    [InlineData("Take off the list")]
    [InlineData("Renew on the list")]
    public void A_reason_is_asked_for_before_anything_is_to_be_confirmed(string what)
    {
        var section = Section();
        section.FindAll("button").Single(button => button.TextContent == what).Click();

        Assert.Equal(ShieldRules.ReasonRequired.Sentence, section.Find("#shield-reason-error").TextContent);
        Assert.DoesNotContain("Really", section.Markup, StringComparison.Ordinal);
        Assert.Equal([typeof(ReadShield)], Runner.Ran);
    }

    [Fact]
    public void With_a_reason_it_is_confirmed_and_done()
    {
        var section = Section();
        section.Find("#shield-reason").Input("Read all of it.");
        section.FindAll("button").Single(button => button.TextContent == "Clear what was seen so far").Click();
        Assert.DoesNotContain(typeof(ClearAccount), Runner.Ran);

        section.FindAll("button").Single(button => button.TextContent.StartsWith("Really", StringComparison.Ordinal)).Click();
        Assert.Contains(typeof(ClearAccount), Runner.Ran);
        Assert.Equal("", section.Find("#shield-reason").GetAttribute("value"));
    }
}
