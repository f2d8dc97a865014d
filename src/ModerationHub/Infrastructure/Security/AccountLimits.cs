using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;
using ModerationHub.Components;

namespace ModerationHub.Infrastructure.Security;

/// <summary>
/// Forms under /account can be sent by anybody, and each costs a password's hash: so many from one address in a minute, and so
/// many at once from all. Nothing else is limited here.
/// </summary>
static class AccountLimits
{
    /// <summary>A whole team behind one address signs in at the beginning of its shift.</summary>
    public const int AMinute = 300;
    const int Waiting = 200;
    static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddAccountLimits(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            // First whose place is given back: of the window nothing is spent on waiting.
            PartitionedRateLimiter.Create<HttpContext, bool>(static _ =>
                RateLimitPartition.GetConcurrencyLimiter(true, static _ => new() { PermitLimit = Math.Max(2, Environment.ProcessorCount), QueueLimit = Waiting })),
            PartitionedRateLimiter.Create<HttpContext, string>(static http =>
                RateLimitPartition.GetFixedWindowLimiter(AddressOf(http.Connection.RemoteIpAddress), static _ => new() { PermitLimit = AMinute, Window = Window, QueueLimit = 0 })));
        options.OnRejected = static async (rejected, cancellation) =>
        {
            var http = rejected.HttpContext;
            http.Response.Headers.RetryAfter = ((int)Window.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync(http.RequestServices.GetRequiredService<IStringLocalizer<Strings>>()["Too many tries at once. Wait a minute and try again."], cancellation);
        };
    });

    /// <summary>Other requests do not pass the limiters at all.</summary>
    public static IApplicationBuilder UseAccountLimits(this IApplicationBuilder app) => app.UseWhen(IsForm, static forms => forms.UseRateLimiter());

    static bool IsForm(HttpContext http) => HttpMethods.IsPost(http.Request.Method) && http.Request.Path.StartsWithSegments("/account", StringComparison.OrdinalIgnoreCase);

    /// <summary>One line of IPv6 has more addresses than anybody counts: its network counts.</summary>
    static string AddressOf(IPAddress? address) => address switch
    {
        null => "",
        { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.MapToIPv4().ToString(),
    };
}
