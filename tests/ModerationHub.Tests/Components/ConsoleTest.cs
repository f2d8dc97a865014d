using System.Globalization;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ModerationHub.Components.Keys;
using ModerationHub.Components.Layout;

namespace ModerationHub.Tests.Components;

/// <summary>A component test with the console's few services and a clock that stands still.</summary>
public abstract class ConsoleTest : BunitContext
{
    protected static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    // Only ends a test that would never end.
    static ConsoleTest() => DefaultWaitTimeout = TimeSpan.FromSeconds(30);

    protected ConsoleTest()
    {
        // As in the console: one of its languages, never none.
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        Services.AddLocalization();
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddScoped<KeyRegistry>();
        Services.AddScoped<Shell>();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    protected FakeTimeProvider Clock { get; } = new(Now);
}
