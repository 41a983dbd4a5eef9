namespace TransferLab.Cli.Output;

/// <summary>What <c>backbones list --json</c> prints. <c>Default</c> is a name, or missing where the catalogue has none; <c>Store</c> is the folder of pulled files.</summary>
internal sealed record CatalogJson(string? Default, string Store, IReadOnlyList<CatalogEntryJson> Backbones);
