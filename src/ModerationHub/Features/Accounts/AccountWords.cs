using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Domain.Accounts;

namespace ModerationHub.Features.Accounts;

/// <summary>An account's state in the words and signs of the pages.</summary>
static class AccountWords
{
    public static string State(AccountState state, IStringLocalizer<Strings> L) => state switch
    {
        AccountState.Active => L["active"],
        AccountState.Suspended => L["suspended"],
        AccountState.Restricted => L["restricted"],
        _ => L["deleted"],
    };

    public static string Tone(AccountState state) => state switch
    {
        AccountState.Active => "done",
        AccountState.Restricted => "waiting",
        _ => "undone",
    };
}
