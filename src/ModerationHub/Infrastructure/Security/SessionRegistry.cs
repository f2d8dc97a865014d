using System.Collections.Concurrent;
using ModerationHub.Domain.Live;
using ModerationHub.Features.Live;

namespace ModerationHub.Infrastructure.Security;

/// <summary>
/// Everything on this host that a person (or an API key) holds open: circuits and connections. When the live feed says
/// that the person was revoked or changed, on whatever host, all of it ends.
/// </summary>
public sealed class SessionRegistry : IDisposable
{
    readonly ConcurrentDictionary<Guid, Session> _sessions = new();
    readonly PeopleDirectory _people;
    readonly IDisposable _subscription;

    public SessionRegistry(LiveFeed live, PeopleDirectory people)
    {
        _people = people;
        _subscription = live.Subscribe(Note);
    }

    /// <summary>Until disposed, <paramref name="end"/> is called when the holder's session must end. It must be quick.</summary>
    public IDisposable Register(Guid holder, string? stamp, Action end)
    {
        var session = new Session(this, Guid.CreateVersion7(), holder, stamp, end);
        _sessions[session.Id] = session;
        return session;
    }

    /// <summary>Who holds something open here, with the stamps that their sessions began with.</summary>
    public IReadOnlyDictionary<Guid, IReadOnlyList<string>> Stamps => _sessions.Values
        .Where(session => session.Stamp is not null)
        .GroupBy(session => session.Holder)
        .ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.Select(session => session.Stamp!).Distinct()]);

    public void End(Guid holder, Func<string?, bool>? which = null)
    {
        // First: whoever is cut off and knocks again at once must not be let in by what is remembered of them.
        _people.Forget(holder);
        foreach (var session in _sessions.Values)
            if (session.Holder == holder && (which is null || which(session.Stamp)))
                session.End();
    }

    void Note(LiveEvent live)
    {
        if (live.Kind == LiveKind.UserRevoked)
            End(live.SubjectId);
    }

    public void Dispose() => _subscription.Dispose();

    sealed class Session(SessionRegistry registry, Guid id, Guid holder, string? stamp, Action end) : IDisposable
    {
        public Guid Id => id;
        public Guid Holder => holder;
        public string? Stamp => stamp;

        public void End()
        {
            if (registry._sessions.TryRemove(id, out _))
                end();
        }

        public void Dispose() => registry._sessions.TryRemove(id, out _);
    }
}
