using Microsoft.AspNetCore.Components;
using ModerationHub.Components;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases.Views;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Accounts;

/// <summary>The dossier of one account, read only.</summary>
public sealed partial class AccountPage(OperationRunner runner, CurrentActor current)
{
    readonly Latest loads = new();
    AccountFile? file;
    AccountView? view;
    List<PostView> posts = [];
    bool more, reading, mayReadAudit;
    string? problem;
    string? loaded;

    /// <summary>The platform's id of the account, which may hold any characters.</summary>
    [Parameter]
    public string Key { get; set; } = "";

    public static string PathOf(string accountId) => $"/accounts/{Uri.EscapeDataString(accountId)}";

    protected override Task OnParametersSetAsync() => loaded == Key ? Task.CompletedTask : LoadAsync();

    async Task LoadAsync()
    {
        var (key, isLast) = (Key, loads.Begin());
        (loaded, file, problem, reading) = (key, null, null, false);
        AccountFile? read = null;
        var refusal = await L.TryAsync(async () =>
        {
            var actor = await current.GetAsync();
            mayReadAudit = actor.Can(Permission.ReadAudit);
            read = await runner.RunAsync<ReadAccount, AccountFile>(actor, (handler, token) => handler.HandleAsync(new(key), token));
        });
        if (!isLast())
            return;
        (file, problem) = (read, refusal);
        if (read is not null)
            (view, posts, more) = (Of(read), [.. read.Posts.Select(Of)], read.MorePosts);
    }

    /// <summary>One page at a time, and only of the account that is still shown.</summary>
    async Task MoreAsync()
    {
        if (reading || file is null || posts is not [.., var last])
            return;
        var (account, isShown) = (file.Profile.Id, loads.Follow());
        reading = true;
        AccountPostPage? older = null;
        var refusal = await L.TryAsync(async () =>
            older = await runner.RunAsync<ReadAccountPosts, AccountPostPage>(await current.GetAsync(), (read, token) => read.HandleAsync(new(account, last.CreatedAt, last.Id), token)));
        if (!isShown())
            return;
        (reading, problem) = (false, refusal);
        if (older is null)
            return;
        posts.AddRange(older.Posts.Select(Of));
        more = older.More;
    }

    PostView Of(AccountPost post) => new(post.Id, post.Text, post.Language, post.CreatedAt, 0)
    {
        Client = post.Client,
        IsAnswer = post.InReplyTo is not null,
        IsQuote = post.QuoteOf is not null,
        Media = [.. post.Media.Select(CaseViewOf.MediumOf)],
        KnownMedia = [.. post.KnownMedia.Select(said => EvidenceSentences.Say(said, L))],
        DeletedAt = post.DeletedAt,
        EditedAt = post.EditedAt,
        Links = [.. post.Urls.Select(CaseViewOf.LinkOf)],
    };

    static AccountView Of(AccountFile file) => new(file.Profile.Id, file.Profile.Handle ?? file.Profile.Id, file.Profile.DisplayName, file.Profile.CreatedAt)
    {
        Bio = file.Profile.Bio,
        State = file.Profile.State,
        StateUntil = file.StateUntil,
        Followers = file.Profile.Followers,
        Following = file.Profile.Following,
        Posts = file.Profile.Posts,
        Languages = [.. file.Posts.Select(post => post.Language).Append(file.Profile.Language).OfType<string>().Where(tag => tag != "und").Distinct().Take(4)],
        Location = file.Profile.Location,
        Url = file.Profile.Url,
        Strikes = file.Strikes,
        EarlierDecisions = file.Decisions.Count(line => line.Reverses is null && line.State != DecisionState.Undone),
        EarlierOverturned = file.Decisions.Count(line => line.State == DecisionState.Overturned),
        Verified = file.Profile.Verified == true,
        Protected = file.Profile.Protected == true,
        Minor = file.Profile.AgeBand == AgeBand.Minor,
    };
}
