using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Team.Account;

/// <summary>Puts on record that somebody signed in, or was locked out after too many wrong passwords.</summary>
public sealed class RecordSignIn(Operation op)
{
    public const string SignedIn = "signed_in", LockedOut = "locked_out", SignedOut = "signed_out";

    public sealed record Command(string What, string By);

    public Task HandleAsync(Command command)
    {
        op.Audit(command.What, "user", op.Actor.DemandUser().ToString(), new { command.By });
        return Task.CompletedTask;
    }
}
