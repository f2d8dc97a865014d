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
    AccountFile? file;
    AccountView? view;
    List<PostView> posts = [];
    bool more, mayReadAudit;
    string? problem;
    string? loaded;

    /// <summary>The platform's id of the account, which may hold any characters.</summary>
    [Parameter]
    public string Key { get; set; } = "";

    public static string PathOf(string accountId) => $"/accounts/{Uri.EscapeDataString(accountId)}";

    protected override Task OnParametersSetAsync() => loaded == Key ? Task.CompletedTask : LoadAsync();

    async Task LoadAsync()
    {
        (loaded, file) = (Key, null);
        problem = await L.TryAsync(async () =>
        {
            var actor = await current.GetAsync();
            file = await runner.RunAsync<ReadAccount, AccountFile>(actor, (read, token) => read.HandleAsync(new(Key), token));
            view = Of(file);
            (posts, more, mayReadAudit) = ([.. file.Posts.Select(Of)], file.MorePosts, actor.Can(Permission.ReadAudit));
        });
    }

    async Task MoreAsync()
    {
        if (posts is not [.., var last])
            return;
        problem = await L.TryAsync(async () =>
        {
            var older = await runner.RunAsync<ReadAccountPosts, AccountPostPage>(await current.GetAsync(), (read, token) => read.HandleAsync(new(Key, last.CreatedAt, last.Id), token));
            posts.AddRange(older.Posts.Select(Of));
            more = older.More;
        });
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
