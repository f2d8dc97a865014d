using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Domain.Orders;

namespace ModerationHub.Features.Orders;

/// <summary>States and grounds of orders in the words of the page.</summary>
static class OrderWords
{
    public static string State(OrderState state, IStringLocalizer<Strings> L) => state switch
    {
        OrderState.Received => L["received, sender not verified"],
        OrderState.Verified => L["verified"],
        OrderState.Refused => L["refused"],
        _ => L["fulfilled"],
    };

    public static string Tone(OrderState state) => state is OrderState.Received or OrderState.Verified ? "waiting" : "done";

    /// <summary>Platforms choose the codes; those that nobody here knows are shown as words at least.</summary>
    public static string Grounds(string code, IStringLocalizer<Strings> L) => code switch
    {
        "illegal_content" => L["Illegal content"],
        "violent_extremism" => L["Violent extremism"],
        "threat" or "threats_to_life" => L["Threats to life"],
        "harassment" => L["Harassment"],
        "spam" => L["Spam and manipulation"],
        "other" => L["Something else"],
        _ => code.Replace('_', ' '),
    };
}
