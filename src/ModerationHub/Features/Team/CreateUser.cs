using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Team;

/// <summary>A new person on the actor's platform. Without a password they get a one-time link and choose their own, which nobody else ever sees.</summary>
public sealed partial class CreateUser(Operation op, Staff staff, ILogger<CreateUser> logger)
{
    public sealed record Command(string Email, string Pseudonym, MembershipTerms Terms, string? Password = null);

    /// <summary>The path of the invitation, to be shown once; null when a password was given.</summary>
    public sealed record Created(Guid UserId, string? InvitationPath);

    public async Task<Created> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageUsers);
        await command.Terms.CheckAsync(op, cancellation);
        var pseudonym = command.Pseudonym.Trim();
        if (!Pseudonym().IsMatch(pseudonym))
            throw new RuleBrokenException(TeamRules.NoPseudonym);
        if (await op.Db.Users.AnyAsync(u => u.Pseudonym == pseudonym, cancellation))
            throw new RuleBrokenException(TeamRules.PseudonymTaken);
        var email = command.Email.Trim();
        var user = new HubUser { Id = op.NewId(), UserName = email, Email = email, EmailConfirmed = true, Pseudonym = pseudonym, CreatedAt = op.Now };
        var created = command.Password is { } password ? await staff.Manager.CreateAsync(user, password) : await staff.Manager.CreateAsync(user);
        created.Demand();
        var membership = new Membership { PlatformId = op.PlatformId, UserId = user.Id, Role = command.Terms.Role };
        command.Terms.ApplyTo(membership);
        op.Db.Memberships.Add(membership);
        op.Audit("user_created", "user", user.Id.ToString(), new { user.Pseudonym, command.Terms });
        Log.Created(logger, user.Id, command.Terms.Role);
        return new(user.Id, command.Password is null ? await Invitation.PathAsync(staff.Manager, user) : null);
    }

    [GeneratedRegex(@"^[\p{L}\p{M}\p{Nd}][\p{L}\p{M}\p{Nd} .\-]{0,38}[\p{L}\p{M}\p{Nd}]$", RegexOptions.NonBacktracking)]
    private static partial Regex Pseudonym();

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "User {UserId} created as {Role}")]
        public static partial void Created(ILogger logger, Guid userId, Role role);
    }
}
