using System.Globalization;
using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Erasure;

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

    public static string Erasure(AccountErasure erasure, IStringLocalizer<Strings> L)
    {
        var at = erasure.At.Moment();
        string asked = erasure.PostId.Length == 0 ? L["Asked on {0} for the whole account", at] : L["Asked on {0} for the post {1}", at, erasure.PostId];
        string became = erasure.State switch
        {
            ErasureState.Pending => L["Not carried out yet."],
            ErasureState.Done => L["Everything is erased."],
            _ => L["Erased, except for what is listed here."],
        };
        return $"{asked}. {became}";
    }

    public static string Kept(RetentionReason reason, IStringLocalizer<Strings> L) => reason switch
    {
        RetentionReason.OpenCase => L["kept: an open case"],
        RetentionReason.Preserved => L["kept: preserved by law"],
        RetentionReason.StandingDecision => L["kept: a decision that stands"],
        RetentionReason.OpenAppeal => L["kept: an appeal without an answer"],
        RetentionReason.RecentDecision => L["kept: decided less than six months ago"],
        _ => L["kept: an order without an answer"],
    };
}
