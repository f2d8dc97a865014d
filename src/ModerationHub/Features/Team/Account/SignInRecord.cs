using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Team.Account;

/// <summary>Writes sign-ins to the audit log of the person's platform.</summary>
public sealed class SignInRecord(OperationRunner runner, PeopleDirectory people)
{
    public async Task WriteAsync(Guid userId, string what, string by)
    {
        if (await people.FindNowAsync(userId) is { Platforms.Count: > 0 } person)
            await runner.RunAsync<RecordSignIn>(person.AsSelf(), (handler, _) => handler.HandleAsync(new(what, by)));
    }
}
