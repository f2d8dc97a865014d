using System.Globalization;

namespace ModerationHub.Detection.Text;

/// <summary>
/// Letters that stand for another: spelling variants of one letter, which always fold, and look-alikes across scripts,
/// which fold only in words where they pose as Latin (UTS #39 speaks of mixed-script confusables).
/// </summary>
internal static class Confusables
{
    /// <summary>Lower-case letter to the letters it is a variant of.</summary>
    internal static readonly Dictionary<char, string> Variants = BuildVariants();

    private const string CyrillicForms = "аеорсухіјѕһԁԛԝѵвнкмтпгьӏ";
    private const string CyrillicLatin = "aeopcyxijshdqwvbhkmtnrbl";
    private const string GreekForms = "αβεγηικνορτυχωμ";
    private const string GreekLatin = "abeynikvoptuxwu";
    private const string GreekCapitals = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";
    private const string GreekCapitalsLatin = "abezhikmnoptyx";

    private static readonly char[] CyrillicMap = Map(0x400, 0x130, CyrillicForms, CyrillicLatin);
    private static readonly char[] GreekMap = Map(0x370, 0x90, GreekForms, GreekLatin);
    private static readonly char[] GreekCapitalMap = Map(0x370, 0x90, GreekCapitals, GreekCapitalsLatin);

    /// <summary>The Latin letter that a folded Cyrillic or Greek letter looks like, or '\0'. Case matters: Η looks like H, η like n.</summary>
    internal static char LooksLike(char folded, char original, CharClass kind) => kind switch
    {
        CharClass.Cyrillic => CyrillicMap[folded - 0x400],
        CharClass.Greek when char.IsUpper(original) && Capital(folded) is var capital and not '\0' => capital,
        CharClass.Greek => GreekMap[folded - 0x370],
        _ => '\0',
    };

    private static char Capital(char folded) => char.ToUpperInvariant(folded) is >= '\u0370' and <= '\u03FF' and var upper ? GreekCapitalMap[upper - 0x370] : '\0';

    /// <summary>The letter inside a circled or squared letter that Unicode does not decompose, or null.</summary>
    internal static char? Enclosed(int scalar) => scalar switch
    {
        >= 0x1F150 and <= 0x1F169 => (char)('a' + scalar - 0x1F150),
        >= 0x1F170 and <= 0x1F189 => (char)('a' + scalar - 0x1F170),
        _ => null,
    };

    private static char[] Map(int first, int size, string forms, string latin)
    {
        var map = new char[size];
        for (var i = 0; i < forms.Length; i++) map[forms[i] - first] = latin[i];
        return map;
    }

    private static Dictionary<char, string> BuildVariants()
    {
        var variants = new Dictionary<char, string>
        {
            ['ß'] = "ss",
            ['æ'] = "ae",
            ['œ'] = "oe",
            ['þ'] = "th",
            ['\u06E5'] = "",
            ['\u06E6'] = "",
        };
        Fold(variants, "ıłøđðħŧĸŋɑɡɩ", "iloddhtknagi");
        Fold(variants, "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz");
        Fold(variants, "\u0671\u0672\u0673\u0675", "اااا");
        Fold(variants, "\u0649\u06CC\u06CD\u06CE\u06D0\u06D1\u06D2\u06D3", "يييييييي");
        Fold(variants, "\u0629\u06C0\u06C1\u06C2\u06C3\u06BE\u06D5\u06FF", "هههههههه");
        Fold(variants, "\u06A9\u06AA\u06AB", "ككك");
        Fold(variants, "\u06C4\u06C6\u06C7\u06C8\u06C9\u06CA\u06CB", "ووووووو");
        Fold(variants, "\u06BA", "ن");
        for (var c = '\u0660'; c < '\uFF1A'; c++)
        {
            if (char.IsSurrogate(c) || CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.DecimalDigitNumber) continue;
            variants[c] = ((char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c))).ToString();
        }
        return variants;
    }

    private static void Fold(Dictionary<char, string> variants, string forms, string to)
    {
        for (var i = 0; i < forms.Length; i++) variants[forms[i]] = to[i].ToString();
    }
}
