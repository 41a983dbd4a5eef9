namespace TransferLab.Service.Models;

/// <summary>Where a version of a model lies.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Version">Number of the version, from 1.</param>
/// <param name="Directory">Folder of the package, or of the run.</param>
/// <param name="Fingerprint">Changes when the files do; empty where there is no package.</param>
internal sealed record ModelSource(string Name, int Version, string Directory, string Fingerprint);
