namespace ModerationHub.Components.Keys;

/// <summary>The shortcuts that work now, in one circuit. The one added last wins, so a page may shadow the shell.</summary>
public sealed class KeyRegistry
{
    readonly List<KeyBinding[]> sets = [];

    public event Action? Changed;

    public IReadOnlyList<KeyBinding> Active =>
        [.. sets.SelectMany(set => set).Reverse().DistinctBy(binding => binding.Keys).Reverse()];

    public IDisposable Add(IEnumerable<KeyBinding> bindings)
    {
        KeyBinding[] set = [.. bindings];
        if (set.GroupBy(binding => binding.Keys).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"The key {twice.Key} is bound twice.", nameof(bindings));
        sets.Add(set);
        Changed?.Invoke();
        return new Removal(this, set);
    }

    public Task Press(string keys) =>
        Active.FirstOrDefault(binding => binding.Keys == keys) is { } binding && binding.Enabled() ? binding.Run() : Task.CompletedTask;

    sealed class Removal(KeyRegistry registry, KeyBinding[] set) : IDisposable
    {
        public void Dispose()
        {
            if (registry.sets.Remove(set))
                registry.Changed?.Invoke();
        }
    }
}
