using TransferLab.Backbones.Catalog;

namespace TransferLab.Cli.Output;

/// <summary>
/// A backbone of the catalogue. <c>Path</c> is its file where it is here, else the place to put it by hand; <c>Url</c> is missing where there is no download from an address, <c>Nuget</c> where no package holds it.
/// </summary>
internal sealed record CatalogEntryJson(
    string Name, string Description, BackboneState State, string Path, bool Default, string? Url, CatalogPackage? Nuget, IReadOnlyList<string> Mirrors,
    DateOnly? Checked, string? Note, string Source, string Licence, string? TrainedOn, string Sha256, long Bytes, long? Parameters, CatalogInput Input, string? FeatureValue);
