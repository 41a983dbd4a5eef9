using System.Text.Json;

namespace TransferLab.Backbones.Catalog;

/// <summary>The outermost object of a <c>catalog.json</c>. Entries are read one by one, so that an error can name the entry it lies in.</summary>
internal sealed record CatalogFile
{
    public required int FormatVersion { get; init; }

    public string? Default { get; init; }

    public required IReadOnlyList<JsonElement> Backbones { get; init; }
}
