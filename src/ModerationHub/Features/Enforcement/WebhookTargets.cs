using System.Net;
using System.Net.Sockets;
using ModerationHub.Domain;
using ModerationHub.Infrastructure.CommandLine;

namespace ModerationHub.Features.Enforcement;

public static class WebhookRules
{
    public static readonly Rule BadAddress = new("webhook_address_invalid", "Give an absolute http or https address without user name, at most 2,000 characters long.");
    public static readonly Rule ForbiddenAddress = new("webhook_address_forbidden", "Webhooks do not go to this kind of address.");
    public static readonly Rule UnknownEndpoint = new("webhook_endpoint_unknown", "There is no such endpoint.");
    public static readonly Rule UnknownDelivery = new("webhook_delivery_unknown", "There is no such delivery.");
    public static readonly Rule EndpointRemoved = new("webhook_endpoint_removed", "Its endpoint was removed: nothing is sent there any more.");
    public static readonly Rule NotDead = new("webhook_delivery_not_dead", "Only a delivery that was given up can be sent again.");
    public static readonly Rule Overturned = new("webhook_decision_overturned", "The decision was overturned since: sent again, it would be applied again.");
}

/// <summary>
/// Where webhooks may go. The address is checked when it is entered, and again for each connection after its name was
/// resolved: a name can point anywhere by then.
/// </summary>
public sealed class WebhookTargets(IConfiguration configuration, IHostEnvironment environment, HubSettings settings)
{
    static readonly IPAddress[] Metadata = [IPAddress.Parse("100.100.100.200"), IPAddress.Parse("fd00:ec2::254")];

    readonly bool _loopback = configuration.GetValue<bool?>("Webhooks:AllowLoopback") ?? (environment.IsDevelopment() || settings.Demo);

    public Uri Demand(string address)
    {
        if (address.Length > 2000 || !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            || uri.UserInfo.Length > 0 || uri.Host.Length == 0)
            throw new RuleBrokenException(WebhookRules.BadAddress);
        if ((IPAddress.TryParse(uri.IdnHost, out var ip) && !Allows(ip)) || (uri.IsLoopback && !_loopback))
            throw new RuleBrokenException(WebhookRules.ForbiddenAddress);
        return uri;
    }

    public bool Allows(IPAddress address)
    {
        var ip = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(ip))
            return _loopback;
        if (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any) || ip.Equals(IPAddress.Broadcast) || Metadata.Contains(ip))
            return false;
        if (ip.AddressFamily == AddressFamily.InterNetworkV6)
            return !ip.IsIPv6LinkLocal && !ip.IsIPv6Multicast && !ip.IsIPv6SiteLocal;
        var bytes = ip.GetAddressBytes();
        return bytes[0] is not (0 or >= 224) && !(bytes[0] == 169 && bytes[1] == 254);
    }

    /// <summary>Connects to an allowed address of the host, or fails.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);
        var allowed = addresses.Where(Allows).ToArray();
        if (allowed.Length == 0)
            throw new HttpRequestException(WebhookRules.ForbiddenAddress.Sentence);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
