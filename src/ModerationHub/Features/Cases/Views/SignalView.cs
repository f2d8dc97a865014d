namespace ModerationHub.Features.Cases.Views;

/// <summary>One detector's finding: its share of the risk (0–1; negative when it speaks against) and its evidence in plain words.</summary>
public sealed record SignalView(string Name, string Evidence, double Share, IReadOnlyList<string> PostIds)
{
    public bool SpeaksAgainst => Share < 0;
}
