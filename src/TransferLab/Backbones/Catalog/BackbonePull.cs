namespace TransferLab.Backbones.Catalog;

/// <summary>What became of a pull.</summary>
/// <param name="Entry">The backbone.</param>
/// <param name="Path">Its file, whose SHA-256 was checked.</param>
/// <param name="Downloaded">Whether it was downloaded just now; false where it was here already.</param>
public sealed record BackbonePull(CatalogEntry Entry, string Path, bool Downloaded);
