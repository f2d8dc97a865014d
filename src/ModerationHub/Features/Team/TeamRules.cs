using Microsoft.AspNetCore.Identity;
using ModerationHub.Domain;

namespace ModerationHub.Features.Team;

public static class TeamRules
{
    public static readonly Rule UnknownPerson = new("unknown_person", "Nobody with this id works on this platform.");
    public static readonly Rule EmailTaken = new("email_taken", "Somebody with this address is in the hub already.");
    public static readonly Rule PseudonymTaken = new("pseudonym_taken", "Somebody goes by this pseudonym already; choose another.");
    public static readonly Rule WorksElsewhere = new("works_elsewhere", "This person works on another platform too: only somebody who administers each of them may do this.");
    public static readonly Rule NotYourself = new("not_yourself", "You can't do this to yourself; ask another administrator.");
    public static readonly Rule LastAdministrator = new("last_administrator", "This is the last administrator of a platform; appoint another first.");
    public static readonly Rule Revoked = new("person_revoked", "This person's access was revoked; restore it first.");
    public static readonly Rule NotRevoked = new("person_not_revoked", "This person has access already.");
    public static readonly Rule BadLanguage = new("bad_language", "Languages are codes such as en, ar or pt-BR.");
    public static readonly Rule UnknownQueue = new("unknown_queue", "One of the queues does not exist on this platform.");
    public static readonly Rule SealedLaneForReviewers = new("sealed_lane_for_reviewers", "Only moderators and leads can be trained for the sealed lane.");
    public static readonly Rule NoPseudonym = new("no_pseudonym", "A pseudonym has 2 to 40 letters, digits, spaces, points or hyphens.");
    public static readonly Rule LinkUsedOrExpired = new("link_used_or_expired", "This link was used already or is too old; ask for a new one.");
    public static readonly Rule HasAdministrator = new("has_administrator", "The hub has an administrator already; sign in or ask for an invitation.");
    public static readonly Rule WrongPassword = new("wrong_password", "This is not your present password.");
    public static readonly Rule WrongCode = new("wrong_code", "This code does not fit; use the newest one that the app shows.");
    public static readonly Rule PasswordTooShort = new("password_too_short", "A password needs at least 12 characters.");
    public static readonly Rule PasswordTooPlain = new("password_too_plain", "A password needs at least four different characters.");
    public static readonly Rule BadEmail = new("bad_email", "This is not an e-mail address.");

    /// <summary>Identity's answers in the hub's own sentences.</summary>
    public static void Demand(this IdentityResult result)
    {
        if (result.Succeeded)
            return;
        throw new RuleBrokenException(result.Errors.First().Code switch
        {
            nameof(IdentityErrorDescriber.DuplicateEmail) or nameof(IdentityErrorDescriber.DuplicateUserName) => EmailTaken,
            nameof(IdentityErrorDescriber.InvalidEmail) or nameof(IdentityErrorDescriber.InvalidUserName) => BadEmail,
            nameof(IdentityErrorDescriber.PasswordTooShort) => PasswordTooShort,
            nameof(IdentityErrorDescriber.PasswordRequiresUniqueChars) => PasswordTooPlain,
            nameof(IdentityErrorDescriber.PasswordMismatch) => WrongPassword,
            nameof(IdentityErrorDescriber.InvalidToken) => LinkUsedOrExpired,
            nameof(IdentityErrorDescriber.ConcurrencyFailure) => Infrastructure.Operations.OperationRunner.Changed,
            var code => new(code, result.Errors.First().Description),
        });
    }
}
