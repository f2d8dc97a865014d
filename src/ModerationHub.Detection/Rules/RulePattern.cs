using System.Text;
using System.Text.RegularExpressions;
using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Rules;

/// <summary>
/// Patterns of rules: regular expressions matched in time linear in the text (.NET's NonBacktracking engine; Moseley et al., PLDI 2023).
/// They look at the normalised text, so their own letters are folded as a text's are: whoever writes أ finds ا.
/// </summary>
public static class RulePattern
{
    /// <summary>Most units of a pattern.</summary>
    public const int Longest = 200;

    /// <summary>Most parts of a pattern once its counted repetitions are written out.</summary>
    public const int MostParts = 500;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    // Whatever one of these matches whole, a pattern that finds it finds nearly everything.
    private static readonly string[] Everyday = ["", "a", "e", "ا", "1", " ", "the market", "صباح الخير"];

    /// <summary>What stands in the way of a pattern; null when it can be used.</summary>
    internal static (string, string)? Fault(string pattern)
    {
        if (pattern.Length > Longest) return RuleFaults.PatternTooLong;
        Regex regex;
        try
        {
            // A comment or a control sign could hide a bracket from the count.
            if (pattern.Contains("(?#", StringComparison.Ordinal) || pattern.Contains("\\c", StringComparison.Ordinal) || Parts(pattern) > MostParts) return RuleFaults.PatternComplex;
            regex = Compile(pattern);
        }
        catch (NotSupportedException)
        {
            return Looks(pattern) ? RuleFaults.PatternLooks : RuleFaults.PatternComplex;
        }
        catch (ArgumentException)
        {
            return RuleFaults.PatternBroken;
        }
        return Array.Exists(Everyday, regex.IsMatch) ? RuleFaults.PatternEverything : null;
    }

    /// <summary>Compiles a pattern.</summary>
    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    /// <exception cref="NotSupportedException">It looks around or refers back.</exception>
    internal static Regex Compile(string pattern) => new(Folded(pattern), Options);

    // Letters as the normaliser leaves them; what follows a backslash has a meaning of its own.
    private static string Folded(string pattern)
    {
        var folded = new StringBuilder(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
            {
                var end = EscapeEnd(pattern, i);
                folded.Append(pattern, i, end - i);
                i = end - 1;
            }
            else if (pattern[i] < 128 || CharFold.Class(pattern[i]) == CharClass.Separator)
            {
                folded.Append(pattern[i]);
            }
            else if (CharFold.Class(pattern[i]) == CharClass.Expands)
            {
                folded.Append(CharFold.Expansion(pattern[i]));
            }
            else if (CharFold.Class(pattern[i]) != CharClass.Dropped)
            {
                folded.Append(CharFold.Of(pattern[i]));
            }
        }
        return folded.ToString();
    }

    private static int EscapeEnd(string pattern, int start)
    {
        if (start + 1 >= pattern.Length) return pattern.Length;
        var end = start + 2;
        if (pattern[start + 1] is 'p' or 'P' or 'k' && pattern.IndexOf('}', end) is var close and >= 0) end = close + 1;
        else if (pattern[start + 1] == 'u') end += 4;
        else if (pattern[start + 1] == 'x') end += 2;
        return Math.Min(end, pattern.Length);
    }

    private static bool Looks(string pattern) =>
        pattern.Contains("(?=", StringComparison.Ordinal) || pattern.Contains("(?!", StringComparison.Ordinal) || pattern.Contains("(?<", StringComparison.Ordinal)
        || pattern.Contains("(?>", StringComparison.Ordinal) || pattern.Contains("\\k", StringComparison.Ordinal) || pattern.Contains("\\G", StringComparison.Ordinal)
        || Enumerable.Range(1, 9).Any(number => pattern.Contains($"\\{number}", StringComparison.Ordinal)) || pattern.Contains("(?(", StringComparison.Ordinal);

    // How large it is with each {n,m} written out. What is no regular expression is found when it is compiled.
    private static long Parts(string pattern)
    {
        var sizes = new Stack<long>();
        var (size, last) = (0L, 0L);
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '(':
                    sizes.Push(size);
                    (size, last) = (0, 0);
                    break;
                case ')' when sizes.Count > 0:
                    last = Math.Max(1, size);
                    size = sizes.Pop() + last;
                    break;
                case '{' when Repeats(pattern, i) is var (most, end) && end > i:
                    size += last * (most - 1);
                    last *= most;
                    i = end;
                    break;
                case '[':
                    i = ClassEnd(pattern, i);
                    (size, last) = (size + 1, 1);
                    break;
                case '\\':
                    i = EscapeEnd(pattern, i) - 1;
                    (size, last) = (size + 1, 1);
                    break;
                case '*' or '+' or '?' or '|' or '^' or '$':
                    break;
                default:
                    (size, last) = (size + 1, 1);
                    break;
            }
            if (size > MostParts) return size;
        }
        return size;
    }

    private static (long Most, int End) Repeats(string pattern, int open)
    {
        var close = pattern.IndexOf('}', open);
        if (close < 0) return (1, open);
        var bounds = pattern[(open + 1)..close].Split(',');
        if (bounds.Length > 2 || !long.TryParse(bounds[0], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var least)) return (1, open);
        var most = bounds.Length == 2 && long.TryParse(bounds[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var upper) ? upper : least;
        return (Math.Clamp(most, 1, MostParts + 1), close);
    }

    private static int ClassEnd(string pattern, int open)
    {
        // The first one after the opening is a sign like any other.
        var first = open + 1 < pattern.Length && pattern[open + 1] == '^' ? open + 2 : open + 1;
        for (var i = first; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\') i++;
            else if (pattern[i] == ']' && i > first) return i;
        }
        return pattern.Length;
    }
}
