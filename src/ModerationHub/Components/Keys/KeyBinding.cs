namespace ModerationHub.Components.Keys;

/// <summary>One shortcut: the keys ("s", "Ctrl+Enter", "g t"), what it does in the reader's words, and the doing.</summary>
public sealed record KeyBinding(string Keys, string Description, string Group, Func<Task> Run)
{
    /// <summary>Works while the caret stands in a field, too.</summary>
    public bool WhileTyping { get; init; }

    public Func<bool> Enabled { get; init; } = () => true;

    /// <summary>The parts to draw as single keys: "g t" gives g, t; "Ctrl+Enter" gives Ctrl, Enter.</summary>
    public IEnumerable<string> Parts => Split(Keys);

    public static IEnumerable<string> Split(string keys) => keys.Split([' ', '+'], StringSplitOptions.RemoveEmptyEntries);
}
