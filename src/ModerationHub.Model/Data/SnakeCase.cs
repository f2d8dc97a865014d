using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ModerationHub.Data;

/// <summary>Enums are snake_case text in tables, the API and live messages alike.</summary>
public static class SnakeCase
{
    public static string Of<T>(T value) where T : struct, Enum => Names<T>.ToText[value];

    public static bool TryParse<T>(string? text, out T value) where T : struct, Enum
    {
        value = default;
        return text is not null && Names<T>.FromText.TryGetValue(text, out value);
    }

    public static T Parse<T>(string text) where T : struct, Enum =>
        TryParse<T>(text, out var value) ? value : throw new FormatException($"Not a {typeof(T).Name}: {text}");

    static class Names<T> where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ToText =
            Enum.GetValues<T>().ToDictionary(v => v, v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));
        public static readonly Dictionary<string, T> FromText = ToText.ToDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);
    }

    /// <summary>Text column with a check constraint that lists the enum's names.</summary>
    internal static PropertyBuilder<T> HasEnum<TEntity, T>(this EntityTypeBuilder<TEntity> entity,
        System.Linq.Expressions.Expression<Func<TEntity, T>> property, string constraint)
        where TEntity : class where T : struct, Enum
    {
        var builder = entity.Property(property);
        builder.HasConversion(new ValueConverter<T, string>(v => Of(v), t => Parse<T>(t))).HasColumnType("text");
        var column = JsonNamingPolicy.SnakeCaseLower.ConvertName(builder.Metadata.Name);
        var names = string.Join(", ", Enum.GetValues<T>().Select(v => $"'{Of(v)}'"));
        entity.ToTable(t => t.HasCheckConstraint(constraint, $"{column} in ({names})"));
        return builder;
    }
}
