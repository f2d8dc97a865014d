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

    [Fact]
    public void Pairs_are_those_of_comparing_all_with_all()
    {
        // A seeded sample: texts of a small vocabulary with variants of each, so that there are pairs at every overlap.
        var random = new Random(21);
        string[] words = [.. Enumerable.Range(0, 60).Select(i => $"word{(char)('a' + (i % 26))}{i}")];
        var texts = new List<string>();
        for (var seed = 0; seed < 60; seed++)
        {
            var first = Enumerable.Range(0, 12).Select(_ => words[random.Next(words.Length)]).ToList();
            texts.Add(string.Join(' ', first));
            for (var variant = 0; variant < 3; variant++)
            {
                var other = first.ToList();
                for (var change = random.Next(1, 3); change > 0; change--) other[random.Next(other.Count)] = words[random.Next(words.Length)];
                texts.Add(string.Join(' ', other));
            }
        }
        var groups = NearDuplicateGroups.Of(texts);
        var sets = texts.ConvertAll(text => text.Split(' ').ToHashSet());
        var (found, missed) = (0, 0);
        for (var i = 0; i < texts.Count; i++)
            for (var j = 0; j < i; j++)
                if (sets[i].Intersect(sets[j]).Count() / (double)sets[i].Union(sets[j]).Count() >= NearDuplicateGroups.WordOverlap)
                    _ = groups[i] == groups[j] ? found++ : missed++;
        Assert.True(found > 100, $"{found} pairs");
        // Bands are a matter of chance: of pairs just above the limit one in a hundred may never meet.
        Assert.True(missed <= found / 100, $"{missed} of {found + missed} pairs were not found");
        // And no group holds a text that overlaps with none of the others.
        foreach (var group in Enumerable.Range(0, texts.Count).GroupBy(i => groups[i]).Where(g => g.Count() > 1))
            Assert.All(group, i => Assert.Contains(group, j => j != i && sets[i].Intersect(sets[j]).Count() / (double)sets[i].Union(sets[j]).Count() >= NearDuplicateGroups.WordOverlap));
    }

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
