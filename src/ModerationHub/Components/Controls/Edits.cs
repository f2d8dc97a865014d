namespace ModerationHub.Components.Controls;

/// <summary>Whether the form of a page holds something that is not saved: the page asks before it takes the form away.</summary>
public sealed class Edits
{
    public bool Unsaved { get; set; }
}
