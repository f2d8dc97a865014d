using Microsoft.AspNetCore.Components;

namespace ModerationHub.Components.Controls;

/// <summary>The time left to an instant. The server gives the instant; the browser ticks (js/console.js), so no circuit re-renders each second.</summary>
public partial class Countdown(TimeProvider clock)
{
    /// <summary>From here on it is marked as pressing.</summary>
    static readonly TimeSpan Soon = TimeSpan.FromMinutes(30);

    [Parameter, EditorRequired]
    public DateTimeOffset Until { get; set; }

    /// <summary>Only the time, without "left" and without colour.</summary>
    [Parameter]
    public bool Bare { get; set; }

    TimeSpan Rest => Until - clock.GetUtcNow();

    string Due => Rest < TimeSpan.Zero ? "late" : Rest < Soon ? "soon" : "ok";

    string Text => Spell(Rest, L["d h m s"]);

    /// <summary>The same words as <c>spell</c> in js/console.js.</summary>
    public static string Spell(TimeSpan rest, string units)
    {
        var unit = units.Split(' ');
        var span = rest.Duration();
        return span switch
        {
            { TotalDays: >= 2 } => $"{(int)span.TotalDays} {unit[0]} {span.Hours} {unit[1]}",
            { TotalHours: >= 1 } => $"{(int)span.TotalHours} {unit[1]} {span.Minutes} {unit[2]}",
            { TotalMinutes: >= 1 } => $"{span.Minutes} {unit[2]} {span.Seconds:00} {unit[3]}",
            _ => $"{span.Seconds} {unit[3]}",
        };
    }
}
