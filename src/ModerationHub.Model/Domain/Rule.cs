namespace ModerationHub.Domain;

/// <summary>A rule of the domain: a stable code for programs and one sentence for people.</summary>
public sealed record Rule(string Code, string Sentence);

/// <summary>Thrown when an action would break a rule. The same sentence shows in the toast, the problem document and the test.</summary>
public sealed class RuleBrokenException(Rule rule) : Exception(rule.Sentence)
{
    public Rule Rule { get; } = rule;
}
