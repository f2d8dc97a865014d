using System.Globalization;
using ModerationHub.Detection.Rules;

namespace ModerationHub.Features.Policies.Rules;

/// <summary>A rule while somebody edits it: everything as typed, right or not.</summary>
public sealed class RuleForm
{
    public required string Id { get; init; }
    public string Name { get; set; } = "";
    public string Weight { get; set; } = "0.5";
    public ConditionForm When { get; init; } = new();

    public static RuleForm New() => new() { Id = Guid.CreateVersion7().ToString(), When = new ConditionForm { IsGroup = true, Parts = [new ConditionForm()] } };

    public static RuleForm Of(PolicyRule rule) =>
        new() { Id = rule.Id, Name = rule.Name, Weight = rule.Weight.ToString(CultureInfo.InvariantCulture), When = ConditionForm.Of(rule.When) };

    public PolicyRule ToRule() => new(Id, Name.Trim(), ConditionForm.Number(Weight), (GroupCondition)When.ToCondition());

    /// <summary>A fault's path as an element's id.</summary>
    public static string Element(string path) => path.Replace('[', '-').Replace("]", "", StringComparison.Ordinal).Replace('.', '-');
}

/// <summary>One condition or group in a form.</summary>
public sealed class ConditionForm
{
    /// <summary>In place of a field: posts are counted.</summary>
    public const string Count = "count";

    public bool IsGroup { get; init; }
    public GroupKind Kind { get; set; }

    /// <summary>Of a group its conditions; of a count its group of posts that count, or nothing.</summary>
    public List<ConditionForm> Parts { get; init; } = [];

    public string Field { get; private set; } = "post.text";
    public string Operator { get; set; } = RuleField.Contains;

    /// <summary>The value as typed.</summary>
    public string Value { get; set; } = "";

    public string Within { get; set; } = CountWindow.All[0].Key;

    /// <summary>Somebody wrote here: only then is it said what is missing.</summary>
    public bool Touched { get; set; }

    public bool WantsFocus { get; set; }

    public bool IsCount => Field == Count;

    /// <summary>Another field has other operators and another sort of value.</summary>
    public void Choose(string field)
    {
        (Field, Touched, Value) = (field, false, field == Count ? "5" : "");
        if (RuleField.Of(field) is not { } known)
            return;
        Operator = known.Operators[0];
        if (known.Kind == RuleValueKind.Flag)
            Value = "true";
    }

    public static ConditionForm Of(RuleCondition condition)
    {
        switch (condition)
        {
            case GroupCondition group:
                return new ConditionForm { IsGroup = true, Kind = group.Kind, Parts = [.. group.Parts.Select(Of)] };
            case CountCondition count:
                return new ConditionForm
                {
                    Field = Count, Within = count.Within, Value = count.AtLeast.ToString(CultureInfo.InvariantCulture), Touched = true, Parts = count.Of is null ? [] : [Of(count.Of)],
                };
            default:
                var field = (FieldCondition)condition;
                return new ConditionForm
                {
                    Field = field.Field, Operator = field.Operator, Touched = true,
                    Value = field.Value.Flag is { } flag ? (flag ? "true" : "false") : field.Value.Number?.ToString(CultureInfo.InvariantCulture) ?? field.Value.Text ?? "",
                };
        }
    }

    public RuleCondition ToCondition() => this switch
    {
        { IsGroup: true } => new GroupCondition(Kind, [.. Parts.Select(p => p.ToCondition())]),
        { IsCount: true } => new CountCondition(Within, Number(Value), Parts is [var of, ..] ? (GroupCondition)of.ToCondition() : null),
        _ => new FieldCondition(Field, Operator, RuleField.Of(Field)?.Kind switch
        {
            RuleValueKind.Number => RuleValue.Of(Number(Value)),
            RuleValueKind.Flag => RuleValue.Of(Value == "true"),
            _ => RuleValue.Of(Value.Trim()),
        }),
    };

    /// <summary>What is no number is NaN, and said so by the check.</summary>
    public static double Number(string typed) => double.TryParse(typed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
}
