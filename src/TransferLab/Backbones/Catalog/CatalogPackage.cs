namespace TransferLab.Backbones.Catalog;

/// <summary>A file inside a NuGet package, which comes from the sources that the machine is configured for.</summary>
/// <param name="Package">The package's identifier.</param>
/// <param name="Version">Its version, exactly.</param>
/// <param name="File">Path of the file in the package, with forward slashes.</param>
/// <param name="Bytes">Length of the package, for the progress of a download; null where not known.</param>
public sealed record CatalogPackage(string Package, string Version, string File, long? Bytes = null);
