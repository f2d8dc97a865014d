using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

public class NearDuplicateGroupsTests
{
    [Fact]
    public void Variants_are_one_group_and_other_texts_their_own() => Assert.Equal([0, 1, 0, 0, 4, 5, 6], NearDuplicateGroups.Of(
    [
        "The lanterns along the harbour will be lit tonight at eight",
        "A completely different sentence about the weather in spring",
        "@someone the LANTERNS along the harbour will be lit tonight at eight!!! https://t.example/x7Kq2",
        "The lanterns along the harbour will be lit tonight at nine",
        "",
        "https://t.example/a",
        "https://t.example/a",
    ]));

    [Theory]
    [InlineData("The tide-tables", true)]
    [InlineData("The tide\u2019tables", true)]
    [InlineData("The tide tables", false)]
    public void What_a_hyphen_or_an_apostrophe_joins_is_one_word(string beginning, bool same)
    {
        // Six words alike of ten, or of eleven when the joined word is two.
        var groups = NearDuplicateGroups.Of(["Boat guide #embernight #harbourwalk download programme for visitors", $"{beginning} #embernight #harbourwalk download programme for visitors"]);
        Assert.Equal(same, groups[0] == groups[1]);
    }
}
