using Bunit;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Components.Keys;
using ModerationHub.Domain;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Orders;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Orders;

namespace ModerationHub.Tests.Pages;

public class OrdersPageTests : PageTest
{
    static readonly OrderRow Order = new(Guid.CreateVersion7(Now), "Ministry of Examples", "a1", "torch", "<b>grounds</b>", Now, OrderState.Received, true);

    [Fact]
    public void Orders_name_authority_account_grounds_and_that_nobody_is_verified()
    {
        Runner.Answer<ListOrders>(new OrderPage([Order], null));
        var row = Render<OrdersPage>().Find("tbody tr");

        Assert.Contains("received, sender not verified", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("<b>grounds</b>", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("one post", row.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_orders_it_says_so()
    {
        Runner.Answer<ListOrders>(new OrderPage([], null));
        Assert.Equal("No orders", Render<OrdersPage>().Find(".empty h1").TextContent);
    }

    [Fact]
    public void A_mistyped_cursor_leads_to_the_first_page()
    {
        Runner.RefuseOnce<ListOrders>(new RuleBrokenException(CursorRules.Invalid), new OrderPage([Order], null));
        Navigation.NavigateTo("/orders?cursor=nonsense");
        var page = Render<OrdersPage>();
        Assert.EndsWith("/orders", Navigation.Uri, StringComparison.Ordinal);
        Assert.Single(page.FindAll("tbody tr"));
    }

    [Fact]
    public void Older_ones_are_a_page_of_their_own()
    {
        Runner.Answer<ListOrders>(new OrderPage([Order], "next"));
        var page = Render<OrdersPage>();
        page.FindAll(".pager button")[1].Click();
        Assert.EndsWith("?cursor=next", Navigation.Uri, StringComparison.Ordinal);
    }

    static OrderFile File(OrderState state = OrderState.Received, bool mayAnswer = true) => new(Order with { State = state, Grounds = "illegal_content" }, "p1", "<b>Remove it</b> under article 12.",
        [Guid.CreateVersion7(Now)], [new DecisionLine(Guid.CreateVersion7(Now), Guid.CreateVersion7(Now), Now, "Heron", "violent-extremism", 1, DecisionState.Final, [ActionKind.Suspend], null, "Calls.", null, Now)],
        state == OrderState.Received ? [] : [new OrderStep(Now, "Osprey", OrderState.Verified, "Called the ministry back.")], mayAnswer);

    IRenderedComponent<OrdersPage> Opened(OrderFile file)
    {
        Runner.Answer<ListOrders>(new OrderPage([Order], null)).Answer<ReadOrder>(file);
        Navigation.NavigateTo($"/orders?order={Order.Id}");
        return Render<OrdersPage>();
    }

    [Fact]
    public void An_order_says_in_words_what_is_ordered_and_leads_to_account_case_and_decisions()
    {
        var pane = Opened(File()).Find("aside");

        foreach (var told in (string[])["Ministry of Examples", "Illegal content", "<b>Remove it</b> under article 12.", "Suspend", "Heron", "passed no deadline on"])
            Assert.Contains(told, pane.TextContent, StringComparison.Ordinal);
        Assert.Equal(["/accounts/a1", "/cases/", "/audit?decision="], pane.QuerySelectorAll("a").Select(a => a.GetAttribute("href")!).Select(href => href.StartsWith("/accounts", StringComparison.Ordinal) ? href : href[..^36]));
    }

    [Fact]
    public void The_next_step_needs_words_and_is_taken_with_them()
    {
        var page = Opened(File());
        page.Find("aside .primary").Click();
        Assert.Equal(OrderRules.WordsRequired.Sentence, page.Find("#order-words-error").TextContent);
        Assert.DoesNotContain(typeof(AnswerOrder), Runner.Ran);

        page.Find("#order-words").Input("Called the ministry back.");
        Runner.Answer<ReadOrder>(File(OrderState.Verified));
        page.Find("aside .primary").Click();
        Assert.Contains(typeof(AnswerOrder), Runner.Ran);
        Assert.Equal("Done as ordered", page.Find("aside .primary").TextContent);
        Assert.Contains("Called the ministry back.", page.Find("aside ol").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_in_the_way_is_said_and_whoever_only_reads_is_offered_nothing()
    {
        Runner.Refuse<AnswerOrder>(new RuleBrokenException(OrderRules.Answered));
        var page = Opened(File());
        page.Find("#order-words").Input("Not ours.");
        page.Find("aside .grave").Click();
        Assert.DoesNotContain(typeof(AnswerOrder), Runner.Ran);
        page.Find("aside .grave").Click();
        Assert.Equal(OrderRules.Answered.Sentence, page.Find("footer [role=alert]").TextContent);

        Runner.Answer<ReadOrder>(File(mayAnswer: false));
        Assert.Empty(Render<OrdersPage>().FindAll("aside footer"));
    }

    [Fact]
    public void Keys_go_up_and_down_the_list_and_words_that_were_typed_are_not_lost_by_it()
    {
        var second = Order with { Id = Guid.CreateVersion7(Now) };
        Runner.Answer<ListOrders>(new OrderPage([Order, second], null)).Answer<ReadOrder>(File());
        var page = Render<OrdersPage>();
        var keys = Services.GetRequiredService<KeyRegistry>();
        page.InvokeAsync(() => keys.Press("j"));
        Assert.EndsWith($"?order={Order.Id}", Navigation.Uri, StringComparison.Ordinal);
        page.Find("#order-words").Input("Not ours.");
        page.InvokeAsync(() => keys.Press("j"));
        Assert.EndsWith($"?order={Order.Id}", Navigation.Uri, StringComparison.Ordinal);
        page.FindAll("dialog button").Single(button => button.TextContent == "Leave without saving").Click();
        Assert.EndsWith($"?order={second.Id}", Navigation.Uri, StringComparison.Ordinal);
        page.InvokeAsync(() => keys.Press("Escape"));
        Assert.DoesNotContain("order=", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_does_not_come_is_a_sentence_and_tried_again()
    {
        Runner.Refuse<ListOrders>(new Npgsql.NpgsqlException("gone"));
        var page = Render<OrdersPage>();
        Assert.Empty(page.FindAll(".loading"));
        Runner.Answer<ListOrders>(new OrderPage([Order], null));
        page.Find("[role=alert] button").Click();
        Assert.Single(page.FindAll("tbody tr"));
    }
}
