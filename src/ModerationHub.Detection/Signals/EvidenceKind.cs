namespace ModerationHub.Detection.Signals;

/// <summary>What sort of evidence a signal is; decides what it may do to a risk.</summary>
public enum EvidenceKind
{
    /// <summary>What the account says, shows or links. May carry a risk over its threshold.</summary>
    Content,

    /// <summary>What the account does. May carry a risk over its threshold.</summary>
    Conduct,

    /// <summary>What the account is like (young, bare profile). Supports other evidence, never suffices.</summary>
    Circumstance,

    /// <summary>What others say about the account. Supports other evidence, never suffices.</summary>
    Report,

    /// <summary>What speaks against. Only ever lowers.</summary>
    Exculpatory,
}
