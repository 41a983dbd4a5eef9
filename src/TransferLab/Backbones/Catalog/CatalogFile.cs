using System.Text.Json;

namespace TransferLab.Backbones.Catalog;

/// <summary>The outermost object of a <c>catalog.json</c>. Entries are read one by one, so that an error can name the entry it lies in.</summary>
internal sealed record CatalogFile(int FormatVersion, string? Default, IReadOnlyList<JsonElement> Backbones);
