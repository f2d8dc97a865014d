using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Features.Live;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;
using ModerationHub.Tests.Components;

namespace ModerationHub.Tests.Pages;

/// <summary>A page with handlers that answer as the test says: no database, no network.</summary>
public abstract class PageTest : ConsoleTest
{
    protected static readonly Rule Rule = new("somebody_was_faster", "Somebody changed this at the same moment; look again and repeat.");

    protected PageTest()
    {
        Services.AddLogging();
        Services.AddSingleton<LiveFeed>();
        Services.AddSingleton<OperationRunner>(Runner);
        Services.AddSingleton<CurrentActor>(new Somebody(May));
        Services.AddScoped<IComponentActivator>(provider => new Activator(provider));
    }

    /// <summary>What the reader may do: everything, unless the test takes something away.</summary>
    protected HashSet<Permission> May { get; } = [.. Enum.GetValues<Permission>()];

    internal ScriptedRunner Runner { get; } = new();

    protected NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    /// <summary>Pages take their services in the constructor.</summary>
    sealed class Activator(IServiceProvider services) : IComponentActivator
    {
        public IComponent CreateInstance(Type componentType) => (IComponent)ActivatorUtilities.CreateInstance(services, componentType);
    }

    sealed class Somebody(HashSet<Permission> may) : CurrentActor(null!, null!)
    {
        static readonly Guid Id = Guid.CreateVersion7(Now);

        public override ValueTask<Actor> GetAsync(CancellationToken cancellation = default) => ValueTask.FromResult(new Actor(Id, "Heron", 1, may));
    }
}

/// <summary>Answers by handler and keeps which ran.</summary>
sealed class ScriptedRunner() : OperationRunner(null!, null!, null!)
{
    readonly Dictionary<Type, Func<object?>> answers = [];
    readonly Dictionary<Type, Queue<TaskCompletionSource<object?>>> held = [];
    readonly Dictionary<(Type Handler, Type Answer), Func<Task>> later = [];

    public List<Type> Ran { get; } = [];

    /// <summary>Hears which handler runs and with what could end it.</summary>
    public Action<Type, CancellationToken>? OnRun { get; set; }

    public ScriptedRunner Answer<THandler>(object? answer)
    {
        answers[typeof(THandler)] = () => answer;
        return this;
    }

    /// <summary>The handler's next run waits until the test gives it its answer.</summary>
    public TaskCompletionSource<object?> Hold<THandler>()
    {
        TaskCompletionSource<object?> answer = new();
        if (!held.TryGetValue(typeof(THandler), out var waiting))
            held[typeof(THandler)] = waiting = [];
        waiting.Enqueue(answer);
        return answer;
    }

    /// <summary>For a handler with several answers, and for answers that come when the test says.</summary>
    public ScriptedRunner Answer<THandler, T>(Func<Task<T>> answer)
    {
        later[(typeof(THandler), typeof(T))] = answer;
        return this;
    }

    public ScriptedRunner Refuse<THandler>(Exception refusal)
    {
        answers[typeof(THandler)] = () => throw refusal;
        return this;
    }

    /// <summary>Refuses once and answers from then on.</summary>
    public ScriptedRunner RefuseOnce<THandler>(Exception refusal, object? then)
    {
        answers[typeof(THandler)] = () =>
        {
            Answer<THandler>(then);
            throw refusal;
        };
        return this;
    }

    public override Task<T> RunAsync<THandler, T>(Actor actor, Func<THandler, CancellationToken, Task<T>> action, CancellationToken cancellation = default)
    {
        Ran.Add(typeof(THandler));
        if (held.TryGetValue(typeof(THandler), out var waiting) && waiting.TryDequeue(out var next))
            return LaterAsync();
        OnRun?.Invoke(typeof(THandler), cancellation);
        if (later.TryGetValue((typeof(THandler), typeof(T)), out var coming))
            return (Task<T>)coming();
        try
        {
            return Task.FromResult((T)(answers.TryGetValue(typeof(THandler), out var answer) ? answer() : typeof(T) == typeof(bool) ? true : throw new InvalidOperationException($"No answer for {typeof(THandler).Name}."))!);
        }
        catch (Exception e)
        {
            return Task.FromException<T>(e);
        }

        async Task<T> LaterAsync() => (T)(await next!.Task)!;
    }
}
