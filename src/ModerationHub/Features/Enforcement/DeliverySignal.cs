using ModerationHub.Infrastructure;

namespace ModerationHub.Features.Enforcement;

/// <summary>Wakes this host's delivery loop.</summary>
public sealed class DeliverySignal : WakeUp;
