namespace ModerationHub.Domain.Accounts;

public static class AccountRules
{
    public static readonly Rule AlreadySuspended = new("account_already_suspended", "The account is already suspended for good.");
    public static readonly Rule AlreadyRestricted = new("account_already_restricted", "The account is already restricted for good.");
    public static readonly Rule Deleted = new("account_deleted", "The account was deleted on the platform; nothing can be done to it any more.");
}
